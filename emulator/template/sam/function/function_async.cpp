// EventInvokeConfig: retries and destinations of asynchronous invocations. A destination of type
// SQS or SNS without an ARN gets a queue or topic of its own.
#include <algorithm>
#include <optional>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/logical_hash.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/service_policies.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/function/function.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kDestinationTypes[] = {"SQS", "SNS", "EventBridge", "Lambda",
                                                  "S3Bucket"};

// An `If` with one branch NoValue makes the destination's own resource in that branch only.
struct Choice {
  std::string condition;  // true: make the resource; empty: no choice
  Value otherwise;
};

std::optional<Choice> choice_of(Function& function, const Value* destination,
                                const std::string& config_id) {
  if (destination == nullptr || !is_intrinsic(*destination, "Fn::If")) return Choice{};
  const Value& branches = *as_intrinsic(*destination)->argument;
  if (!branches.is_list() || branches.items().size() != 3) {
    function.context.reject(config_id, *destination,
                            "Malformed 'Destination' property: Fn::If requires 3 arguments.");
    return std::nullopt;
  }
  const Value::List& items = branches.items();
  const bool first = is_no_value(items[1]);
  const bool second = is_no_value(items[2]);
  if (first == second || !items[0].is_string()) return Choice{};
  if (first) return Choice{items[0].as_string(), items[2]};
  const std::string name = "NOT" + items[0].as_string() + logical_hash(config_id);
  function.context.add_condition(
      name, Value::map({{"Fn::Not", Value::list({Value::map({{"Condition", items[0]}})})}}));
  return Choice{name, items[1]};
}

// The queue or topic of the function's own; its logical id.
std::string make_target(Function& function, const std::string& id, const std::string& type,
                        const std::string& condition) {
  Value resource = Value::map({{"Type", type == "SQS" ? "AWS::SQS::Queue" : "AWS::SNS::Topic"}});
  const Value* own = function.resource.find("Condition");
  if (!condition.empty() && own != nullptr && own->is_string()) {
    const std::string both = own->as_string() + "AND" + condition + logical_hash(function.id);
    function.context.add_condition(
        both, Value::map({{"Fn::And", Value::list({Value::map({{"Condition", *own}}),
                                                   Value::map({{"Condition", condition}})})}}));
    resource.set("Condition", both);
  } else if (!condition.empty()) {
    resource.set("Condition", condition);
  }
  resource.set("Properties", Value::map());
  const std::string target = id + (type == "SQS" ? "Queue" : "Topic");
  function.context.make(function.id, target, std::move(resource));
  const std::string property = type == "SQS" ? ".DestinationQueue" : ".DestinationTopic";
  function.context.references.properties[function.id + property] = target;
  return target;
}

std::optional<Value> destination_of(Function& function, const Value& config,
                                    const std::string& config_id, const std::string& id) {
  const Value* type = config.find("Type");
  std::string name = type == nullptr ? "None" : python_text(*type);
  if (type != nullptr && type->is_string()) name = type->as_string();
  if (std::find(std::begin(kDestinationTypes), std::end(kDestinationTypes), name) ==
      std::end(kDestinationTypes)) {
    function.context.reject(
        function.id, config,
        "'Type: " + name + "' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']");
    return std::nullopt;
  }
  const Value* given = config.find("Destination");
  if (given != nullptr && given->is_null()) given = nullptr;
  auto choice = choice_of(function, given, config_id);
  if (!choice) return std::nullopt;
  if (given != nullptr && choice->condition.empty()) {
    function.policies.push_back(send_policy(name, id, *given));
    return *given;
  }
  if (name != "SQS" && name != "SNS") {
    function.context.reject(function.id, config,
                            "Destination is required if Type is not ['SQS', 'SNS']");
    return std::nullopt;
  }
  const std::string target = make_target(function, id, name, choice->condition);
  Value arn = name == "SQS" ? get_att(target, "Arn") : ref_to(target);
  if (!choice->condition.empty()) {
    arn = Value::map(
        {{"Fn::If", Value::list({choice->condition, arn, std::move(choice->otherwise)})}});
  }
  function.policies.push_back(send_policy(name, id, arn));
  return arn;
}

}  // namespace

void expand_event_invoke(Function& function) {
  const Value* given = function.find("EventInvokeConfig");
  if (!is_truthy(given)) return;
  const Value config = function.context.with_parameters(*given);
  const std::string id = function.id + "EventInvokeConfig";
  Value resource = with_attributes(function.resource, "AWS::Lambda::EventInvokeConfig");
  resource.erase("DependsOn");
  if (!function.alias_id.empty()) resource.set("DependsOn", Value::list({function.alias_id}));
  Value properties = Value::map({{"FunctionName", ref_to(function.id)}});
  properties.place_as(*given);
  properties.set("Qualifier",
                 function.alias_id.empty() ? Value("$LATEST") : Value(function.alias_name));
  Value made = Value::map();
  if (const Value* destinations = config.find("DestinationConfig"); is_truthy(destinations)) {
    if (!destinations->is_map()) {
      function.context.reject(function.id, *destinations,
                              "Property 'EventInvokeConfig.DestinationConfig' should be a map.");
      return;
    }
    for (const std::string name : {"OnSuccess", "OnFailure"}) {
      const Value* destination = destinations->find(name);
      if (destination == nullptr || destination->is_null()) continue;
      if (!destination->is_map()) {
        function.context.reject(
            function.id, *destination,
            "Property 'EventInvokeConfig.DestinationConfig." + name + "' should be a map.");
        return;
      }
      auto arn = destination_of(function, *destination, id, id + name);
      if (!arn) return;
      made.set(name, Value::map({{"Destination", std::move(*arn)}}));
    }
  }
  properties.set("DestinationConfig", std::move(made));
  for (const std::string_view name : {"MaximumEventAgeInSeconds", "MaximumRetryAttempts"}) {
    const Value* value = config.find(name);
    if (value != nullptr && !value->is_null()) properties.set(name, *value);
  }
  resource.set("Properties", std::move(properties));
  function.context.make(function.id, id, std::move(resource));
}

}  // namespace brume::emulator::sam
