#include "emulator/services/lambda/api/provisioned_concurrency.h"

#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/invoke/limits.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kRequested = "RequestedProvisionedConcurrentExecutions";

Json provisioned_json(const std::string& text) {
  const Json kept = from_text(text);
  Json json;
  json[kRequested] = kept[kRequested];
  json["AvailableProvisionedConcurrentExecutions"] = kept[kRequested];
  json["AllocatedProvisionedConcurrentExecutions"] = kept[kRequested];
  json["Status"] = "READY";
  json["LastModified"] = kept["LastModified"];
  return json;
}

Result<FunctionName> provisioned_owner(const Context& context, const Call& call,
                                       const PathParameters& path) {
  auto name = context.named(call, path);
  if (!name) return name;
  if (name->qualifier.empty()) {
    return Error{Error::Code::kInvalidArgument,
                 "1 validation error detected: Value null at 'qualifier' failed to satisfy "
                 "constraint: Member must not be null",
                 "ValidationException"};
  }
  if (name->qualifier == kLatest) {
    return invalid_parameter(
        "The function resource provided must be an alias or a published version.");
  }
  const bool there =
      context.functions.all().contains(name->name) && context.record(*name).has(name->qualifier);
  if (there) return name;
  const std::string arn = context.home().function_arn(name->name, name->qualifier);
  return is_version_number(name->qualifier) ? not_found("Function not found: " + arn)
                                            : not_found("Cannot find alias arn: " + arn);
}

// A version and an alias of it cannot both be provisioned.
Status check_overlap(const Context& context, const FunctionName& name) {
  const auto has = [&](const std::string& qualifier) {
    return context.documents.find(kProvisionedConcurrency, name.name + ":" + qualifier) != nullptr;
  };
  const FunctionRecord& record = context.record(name);
  const auto alias = record.aliases.find(name.qualifier);
  if (alias != record.aliases.end()) {
    if (!has(alias->second.alias.version)) return Done{};
    return conflict(
        "Alias can't be used for Provisioned Concurrency configuration on an already Provisioned "
        "version");
  }
  for (const auto& [other, details] : record.aliases) {
    if (details.alias.version != name.qualifier || !has(other)) continue;
    return conflict("Version is pointed by a Provisioned Concurrency alias");
  }
  return Done{};
}

Status check_room(const Context& context, const FunctionName& name, int requested) {
  const std::string* const own = context.documents.find(kProvisionedConcurrency, name.qualified());
  const int others = provisioned_in_all(context, name.name) -
                     (own == nullptr ? 0 : from_text(*own)[kRequested].get<int>());
  const auto reserved = context.record(name).reserved_concurrency;
  if (reserved && *reserved < others + requested) {
    return invalid_parameter(
        "Requested Provisioned Concurrency should not be greater than the "
        "reservedConcurrentExecution for function");
  }
  const int all = context.invoker.account_concurrency();
  if (requested > all) {
    return invalid_parameter(
        "Specified ConcurrentExecutions for function is greater than account's unreserved "
        "concurrency [" +
        std::to_string(all) + "].");
  }
  if (all - context.invoker.reserved_in_all() - requested < kMinUnreservedConcurrency) {
    return invalid_parameter(
        "Specified ConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [" +
        std::to_string(kMinUnreservedConcurrency) + "].");
  }
  return Done{};
}

Error not_provisioned() {
  return Error{Error::Code::kNotFound, "No Provisioned Concurrency Config found for this function",
               "ProvisionedConcurrencyConfigNotFoundException"};
}

Answer list_provisioned(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.named(call, path);
  if (!name) return name.error();
  if (!context.functions.all().contains(name->name)) {
    return function_not_found(context.home(), {name->name});
  }
  Entries entries;
  const std::string prefix = name->name + ":";
  for (const auto& [key, text] : context.documents.all(kProvisionedConcurrency)) {
    if (!key.starts_with(prefix)) continue;
    Json json;
    json["FunctionArn"] = context.home().function_arn(name->name, key.substr(prefix.size()));
    json.update(provisioned_json(text));
    entries[key] = [json = std::move(json)] { return json; };
  }
  return page_of(entries, call, "ProvisionedConcurrencyConfigs", kShortPages);
}

}  // namespace

int provisioned_in_all(const Context& context, const std::string& function) {
  int sum = 0;
  for (const auto& [key, text] : context.documents.all(kProvisionedConcurrency)) {
    if (key.starts_with(function + ":")) sum += from_text(text)[kRequested].get<int>();
  }
  return sum;
}

void put_provisioned_concurrency_config(Context& context, const std::shared_ptr<Call>& call,
                                        const PathParameters& path) {
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  request->require("ProvisionedConcurrentExecutions");
  const auto requested = request->number("ProvisionedConcurrentExecutions", 1, 1'000'000);
  Status done = request->verdict();
  if (done && call->query("Qualifier") == kLatest) {
    done = invalid_parameter(
        "Provisioned Concurrency Configs cannot be applied to unpublished function versions.");
  }
  if (!done) return call->fail(to_aws(done.error()));
  auto name = provisioned_owner(context, *call, path);
  if (!name) return call->fail(to_aws(name.error()));
  done = check_room(context, *name, *requested);
  if (done) done = check_overlap(context, *name);
  if (!done) return call->fail(to_aws(done.error()));
  const std::string modified = timestamp(context.clock.wall());
  Json answer;
  answer[kRequested] = *requested;
  answer["AvailableProvisionedConcurrentExecutions"] = 0;
  answer["AllocatedProvisionedConcurrentExecutions"] = 0;
  answer["Status"] = "IN_PROGRESS";
  answer["LastModified"] = modified;
  context.documents.put(kProvisionedConcurrency, name->qualified(),
                        to_text(Json{{kRequested, *requested}, {"LastModified", modified}}),
                        Context::answer_when_stored(call, 202, to_text(answer)));
}

// ListProvisionedConcurrencyConfigs has the same path, with ?List=ALL.
Answer get_provisioned_concurrency_config(Context& context, const Call& call,
                                          const PathParameters& path) {
  if (call.query("List") == "ALL") return list_provisioned(context, call, path);
  auto name = provisioned_owner(context, call, path);
  if (!name) return name.error();
  const std::string* const text =
      context.documents.find(kProvisionedConcurrency, name->qualified());
  if (text == nullptr) return not_provisioned();
  return Success{200, to_text(provisioned_json(*text))};
}

void delete_provisioned_concurrency_config(Context& context, const std::shared_ptr<Call>& call,
                                           const PathParameters& path) {
  auto name = provisioned_owner(context, *call, path);
  if (!name) return call->fail(to_aws(name.error()));
  context.documents.erase(kProvisionedConcurrency, name->qualified(),
                          Context::answer_when_stored(call, 204, {}));
}

}  // namespace brume::emulator::aws::lambda
