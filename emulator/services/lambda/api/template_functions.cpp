#include "emulator/services/lambda/api/template_functions.h"

#include <charconv>

#include "emulator/template/model/value_json.h"

namespace brume::emulator::aws::lambda {
namespace {

std::string text_of(const Value& properties, std::string_view name) {
  const Value* const value = properties.find(name);
  return value != nullptr && value->is_scalar() ? value->text() : std::string();
}

std::optional<int> number_of(const Value& properties, std::string_view name) {
  const std::string text = text_of(properties, name);
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// The function a resource names by name or ARN, with the qualifier it may hold.
std::optional<FunctionName> function_of(const Home& home, const Value& properties,
                                        std::string_view member) {
  auto name = parse_function_name(home, text_of(properties, member), {});
  if (!name) return std::nullopt;
  const std::string qualifier = text_of(properties, "Qualifier");
  if (name->qualifier.empty() && qualifier != kLatest) name->qualifier = qualifier;
  return *name;
}

void read_function(const Value& properties, FunctionRecord& into) {
  VersionRecord& latest = into.latest;
  latest.role = text_of(properties, "Role");
  const Value* const architectures = properties.find("Architectures");
  if (architectures != nullptr && architectures->is_list()) {
    for (const Value& each : architectures->items()) {
      if (each.is_scalar()) latest.architectures.push_back(each.text());
    }
  }
  if (latest.architectures.empty()) latest.architectures = {"x86_64"};
  for (const char* name : {"VpcConfig", "DeadLetterConfig", "FileSystemConfigs"}) {
    if (const Value* value = properties.find(name)) latest.kept[name] = to_json(*value);
  }
  const Value* const tags = properties.find("Tags");
  if (tags == nullptr || !tags->is_list()) return;
  for (const Value& tag : tags->items()) {
    if (tag.is_map()) into.tags[text_of(tag, "Key")] = text_of(tag, "Value");
  }
}

// A template deploys one version: the code that is there now.
void add_template_version(FunctionRecord& record, Ids& ids) {
  VersionRecord version = record.latest;
  version.hosting.version = "1";
  version.hosting.reserved_concurrency.reset();
  version.revision_id = ids.uuid();
  record.last_version = 1;
  record.versions.insert_or_assign(1, std::move(version));
}

void read_template_alias(const Value& properties, FunctionRecord& into, Ids& ids) {
  AliasRecord alias;
  alias.alias.name = text_of(properties, "Name");
  alias.alias.version = text_of(properties, "FunctionVersion");
  alias.description = text_of(properties, "Description");
  alias.revision_id = ids.uuid();
  alias.from_template = true;
  if (!is_alias_name(alias.alias.name)) return;
  // Whatever version it names, what is deployed here is the one there is.
  if (alias.alias.version != kLatest) {
    if (into.versions.empty()) add_template_version(into, ids);
    alias.alias.version = "1";
  }
  into.aliases.insert_or_assign(alias.alias.name, std::move(alias));
}

UrlRecord read_template_url(const Value& properties, WallTime now) {
  UrlRecord url;
  url.created = url.last_modified = now;
  url.from_template = true;
  if (const std::string type = text_of(properties, "AuthType"); !type.empty()) url.auth_type = type;
  const std::string mode = text_of(properties, "InvokeMode");
  if (!mode.empty()) url.invoke_mode = mode;
  if (const Value* cors = properties.find("Cors")) url.cors = to_json(*cors);
  return url;
}

EventInvokeRecord read_template_event_invoke(const Value& properties, WallTime now) {
  EventInvokeRecord record;
  record.retries_max = number_of(properties, "MaximumRetryAttempts");
  record.event_age_max_s = number_of(properties, "MaximumEventAgeInSeconds");
  // SAM writes an empty one where none is given.
  const Value* destinations = properties.find("DestinationConfig");
  if (destinations != nullptr && destinations->is_map() && !destinations->members().empty()) {
    record.destinations = to_json(*destinations);
  }
  record.last_modified = now;
  record.from_template = true;
  return record;
}

// What other resources say of the function. Versions come first: aliases lead to them.
void read_attached(const Application& application, const Home& home, FunctionRecord& into,
                   WallTime now, Ids& ids) {
  const auto is_for = [&](const Resource& resource, const char* type, const char* member) {
    if (resource.type != type) return std::optional<FunctionName>();
    const auto name = function_of(home, resource.properties, member);
    return name && name->name == into.name() ? name : std::nullopt;
  };
  for (const Resource& resource : application.resources) {
    if (is_for(resource, "AWS::Lambda::Version", "FunctionName")) add_template_version(into, ids);
  }
  for (const Resource& resource : application.resources) {
    if (is_for(resource, "AWS::Lambda::Alias", "FunctionName")) {
      read_template_alias(resource.properties, into, ids);
    } else if (auto url = is_for(resource, "AWS::Lambda::Url", "TargetFunctionArn")) {
      into.urls[url->qualifier] = read_template_url(resource.properties, now);
    } else if (auto name = is_for(resource, "AWS::Lambda::EventInvokeConfig", "FunctionName")) {
      into.event_invokes[name->qualifier] = read_template_event_invoke(resource.properties, now);
    }
  }
}

}  // namespace

FunctionRecord template_record(const Application& application, const FunctionSpec& function,
                               Result<FunctionConfig> config, WallTime now, Ids& ids) {
  const Home home{application.region, application.account_id};
  FunctionRecord record;
  VersionRecord& latest = record.latest;
  latest.from_template = true;
  if (config) {
    latest.hosting = std::move(*config);
  } else {
    latest.cannot_run = config.error().message;
    latest.hosting.name = function.name;
    latest.hosting.arn = home.function_arn(function.name);
    latest.hosting.handler = function.handler;
    latest.hosting.task_root = function.code;
    latest.hosting.timeout = std::chrono::seconds(function.timeout_s);
    latest.hosting.memory_mb = function.memory_mb;
    latest.hosting.environment = function.environment;
    latest.hosting.log_group = "/aws/lambda/" + function.name;
    latest.hosting.region = application.region;
  }
  record.reserved_concurrency = function.reserved_concurrency;
  record.recursion_allowed = function.recursion_allowed;
  latest.runtime = function.runtime.empty() ? latest.runtime : function.runtime;
  latest.description = function.description;
  latest.tracing_mode = function.tracing_mode;
  latest.last_modified = now;
  latest.revision_id = ids.uuid();
  for (const Resource& resource : application.resources) {
    if (resource.logical_id == function.logical_id) read_function(resource.properties, record);
  }
  read_attached(application, home, record, now, ids);
  return record;
}

}  // namespace brume::emulator::aws::lambda
