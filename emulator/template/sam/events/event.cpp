#include "emulator/template/sam/events/event.h"

#include <algorithm>
#include <map>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/logical_hash.h"
#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {
namespace {

// Source: the event pages of the SAM specification.
constexpr PropertyShape kScheduleEvent[] = {
    {"Schedule", kText, true}, {"RuleName", kText},        {"Input", kText},
    {"Enabled", kTruth},       {"State", kText},           {"Name", kText},
    {"Description", kText},    {"DeadLetterConfig", kMap}, {"RetryPolicy", kMap}};
constexpr PropertyShape kRuleEvent[] = {
    {"EventBusName", kText},    {"RuleName", kText},       {"Pattern", kMap},
    {"DeadLetterConfig", kMap}, {"RetryPolicy", kMap},     {"Input", kText},
    {"InputPath", kText},       {"Target", kMap},          {"Enabled", kTruth},
    {"State", kText},           {"InputTransformer", kMap}};
constexpr PropertyShape kBucketEvent[] = {{"Bucket", kText, true},
                                          {"Events", kText | kListOfStrings | kPlain, true},
                                          {"Filter", kMapOfTexts}};
constexpr PropertyShape kTopicEvent[] = {{"Topic", kText, true},
                                         {"Region", kText},
                                         {"FilterPolicy"},
                                         {"FilterPolicyScope"},
                                         {"SqsSubscription", kTruth | kMap},
                                         {"RedrivePolicy", kMap}};
constexpr PropertyShape kApiEvent[] = {{"Path", kText, true},
                                       {"Method", kText, true},
                                       {"RestApiId", kText, true},
                                       {"Stage", kText},
                                       {"Auth", kMap},
                                       {"RequestModel", kMap},
                                       {"RequestParameters", kList},
                                       {"TimeoutInMillis", kNumber},
                                       {"ResponseTransferMode", kText}};
constexpr PropertyShape kHttpApiEvent[] = {
    {"Path", kText},         {"Method", kText},
    {"ApiId", kText},        {"Stage", kText},
    {"Auth", kMap},          {"TimeoutInMillis", kNumber},
    {"RouteSettings", kMap}, {"PayloadFormatVersion", kText}};
constexpr PropertyShape kLogs[] = {{"LogGroupName", kText, true}, {"FilterPattern", kText, true}};
constexpr PropertyShape kAlexa[] = {{"SkillId", kText}};
constexpr PropertyShape kIot[] = {{"Sql", kText, true}, {"AwsIotSqlVersion", kText}};
constexpr PropertyShape kUserPoolEvent[] = {{"UserPool", kText, true},
                                            {"Trigger", kText | kListOfStrings | kPlain, true}};

const EventType* find_event_type(std::string_view name) {
  static const EventType kTypes[] = {
      {"Api", kApiEvent, expand_api, link_api},
      {"HttpApi", kHttpApiEvent, expand_http_api},
      {"Kinesis", kinesis_shapes(), expand_stream},
      {"DynamoDB", kinesis_shapes(), expand_stream},
      {"SQS", queue_shapes(), expand_stream},
      {"MSK", broker_shapes("MSK"), expand_msk},
      {"MQ", broker_shapes("MQ"), expand_mq},
      {"SelfManagedKafka", broker_shapes("SelfManagedKafka"), expand_kafka},
      {"DocumentDB", broker_shapes("DocumentDB"), expand_document_db},
      {"Schedule", kScheduleEvent, expand_schedule},
      {"ScheduleV2", kSchedulerEvent, expand_scheduler},
      {"CloudWatchEvent", kRuleEvent, expand_rule},
      {"EventBridgeRule", kRuleEvent, expand_rule},
      {"S3", kBucketEvent, expand_bucket, link_bucket},
      {"SNS", kTopicEvent, expand_topic},
      {"CloudWatchLogs", kLogs, expand_logs},
      {"AlexaSkill", kAlexa, expand_alexa},
      {"IoTRule", kIot, expand_iot},
      {"Cognito", kUserPoolEvent, expand_user_pool, link_user_pool},
  };
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const EventType& type) { return type.name == name; });
  return found == std::end(kTypes) ? nullptr : found;
}

constexpr std::string_view kAllTypes[] = {"Api",
                                          "HttpApi",
                                          "Schedule",
                                          "ScheduleV2",
                                          "CloudWatchEvent",
                                          "EventBridgeRule",
                                          "S3",
                                          "SNS",
                                          "SQS",
                                          "Kinesis",
                                          "DynamoDB",
                                          "MSK",
                                          "MQ",
                                          "SelfManagedKafka",
                                          "DocumentDB",
                                          "AlexaSkill",
                                          "IoTRule",
                                          "Cognito",
                                          "CloudWatchLogs"};

// False when the type is unknown, which SAM rejects.
bool check_type(Function& function, const Value::Member& member) {
  if (!member.value.is_map()) {
    function.context.reject(
        function.id, member.value,
        "Event with id [" + member.key + "] is invalid. " + no_event_text(member.value));
    return false;
  }
  const Value* type = member.value.find("Type");
  const std::string name = type != nullptr && type->is_string() ? type->as_string() : "";
  if (find_event_type(name) != nullptr) return true;
  const Value where = Value().place(member.key_at, member.key_length);
  std::string shown = "None";
  if (type != nullptr && !type->is_null()) {
    shown = type->is_string() ? type->as_string() : python_text(*type);
  }
  function.context.reject(function.id, type != nullptr ? *type : where,
                          "Event with id [" + member.key +
                              "] is invalid. Resource dict has missing or invalid value for key "
                              "Type. Event Type is: " +
                              shown + ".",
                          suggestion(shown, kAllTypes));
  return false;
}

std::string order_key(const Event& event) {
  const Value* path = event.properties.find("Path");
  return path != nullptr && path->is_string() ? path->as_string() : event.name;
}

}  // namespace

void Event::reject_as(const std::string& shown, const Value& where, const std::string& text) {
  function.context.reject(function.id, where, "Event with id [" + shown + "] is invalid. " + text);
}

Value& Event::make(const std::string& logical_id, std::string_view resource_type,
                   Value made_properties) {
  Value resource =
      Value::map({{"Type", resource_type}, {"Properties", std::move(made_properties)}});
  resource.place_all(site.at(), site.length());
  return function.context.make(function.id, logical_id, std::move(resource));
}

std::string Event::permit(std::string_view principal, Value details, const std::string& suffix) {
  const bool plain = std::all_of(suffix.begin(), suffix.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  });
  const std::string logical_id = id + "Permission" + (plain ? suffix : logical_hash(suffix));
  Value permission = Value::map({{"Action", "lambda:InvokeFunction"},
                                 {"FunctionName", function.target()},
                                 {"Principal", principal}});
  for (Value::Member& member : details.members()) {
    permission.set(member.key, std::move(member.value));
  }
  make(logical_id, "AWS::Lambda::Permission", std::move(permission));
  return logical_id;
}

void Event::copy(std::span<const std::string_view> names, Value& to) const {
  for (const std::string_view property : names) {
    if (const Value* value = find(property)) to.set(property, *value);
  }
}

std::vector<Event> read_events(Function& function) {
  const Value* written = function.find("Events");
  if (written == nullptr || !written->is_map()) return {};
  std::multimap<std::string, Event> ordered;
  for (const Value::Member& member : written->members()) {
    if (!check_type(function, member)) continue;
    const EventType* type = find_event_type(member.value.find("Type")->as_string());
    Event event{function, member.key, function.id + member.key, type, {}, {}};
    event.site.place(member.key_at, member.key_length);
    // SAM calls an event with wrong properties by its id, as if it were a resource.
    const Value::Member resource{event.id, member.value, member.key_at, member.key_length};
    if (!is_alphanumeric(event.id)) {
      function.context.reject_as(function.id, event.id, event.site,
                                 "Logical ids must be alphanumeric.");
      continue;
    }
    const std::size_t before = function.context.rejections_of(function.id);
    event.properties =
        checked_properties(function.context, resource, type->shapes, type->name, function.id);
    if (function.context.rejections_of(function.id) > before) continue;
    if (type->link != nullptr && !type->link(event)) continue;
    ordered.emplace(order_key(event), std::move(event));
  }
  // "$default" comes before all other paths: its permission may cover theirs.
  std::vector<Event> events;
  for (auto& [key, event] : ordered) events.push_back(std::move(event));
  return events;
}

Value dead_letter_arn(Event& event, bool for_rule) {
  const Value& config = *event.find("DeadLetterConfig");
  const Value* arn = config.find("Arn");
  const Value* type = config.find("Type");
  const auto reject = [&](const std::string& text) {
    event.reject_as(event.id, config, text);
    return Value();
  };
  if (arn != nullptr && type != nullptr) {
    return reject("You can either define 'Arn' or 'Type' property of DeadLetterConfig.");
  }
  if (type != nullptr && !(type->is_string() && type->as_string() == "SQS")) {
    return reject("The only valid value for 'Type' property of DeadLetterConfig is 'SQS'.");
  }
  if (arn != nullptr && !arn->is_null()) return *arn;
  if (arn == nullptr && type == nullptr)
    return reject("No 'Arn' or 'Type' property provided for DeadLetterConfig.");
  const Value* given = config.find("QueueLogicalId");
  if (given != nullptr && given->is_null()) given = nullptr;
  if (given != nullptr && !given->is_string()) return reject("QueueLogicalId must be a string");
  const bool named = given != nullptr && !given->as_string().empty();
  const std::string queue = named ? given->as_string() : event.id + "Queue";
  event.make(queue, "AWS::SQS::Queue", Value::map());
  if (for_rule) {
    const Value statement = Value::map(
        {{"Action", "sqs:SendMessage"},
         {"Effect", "Allow"},
         {"Principal", Value::map({{"Service", "events.amazonaws.com"}})},
         {"Resource", get_att(queue, "Arn")},
         {"Condition",
          Value::map({{"ArnEquals", Value::map({{"aws:SourceArn", get_att(event.id, "Arn")}})}})}});
    event.make(
        event.id + "QueuePolicy", "AWS::SQS::QueuePolicy",
        Value::map({{"PolicyDocument", Value::map({{"Version", "2012-10-17"},
                                                   {"Statement", Value::list({statement})}})},
                    {"Queues", Value::list({ref_to(queue)})}}));
  }
  return get_att(queue, "Arn");
}

}  // namespace brume::emulator::sam
