// Event source mappings of the API: checked as AWS checks them, and kept. Nothing polls for them
// yet; the log says so. Source: CreateEventSourceMapping and the other actions on them; recordings.
#include <nlohmann/json.hpp>

#include "emulator/services/lambda/api/configuration_request.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/event_source_mapping_request.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

Error no_mapping() {
  return not_found("The resource you requested does not exist.");
}

std::string mapping_arn(const Context& context, const std::string& uuid) {
  return "arn:aws:lambda:" + context.home().region + ":" + context.home().account_id +
         ":event-source-mapping:" + uuid;
}

const char* state_of(const Json& mapping) {
  return mapping["State"] == "Disabled" ? "Disabled" : "Enabled";
}

// What an answer shows while it is done: {"State": "Creating"}.
std::string shown_as(Json mapping, const char* state) {
  mapping["State"] = state;
  return to_text(mapping);
}

void touch_mapping(const Context& context, Json& mapping) {
  mapping["LastModified"] = epoch_seconds(context.clock.wall());
}

// The function that is named, with the qualifier it is named with.
Status read_mapped_function(const Context& context, RequestJson& request, Json& mapping) {
  const auto text = request.text("FunctionName");
  if (!text) return Done{};
  auto name = parse_function_name(context.home(), *text, {}, name_rule("CreateFunction"));
  if (!name) return std::move(name).error();
  if (!std::as_const(context.functions).find(*name)) {
    return invalid_parameter("Function does not exist");
  }
  mapping["FunctionArn"] = context.home().function_arn(name->name, name->qualifier);
  return Done{};
}

std::string mapped_name(const Context& context, const Json& mapping) {
  auto name = parse_function_name(context.home(), mapping.value("FunctionArn", ""), {});
  return name ? name->name : std::string();
}

// One source feeds one version or alias once.
Status check_duplicate(const Context& context, const std::string& service, const Json& mapping) {
  const std::string arn = mapping.value("EventSourceArn", "");
  if (arn.empty()) return Done{};
  for (const auto& [uuid, text] : context.documents.all(kEventSourceMapping)) {
    const Json other = from_text(text);
    if (other.value("EventSourceArn", "") != arn || other["FunctionArn"] != mapping["FunctionArn"])
      continue;
    const std::string function = mapped_name(context, mapping);
    const std::string end =
        " already exists. Please update or delete the existing mapping with UUID " + uuid;
    return conflict(service == "sqs"
                        ? "An event source mapping with SQS arn (\" " + arn +
                              " \") and function (\" " + function + " \")" + end
                        : "The event source arn (\" " + arn + " \") and function (\" " + function +
                              " \") provided mapping" + end);
  }
  return Done{};
}

// The members of a mapping in the order in which they are checked.
Status read_new_mapping(const Context& context, RequestJson& request, Json& mapping) {
  request.require("FunctionName");
  const std::string arn = request.text("EventSourceArn").value_or("");
  const std::string service = request.has("SelfManagedEventSource") ? "kafka" : source_service(arn);
  mapping = default_mapping(service);
  if (!arn.empty()) mapping["EventSourceArn"] = arn;
  mapping["State"] = request.truth("Enabled").value_or(true) ? "Enabled" : "Disabled";
  Status done = read_mapping(request, service, mapping);
  if (done) done = read_mapped_function(context, request, mapping);
  if (done) done = check_duplicate(context, service, mapping);
  return done;
}

}  // namespace

void create_event_source_mapping(Context& context, const std::shared_ptr<Call>& call,
                                 const PathParameters&) {
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  Json mapping;
  Status done = read_new_mapping(context, *request, mapping);
  const auto tags = request->texts("Tags");
  if (done && tags) done = check_tags(*tags);
  if (!done) return call->fail(to_aws(done.error()));
  const std::string uuid = context.ids.uuid();
  mapping["UUID"] = uuid;
  mapping["EventSourceMappingArn"] = mapping_arn(context, uuid);
  touch_mapping(context, mapping);
  if (tags && !tags->empty()) {
    context.documents.put(kResourceTags, mapping_arn(context, uuid), to_text(*tags), [](Status) {});
  }
  context.notice("event source mapping " + uuid + " is kept; nothing polls " +
                 mapping.value("EventSourceArn", "its source") + " for it yet");
  const std::string answer = shown_as(mapping, "Creating");
  context.documents.put(kEventSourceMapping, uuid, to_text(mapping),
                        Context::answer_when_stored(call, 202, answer));
}

void update_event_source_mapping(Context& context, const std::shared_ptr<Call>& call,
                                 const PathParameters& path) {
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  const std::string& uuid = path.at("UUID");
  const std::string* const old = context.documents.find(kEventSourceMapping, uuid);
  if (old == nullptr) return call->fail(to_aws(no_mapping()));
  Json mapping = from_text(*old);
  const std::string arn = mapping.value("EventSourceArn", "");
  Status done = read_mapping(*request, arn.empty() ? "kafka" : source_service(arn), mapping);
  if (done) done = read_mapped_function(context, *request, mapping);
  if (!done) return call->fail(to_aws(done.error()));
  const auto enabled = request->truth("Enabled");
  if (enabled) mapping["State"] = *enabled ? "Enabled" : "Disabled";
  touch_mapping(context, mapping);
  const bool disabled = mapping["State"] == "Disabled";
  const std::string answer = shown_as(mapping, disabled ? "Disabled" : "Updating");
  context.documents.put(kEventSourceMapping, uuid, to_text(mapping),
                        Context::answer_when_stored(call, 202, answer));
}

Answer get_event_source_mapping(Context& context, const Call&, const PathParameters& path) {
  const std::string* const text = context.documents.find(kEventSourceMapping, path.at("UUID"));
  if (text == nullptr) return no_mapping();
  const Json mapping = from_text(*text);
  return Success{200, shown_as(mapping, state_of(mapping))};
}

void delete_event_source_mapping(Context& context, const std::shared_ptr<Call>& call,
                                 const PathParameters& path) {
  const std::string uuid = path.at("UUID");
  const std::string* const text = context.documents.find(kEventSourceMapping, uuid);
  if (text == nullptr) return call->fail(to_aws(no_mapping()));
  const std::string answer = shown_as(from_text(*text), "Deleting");
  context.documents.erase(kResourceTags, mapping_arn(context, uuid), [](Status) {});
  context.documents.erase(kEventSourceMapping, uuid,
                          Context::answer_when_stored(call, 202, answer));
}

Answer list_event_source_mappings(Context& context, const Call& call, const PathParameters&) {
  const std::string source = call.query("EventSourceArn");
  std::string function = call.query("FunctionName");
  if (!function.empty()) {
    auto name = parse_function_name(context.home(), function, {}, name_rule("ListAliases"));
    if (!name) return name.error();
    function = context.home().function_arn(name->name, name->qualifier);
  }
  Entries entries;
  for (const auto& [uuid, text] : context.documents.all(kEventSourceMapping)) {
    const Json mapping = from_text(text);
    if (!source.empty() && mapping.value("EventSourceArn", "") != source) continue;
    if (!function.empty() && mapping["FunctionArn"] != function) continue;
    entries[uuid] = [mapping] { return mapping; };
  }
  return page_of(entries, call, "EventSourceMappings", {.page_max = 100});
}

}  // namespace brume::emulator::aws::lambda
