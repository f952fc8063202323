// UpdateFunctionConfiguration, DeleteFunction and the reserved concurrency.
#include <nlohmann/json.hpp>

#include "emulator/invoke/limits.h"
#include "emulator/services/lambda/api/code_upload.h"
#include "emulator/services/lambda/api/configuration_request.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/layer_request.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/provisioned_concurrency.h"
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

// Reserved concurrency is the function's, whatever its version.
Result<FunctionName> whole_function(const Context& context, const Call& call,
                                    const PathParameters& path) {
  auto name = context.named(call, path);
  if (name && !name->qualifier.empty()) {
    return invalid_parameter(
        "This operation is permitted on Lambda functions only. Aliases and versions do not "
        "support this operation. Please specify either a function name or an unqualified function "
        "ARN.");
  }
  return name;
}

}  // namespace

Answer update_function_configuration(Context& context, const Call& call,
                                     const PathParameters& path) {
  auto name = context.named(call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  // Of a function that is not there, too, the members are checked first.
  VersionRecord latest;
  if (context.functions.all().contains(name->name)) latest = context.record(*name).latest;
  const std::string revision = request->text("RevisionId").value_or("");
  Status done = read_configuration(*request, latest);
  if (done) {
    auto there = std::as_const(context.functions).find({name->name});
    if (!there) done = there.error();
  }
  if (done) done = Context::check_revision(revision, latest.revision_id, "Function/GetAlias");
  if (done && request->has("Layers")) done = resolve_layers(context, latest);
  const bool code_matters = request->has("Handler") || request->has("Runtime");
  if (done && code_matters) done = find_library(latest);
  if (!done) return std::move(done).error();
  if (code_matters) latest.cannot_run.clear();
  context.changes.settle(name->name);
  context.touch(latest);
  context.functions.replace_latest(std::move(latest));
  context.changes.begin(name->name, VersionRecord::Change::kUpdating);
  return Success{200, to_text(configuration_json(context.record(*name).latest, {}))};
}

Answer delete_function(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.named(call, path);
  // Said of whatever function the name means, also of one in another account.
  const bool elsewhere = !name && name.error().code == Error::Code::kNotFound;
  if (!name && !elsewhere) return name.error();
  const bool latest =
      name ? name->qualifier == kLatest : path.at("FunctionName").ends_with(":$LATEST");
  if (latest) {
    return invalid_parameter("$LATEST version cannot be deleted without deleting the function.");
  }
  if (!name) return name.error();
  if (!context.functions.all().contains(name->name)) {
    return function_not_found(context.home(), {name->name});
  }
  if (name->qualifier.empty()) {
    context.functions.remove(name->name);
    context.forget_settings(name->name);
    return Success{204};
  }
  if (!is_version_number(name->qualifier)) {
    return invalid_parameter("Deletion of aliases is not currently supported.");
  }
  if (!context.record(*name).has(name->qualifier)) {
    return function_not_found(context.home(), *name);
  }
  Status removed = context.functions.remove_version(name->name, std::stoi(name->qualifier));
  if (!removed) return std::move(removed).error();
  return Success{204};
}

Answer put_function_concurrency(Context& context, const Call& call, const PathParameters& path) {
  auto name = whole_function(context, call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  request->require("ReservedConcurrentExecutions");
  const auto reserved = request->number("ReservedConcurrentExecutions", 0, 1'000'000);
  Status valid = request->verdict();
  if (!valid) return std::move(valid).error();
  if (!context.functions.all().contains(name->name)) {
    return function_not_found(context.home(), {name->name, std::string(kLatest)});
  }
  const int provisioned = provisioned_in_all(context, name->name);
  if (provisioned > *reserved) {
    return invalid_parameter(" ReservedConcurrentExecutions  " + std::to_string(*reserved) +
                             " should not be lower than function's total provisioned concurrency "
                             "[" +
                             std::to_string(provisioned) + "].");
  }
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
  auto name = whole_function(context, call, path);
  if (!name) return name.error();
  if (!context.functions.all().contains(name->name)) {
    return function_not_found(context.home(), {name->name});
  }
  context.functions.set_reserved_concurrency(name->name, std::nullopt);
  return Success{204};
}

}  // namespace brume::emulator::aws::lambda
