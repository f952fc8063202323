// SchemaRegistryConfig of Kafka events: SAM's checks, and what the role may read for it.
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/mapping.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kRegistry = "registry/";

bool reject_registry(Event& event, const Value& where, const std::string& text) {
  event.reject(where, text);
  return false;
}

bool check_registry(Event& event, const Value& config) {
  for (const std::string name :
       {"SchemaRegistryURI", "EventRecordFormat", "SchemaValidationConfigs"}) {
    if (config.find(name) != nullptr) continue;
    return reject_registry(event, config,
                           "Missing required field " + name + " in SchemaRegistryConfig");
  }
  const Value& format = *config.find("EventRecordFormat");
  if (!format.is_string() || (format.as_string() != "JSON" && format.as_string() != "SOURCE")) {
    return reject_registry(
        event, format,
        "EventRecordFormat in SchemaRegistryConfig must be either 'JSON' or 'SOURCE'");
  }
  const Value& validation = *config.find("SchemaValidationConfigs");
  if (!validation.is_list()) {
    return reject_registry(event, validation, "SchemaValidationConfigs must be a list");
  }
  const Value* access = config.find("AccessConfigs");
  if (!is_truthy(access)) return true;
  if (!access->is_list()) {
    return reject_registry(event, *access, "AccessConfigs in SchemaRegistryConfig must be a list");
  }
  for (const Value& each : access->items()) {
    if (each.find("Type") != nullptr && each.find("URI") != nullptr) continue;
    return reject_registry(event, each,
                           "Each AccessConfig must be a dict with 'Type' and 'URI' fields");
  }
  return true;
}

// The registry's name in arn:aws:glue:region:account:registry/name; empty: no Glue registry.
std::string registry_name(const Event& event, const Value& uri) {
  Value text = uri;
  if (uri.is_map()) {
    const Value resolved = event.function.context.with_parameters(uri);
    const Value* written = resolved.find("Fn::Sub");
    text = written == nullptr ? Value() : *written;
  }
  if (!text.is_string() || !text.as_string().starts_with("arn")) return {};
  std::string_view rest = text.as_string();
  for (int part = 0; part < 5; ++part) {
    const std::size_t colon = rest.find(':');
    if (colon == std::string_view::npos) return {};
    // ${AWS::Region} has colons of its own: SAM counts them too.
    rest.remove_prefix(colon + 1);
  }
  const std::string_view part = rest.substr(0, rest.find(':'));
  return part.starts_with(kRegistry) ? std::string(part.substr(kRegistry.size())) : std::string();
}

}  // namespace

bool add_registry_statements(Event& event, Value::List& statements) {
  const Value* config = event.find("SchemaRegistryConfig");
  if (!is_truthy(config)) return true;
  if (!check_registry(event, *config)) return false;
  const Value* access = config->find("AccessConfigs");
  if (is_truthy(access)) {
    for (const Value& each : access->items()) {
      statements.push_back(
          allow(Value::list({"secretsmanager:GetSecretValue"}), *each.find("URI")));
    }
  }
  const Value& uri = *config->find("SchemaRegistryURI");
  const std::string name = registry_name(event, uri);
  if (name.empty()) return true;
  statements.push_back(allow(Value::list({"glue:GetRegistry"}), uri));
  statements.push_back(
      allow(Value::list({"glue:GetSchemaVersion"}),
            Value::list({sub("arn:${AWS::Partition}:glue:${AWS::Region}:${AWS::AccountId}:schema/" +
                             name + "/*")})));
  return true;
}

}  // namespace brume::emulator::sam
