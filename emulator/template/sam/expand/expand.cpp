#include "emulator/template/sam/expand/expand.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "emulator/template/sam/api/implicit_api.h"
#include "emulator/template/sam/connector/connector.h"
#include "emulator/template/sam/core/context.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/expand/globals.h"
#include "emulator/template/sam/function/function.h"
#include "emulator/template/sam/graphql/graph_api.h"
#include "emulator/template/sam/state_machine/state_machine.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kServerlessPrefix = "AWS::Serverless::";

struct ResourceType {
  std::string_view name;
  void (*expand)(sam::Context& context, const Value::Member& resource);
};

// In SAM's order: functions and state machines first, because their events add to APIs;
// connectors last, because they connect what the others became.
constexpr ResourceType kServerlessTypes[] = {
    {"AWS::Serverless::Function", sam::expand_function},
    {"AWS::Serverless::StateMachine", sam::expand_state_machine},
    {"AWS::Serverless::Api", sam::expand_rest_api},
    {"AWS::Serverless::HttpApi", sam::expand_http_api},
    {"AWS::Serverless::WebSocketApi", sam::expand_web_socket_api},
    {"AWS::Serverless::SimpleTable", sam::expand_simple_table},
    {"AWS::Serverless::LayerVersion", sam::expand_layer},
    {"AWS::Serverless::CapacityProvider", sam::expand_capacity_provider},
    {"AWS::Serverless::Application", sam::expand_application},
    {"AWS::Serverless::GraphQLApi", sam::expand_graph_api},
    {"AWS::Serverless::Connector", sam::expand_connector},
};

// The types whose properties SAM looks at before it looks at any resource.
constexpr std::string_view kCheckedFirst[] = {"Api",          "Function",     "SimpleTable",
                                              "Application",  "LayerVersion", "HttpApi",
                                              "StateMachine", "WebSocketApi", "CapacityProvider"};

bool is_checked_first(const Value* type) {
  if (type == nullptr || !type->is_string() || !type->as_string().starts_with(kServerlessPrefix)) {
    return false;
  }
  const std::string_view name =
      std::string_view(type->as_string()).substr(kServerlessPrefix.size());
  return std::find(std::begin(kCheckedFirst), std::end(kCheckedFirst), name) !=
         std::end(kCheckedFirst);
}

// The attributes that SAM reads of every resource, and the properties of its own.
bool check_sam_resource(sam::Context& context, const Value::Member& resource) {
  for (const std::string attribute : {"Condition", "DeletionPolicy", "UpdateReplacePolicy"}) {
    const Value* value = resource.value.find(attribute);
    if (!sam::is_truthy(value) || value->is_string()) continue;
    return context.abort(*value, "Every " + attribute + " member must be a string.");
  }
  const Value* properties = resource.value.find("Properties");
  if (properties == nullptr || properties->is_map()) return true;
  if (!is_checked_first(resource.value.find("Type"))) return true;
  context.reject(resource.key, *properties, "Attribute 'Properties' should be a map.");
  return false;
}

// What SAM demands of the document before it looks at any resource.
bool check_document(sam::Context& context) {
  const Path path = Path() / "Resources";
  const Value* resources = context.root().find("Resources");
  if (resources == nullptr || !resources->is_map() || resources->members().empty()) {
    context.reject_template(resources == nullptr ? context.root() : *resources, path,
                            "'Resources' section is required");
    return false;
  }
  for (const Value::Member& member : resources->members()) {
    if (member.value.is_map()) continue;
    context.reject_template(
        member.value, path / member.key,
        "All 'Resources' must be Objects. If you're using YAML, this may be an indentation issue.");
    return false;
  }
  return std::all_of(
      resources->members().begin(), resources->members().end(),
      [&](const Value::Member& member) { return check_sam_resource(context, member); });
}

// SAM's plugin for applications wants to look mappings up, be there applications or not.
bool check_mapping_values(sam::Context& context) {
  const Value* mappings = context.root().find("Mappings");
  if (mappings == nullptr || mappings->is_map()) return true;
  return context.abort(*mappings,
                       "'Mappings' or 'Parameters' is either null or not a valid dictionary.");
}

bool check_logical_id(sam::Context& context, const Value::Member& member) {
  if (sam::is_alphanumeric(member.key)) return true;
  Value where;
  where.place(member.key_at, member.key_length);
  context.reject(member.key, where, "Logical ids must be alphanumeric.");
  return false;
}

void expand_resources(sam::Context& context) {
  for (const ResourceType& type : kServerlessTypes) {
    for (const Value::Member& member : context.root().find("Resources")->members()) {
      const Value* name = member.value.find("Type");
      if (name == nullptr || !name->is_string() || name->as_string() != type.name) continue;
      if (!check_logical_id(context, member)) continue;
      type.expand(context, member);
      if (context.aborted()) return;
    }
  }
  sam::make_deployments(context);
  sam::settle_connectors(context);
}

}  // namespace

Expansion expand_sam(Value root, const ParameterValues& parameters, Reporter& reporter) {
  sam::Context context(std::move(root), parameters, reporter);
  Expansion expansion;
  if (check_document(context) && check_mapping_values(context)) {
    if (sam::add_implicit_apis(context)) sam::merge_globals(context);
    if (!context.rejects()) {
      sam::use_open_api_versions(context);
      sam::take_embedded_connectors(context);
      expand_resources(context);
    }
    expansion.root = context.finish();
  } else {
    expansion.root = std::move(context.root());
  }
  expansion.rejections = context.take_rejections();
  expansion.events = std::move(context.events);
  return expansion;
}

std::string sam_error_message(const Expansion& expansion) {
  std::string text =
      "Invalid Serverless Application Specification document. Number of errors found: " +
      std::to_string(expansion.rejections.size()) + ".";
  for (const std::string& sentence : expansion.rejections) text += " " + sentence;
  return text;
}

}  // namespace brume::emulator
