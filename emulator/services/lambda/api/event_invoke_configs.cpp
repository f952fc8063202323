#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

std::string arn_of(const Context& context, const FunctionName& name) {
  return context.home().function_arn(name.name, name.qualifier.empty() ? kLatest : name.qualifier);
}

Error none(const Context& context, const FunctionName& name) {
  return not_found("The function " + arn_of(context, name) + " doesn't have an EventInvokeConfig");
}

Status check_destinations(const nlohmann::json& destinations) {
  if (!destinations.is_object()) {
    return invalid_parameter("DestinationConfig must be a structure");
  }
  for (const char* condition : {"OnSuccess", "OnFailure"}) {
    if (!destinations.contains(condition)) continue;
    const nlohmann::json& on = destinations.at(condition);
    const bool valid = on.is_object() && (!on.contains("Destination") ||
                                          (on.at("Destination").is_string() &&
                                           on.at("Destination").get<std::string>().size() <= 350));
    if (!valid) {
      return invalid_parameter("DestinationConfig." + std::string(condition) +
                               " must be a structure with a Destination of at most 350 characters");
    }
  }
  return Done{};
}

// Source: PutFunctionEventInvokeConfig: 0 to 2 retries, an age of 60 s to 6 h.
Answer put(Context& context, const Call& call, const FunctionName& name, EventInvokeRecord record) {
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  if (auto retries = request->number("MaximumRetryAttempts", 0, 2)) record.retries_max = retries;
  if (auto age = request->number("MaximumEventAgeInSeconds", 60, 21600)) {
    record.event_age_max_s = age;
  }
  Status valid = request->verdict();
  const nlohmann::json* const destinations = request->find("DestinationConfig");
  if (valid && destinations != nullptr) {
    valid = check_destinations(*destinations);
    if (valid) record.destinations = *request->raw("DestinationConfig");
  }
  if (!valid) return std::move(valid).error();
  record.last_modified = context.clock.wall();
  record.from_template = false;
  const std::string body = to_text(event_invoke_json(arn_of(context, name), record));
  (*context.functions.find(name))->event_invokes[name.qualifier] = std::move(record);
  return Success{200, body};
}

// The unqualified function and $LATEST are one.
Result<FunctionName> owner_of(const Context& context, const Call& call,
                              const PathParameters& path) {
  auto name = context.existing(call, path);
  if (name && name->qualifier == kLatest) name->qualifier.clear();
  return name;
}

const EventInvokeRecord* record_of(const Context& context, const FunctionName& name) {
  const auto& records = context.functions.all().find(name.name)->second.event_invokes;
  const auto found = records.find(name.qualifier);
  return found == records.end() ? nullptr : &found->second;
}

}  // namespace

Answer put_function_event_invoke_config(Context& context, const Call& call,
                                        const PathParameters& path) {
  auto name = owner_of(context, call, path);
  if (!name) return name.error();
  return put(context, call, *name, {});
}

Answer update_function_event_invoke_config(Context& context, const Call& call,
                                           const PathParameters& path) {
  auto name = owner_of(context, call, path);
  if (!name) return name.error();
  const EventInvokeRecord* const record = record_of(context, *name);
  if (record == nullptr) return none(context, *name);
  return put(context, call, *name, *record);
}

Answer get_function_event_invoke_config(Context& context, const Call& call,
                                        const PathParameters& path) {
  auto name = owner_of(context, call, path);
  if (!name) return name.error();
  const EventInvokeRecord* const record = record_of(context, *name);
  if (record == nullptr) return none(context, *name);
  return Success{200, to_text(event_invoke_json(arn_of(context, *name), *record))};
}

Answer list_function_event_invoke_configs(Context& context, const Call& call,
                                          const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  Entries entries;
  for (const auto& [qualifier, record] :
       context.functions.all().find(name->name)->second.event_invokes) {
    const FunctionName owner{name->name, qualifier};
    const EventInvokeRecord& each = record;
    entries["/" + qualifier] = [&context, owner, &each] {
      return event_invoke_json(arn_of(context, owner), each);
    };
  }
  return page_of(entries, call, "FunctionEventInvokeConfigs");
}

Answer delete_function_event_invoke_config(Context& context, const Call& call,
                                           const PathParameters& path) {
  auto name = owner_of(context, call, path);
  if (!name) return name.error();
  if (record_of(context, *name) == nullptr) return none(context, *name);
  (*context.functions.find(*name))->event_invokes.erase(name->qualifier);
  return Success{204};
}

}  // namespace brume::emulator::aws::lambda
