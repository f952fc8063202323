#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/destinations.h"
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

Error no_function() {
  return not_found("The function doesn't exist.");
}

// Source: PutFunctionEventInvokeConfig: 0 to 2 retries, an age of 60 s to 6 h.
Status read_settings(RequestJson& request, EventInvokeRecord& into) {
  if (auto retries = request.number("MaximumRetryAttempts", 0, 2)) into.retries_max = retries;
  if (auto age = request.number("MaximumEventAgeInSeconds", 60, 21600)) {
    into.event_age_max_s = age;
  }
  check_destination_arns(request);
  if (Status valid = request.verdict(); !valid) return valid;
  const bool any = request.has("MaximumRetryAttempts") || request.has("DestinationConfig") ||
                   request.has("MaximumEventAgeInSeconds");
  if (any) return Done{};
  return invalid_parameter(
      "You must specify at least one of error handling or destination setting.");
}

Answer put(Context& context, const FunctionName& name, RequestJson& request,
           EventInvokeRecord record) {
  if (const nlohmann::json* destinations = request.find("DestinationConfig")) {
    Status valid = check_destinations(context.functions, name.name, *destinations);
    if (!valid) return std::move(valid).error();
    record.destinations = normal_destinations(*destinations);
  }
  record.last_modified = context.clock.wall();
  record.from_template = false;
  const std::string body = to_text(event_invoke_json(arn_of(context, name), record));
  (*context.functions.find(name))->event_invokes[name.qualifier] = std::move(record);
  return Success{200, body};
}

// The unqualified function and $LATEST are one.
Result<FunctionName> owner_of(const Context& context, const Call& call,
                              const PathParameters& path) {
  auto name = context.named(call, path);
  if (name && name->qualifier == kLatest) name->qualifier.clear();
  return name;
}

const EventInvokeRecord* record_of(const Context& context, const FunctionName& name) {
  const auto function = context.functions.all().find(name.name);
  if (function == context.functions.all().end()) return nullptr;
  const auto& records = function->second.event_invokes;
  const auto found = records.find(name.qualifier);
  return found == records.end() ? nullptr : &found->second;
}

}  // namespace

Answer put_function_event_invoke_config(Context& context, const Call& call,
                                        const PathParameters& path) {
  auto name = owner_of(context, call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  EventInvokeRecord record;
  Status read = read_settings(*request, record);
  if (!read) return std::move(read).error();
  if (!std::as_const(context.functions).find(*name)) return no_function();
  return put(context, *name, *request, std::move(record));
}

Answer update_function_event_invoke_config(Context& context, const Call& call,
                                           const PathParameters& path) {
  auto name = owner_of(context, call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  const EventInvokeRecord* const old = record_of(context, *name);
  EventInvokeRecord record = old == nullptr ? EventInvokeRecord() : *old;
  Status read = read_settings(*request, record);
  if (!read) return std::move(read).error();
  if (!std::as_const(context.functions).find(*name)) return no_function();
  if (old == nullptr) return none(context, *name);
  return put(context, *name, *request, std::move(record));
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
  auto name = context.named(call, path);
  if (!name) return name.error();
  if (!context.functions.all().contains(name->name)) return no_function();
  Entries entries;
  for (const auto& [qualifier, record] :
       context.functions.all().find(name->name)->second.event_invokes) {
    const FunctionName owner{name->name, qualifier};
    const EventInvokeRecord& each = record;
    entries["/" + qualifier] = [&context, owner, &each] {
      return event_invoke_json(arn_of(context, owner), each);
    };
  }
  return page_of(entries, call, "FunctionEventInvokeConfigs", kShortPages);
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
