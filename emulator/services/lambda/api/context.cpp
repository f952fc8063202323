#include "emulator/services/lambda/api/context.h"

#include "emulator/services/lambda/api/errors.h"

namespace brume::emulator::aws::lambda {

Status Context::check_invocable(const FunctionName& function) const {
  if (invoker.is_callable(function.qualified())) return Done{};
  auto record = std::as_const(functions).find(function);
  if (!record) {
    // Source: recordings of Invoke: the qualifier is said also when none was given.
    return function_not_found(
        home(),
        {function.name, function.qualifier.empty() ? std::string(kLatest) : function.qualifier});
  }
  const VersionRecord& version = *(*record)->find(function.qualifier);
  if (version.cannot_run.empty() && !version.not_emulated.empty()) {
    return not_implemented(version.not_emulated);
  }
  return conflict(function.name + " cannot run here: " + version.cannot_run);
}

std::string Context::version_of(const FunctionName& function) const {
  auto record = std::as_const(functions).find(function);
  if (!record) return function.qualifier.empty() ? std::string(kLatest) : function.qualifier;
  const auto alias = (*record)->aliases.find(function.qualifier);
  const bool by_chance = alias != (*record)->aliases.end() && !alias->second.alias.weights.empty();
  return by_chance ? std::string() : (*record)->find(function.qualifier)->hosting.version;
}

Result<FunctionName> Context::named(const Call& call, const PathParameters& path) const {
  return parse_function_name(home(), path.at("FunctionName"), call.query("Qualifier"),
                             name_rule(call.operation));
}

Result<FunctionName> Context::existing(const Call& call, const PathParameters& path) const {
  auto name = named(call, path);
  if (!name) return name;
  auto record = std::as_const(functions).find(*name);
  if (!record) return record.error();
  return name;
}

Status Context::check_qualifier(const FunctionName& name) const {
  if (!functions.all().contains(name.name)) return function_not_found(home(), {name.name});
  if (record(name).has(name.qualifier)) return Done{};
  if (!is_alias_name(name.qualifier)) return function_not_found(home(), name);
  return not_found("Cannot find alias arn: " + home().function_arn(name.name, name.qualifier));
}

void Context::touch(VersionRecord& version) const {
  version.revision_id = ids.uuid();
  version.last_modified = clock.wall();
}

void Context::forget_settings(const std::string& function) const {
  for (const char* kind : {kProvisionedConcurrency, kRuntimeManagement}) {
    documents.erase_all(kind, function + ":");
  }
  if (documents.find(kFunctionCodeSigning, function) != nullptr) {
    documents.erase(kFunctionCodeSigning, function, [](Status) {});
  }
}

Documents::Stored Context::answer_when_stored(std::shared_ptr<Call> call, int status,
                                              std::string body) {
  return [call = std::move(call), status, body = std::move(body)](Status stored) mutable {
    stored ? call->succeed(status, std::move(body)) : call->fail(to_aws(stored.error()));
  };
}

Status Context::check_revision(const std::string& given, const std::string& current,
                               const char* resource) {
  if (given.empty() || given == current) return Done{};
  return precondition_failed(resource);
}

}  // namespace brume::emulator::aws::lambda
