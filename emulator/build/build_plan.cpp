#include "emulator/build/build_plan.h"

#include <algorithm>
#include <optional>

#include "emulator/template/model/did_you_mean.h"

namespace brume::emulator {
namespace {

std::optional<BuildUnit::Method> method_of(const std::string& name) {
  if (name.empty()) return BuildUnit::Method::kAsIs;
  if (name == "cmake") return BuildUnit::Method::kCMake;
  if (name == "makefile") return BuildUnit::Method::kMakefile;
  return std::nullopt;
}

bool is_called(const FunctionSpec& function, const std::string& name) {
  return function.logical_id == name || function.name == name;
}

Error unknown_function(const std::string& name, const Application& application) {
  std::vector<std::string_view> names;
  for (const FunctionSpec& function : application.functions) names.push_back(function.logical_id);
  std::string message = "the template has no function `" + name + "`";
  if (names.empty()) return {Error::Code::kNotFound, message + ", nor any other"};
  if (const auto near = nearest(name, names)) {
    return {Error::Code::kNotFound, message + "; did you mean `" + std::string(*near) + "`?"};
  }
  message += "; it has ";
  for (const std::string_view known : names) {
    message += (known.data() == names[0].data() ? "`" : ", `") + std::string(known) + "`";
  }
  return {Error::Code::kNotFound, message};
}

}  // namespace

Result<std::vector<BuildUnit>> plan_build(const Application& application,
                                          const std::vector<std::string>& only) {
  for (const std::string& name : only) {
    const bool known = std::any_of(application.functions.begin(), application.functions.end(),
                                   [&](const FunctionSpec& f) { return is_called(f, name); });
    if (!known) return unknown_function(name, application);
  }
  std::vector<BuildUnit> units;
  for (const FunctionSpec& function : application.functions) {
    const bool wanted =
        only.empty() || std::any_of(only.begin(), only.end(), [&](const std::string& name) {
          return is_called(function, name);
        });
    if (!wanted) continue;
    const auto method = method_of(function.build.method);
    if (!method) {
      return Error{Error::Code::kInvalidArgument, function.logical_id + " has the BuildMethod `" +
                                                      function.build.method +
                                                      "`; known here are `cmake` and `makefile`"};
    }
    const std::filesystem::path code = function.code.lexically_normal();
    BuildTarget target{function.logical_id, function.handler};
    const auto shared = std::find_if(units.begin(), units.end(), [&](const BuildUnit& unit) {
      return *method == BuildUnit::Method::kCMake && unit.method == *method && unit.code == code;
    });
    if (shared != units.end()) {
      shared->targets.push_back(std::move(target));
    } else {
      units.push_back(BuildUnit{*method, code, {std::move(target)}});
    }
  }
  return units;
}

}  // namespace brume::emulator
