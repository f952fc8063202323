// UpdateFunctionConfiguration, DeleteFunction and the reserved concurrency.
#include <nlohmann/json.hpp>

#include "emulator/invoke/limits.h"
#include "emulator/services/lambda/api/code_upload.h"
#include "emulator/services/lambda/api/configuration_request.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

std::string concurrency_json(const FunctionRecord& record) {
  nlohmann::ordered_json json = nlohmann::ordered_json::object();
  if (record.reserved_concurrency) {
    json["ReservedConcurrentExecutions"] = *record.reserved_concurrency;
  }
  return to_text(json);
}

}  // namespace

Answer update_function_configuration(Context& context, const Call& call,
                                     const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  VersionRecord latest = context.functions.all().find(name->name)->second.latest;
  const std::string revision = request->text("RevisionId").value_or("");
  Status done = read_configuration(*request, latest);
  if (done) done = Context::check_revision(revision, latest.revision_id, "Function");
  if (done && request->has("Handler")) done = find_library(latest);
  if (!done) return std::move(done).error();
  if (request->has("Handler")) latest.cannot_run.clear();
  context.touch(latest);
  context.functions.replace_latest(std::move(latest));
  const VersionRecord& now = context.functions.all().at(name->name).latest;
  return Success{200, to_text(configuration_json(now, {}))};
}

Answer delete_function(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  if (name->qualifier.empty()) {
    context.functions.remove(name->name);
    return Success{204};
  }
  if (name->qualifier == kLatest) {
    return invalid_parameter("$LATEST version cannot be deleted without deleting the function.");
  }
  if (!is_version_number(name->qualifier)) {
    return invalid_parameter("Deletion of aliases is not currently supported.");
  }
  Status removed = context.functions.remove_version(name->name, std::stoi(name->qualifier));
  if (!removed) return std::move(removed).error();
  return Success{204};
}

Answer put_function_concurrency(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  request->require("ReservedConcurrentExecutions");
  const auto reserved = request->number("ReservedConcurrentExecutions", 0, 1'000'000);
  Status valid = request->verdict();
  if (!valid) return std::move(valid).error();
  const FunctionRecord& record = context.functions.all().find(name->name)->second;
  const int others = context.invoker.reserved_in_all() - record.reserved_concurrency.value_or(0);
  if (context.invoker.account_concurrency() - others - *reserved < kMinUnreservedConcurrency) {
    return invalid_parameter(
        "Specified ReservedConcurrentExecutions for function decreases account's "
        "UnreservedConcurrentExecution below its minimum value of [" +
        std::to_string(kMinUnreservedConcurrency) + "].");
  }
  context.functions.set_reserved_concurrency(name->name, reserved);
  return Success{200, concurrency_json(record)};
}

Answer get_function_concurrency(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  return Success{200, concurrency_json(context.functions.all().find(name->name)->second)};
}

Answer delete_function_concurrency(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  context.functions.set_reserved_concurrency(name->name, std::nullopt);
  return Success{204};
}

}  // namespace brume::emulator::aws::lambda
