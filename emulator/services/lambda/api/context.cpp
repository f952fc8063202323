#include "emulator/services/lambda/api/context.h"

#include "emulator/services/lambda/api/errors.h"

namespace brume::emulator::aws::lambda {

Status Context::check_invocable(const FunctionName& function) const {
  if (invoker.is_callable(function.qualified())) return Done{};
  auto record = std::as_const(functions).find(function);
  if (!record) return record.error();
  const std::string& why = (*record)->find(function.qualifier)->cannot_run;
  return conflict(function.name + " cannot run here: " + why);
}

std::string Context::version_of(const FunctionName& function) const {
  auto record = std::as_const(functions).find(function);
  if (!record) return function.qualifier.empty() ? std::string(kLatest) : function.qualifier;
  const auto alias = (*record)->aliases.find(function.qualifier);
  const bool by_chance = alias != (*record)->aliases.end() && !alias->second.alias.weights.empty();
  return by_chance ? std::string() : (*record)->find(function.qualifier)->hosting.version;
}

Result<FunctionName> Context::existing(const Call& call, const PathParameters& path) const {
  auto name = parse_function_name(home(), path.at("FunctionName"), call.query("Qualifier"));
  if (!name) return name;
  auto record = std::as_const(functions).find(*name);
  if (!record) return record.error();
  return name;
}

void Context::touch(VersionRecord& version) const {
  version.revision_id = ids.uuid();
  version.last_modified = clock.wall();
}

Status Context::check_revision(const std::string& given, const std::string& current,
                               const char* resource) {
  if (given.empty() || given == current) return Done{};
  return precondition_failed(resource);
}

}  // namespace brume::emulator::aws::lambda
