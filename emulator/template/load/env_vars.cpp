#include "emulator/template/load/env_vars.h"

#include <algorithm>
#include <array>
#include <set>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/value_json.h"
#include "emulator/template/parse/parse.h"
#include "emulator/template/sections/given_values.h"

namespace brume::emulator {
namespace {

// Source: "Defined runtime environment variables" in the Lambda developer guide.
constexpr std::array<std::string_view, 17> kReserved{"_HANDLER",
                                                     "_X_AMZN_TRACE_ID",
                                                     "AWS_DEFAULT_REGION",
                                                     "AWS_REGION",
                                                     "AWS_EXECUTION_ENV",
                                                     "AWS_LAMBDA_FUNCTION_NAME",
                                                     "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
                                                     "AWS_LAMBDA_FUNCTION_VERSION",
                                                     "AWS_LAMBDA_INITIALIZATION_TYPE",
                                                     "AWS_LAMBDA_LOG_GROUP_NAME",
                                                     "AWS_LAMBDA_LOG_STREAM_NAME",
                                                     "AWS_ACCESS_KEY_ID",
                                                     "AWS_SECRET_ACCESS_KEY",
                                                     "AWS_SESSION_TOKEN",
                                                     "AWS_LAMBDA_RUNTIME_API",
                                                     "LAMBDA_TASK_ROOT",
                                                     "LAMBDA_RUNTIME_DIR"};

// [a-zA-Z][a-zA-Z0-9_]+
bool is_variable_name(std::string_view name) {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return name.size() >= 2 && letter(name[0]) && std::all_of(name.begin(), name.end(), [&](char c) {
           return letter(c) || (c >= '0' && c <= '9') || c == '_';
         });
}

// The variables of one entry of an --env-vars file.
std::map<std::string, std::string> read_function_variables(const Value::Member& entry,
                                                           Reporter& reporter) {
  std::map<std::string, std::string> variables;
  if (!entry.value.is_map()) {
    reporter.error(entry.value, Path(), "`" + entry.key + "` must be a map of variables");
    return variables;
  }
  for (const Value::Member& variable : entry.value.members()) {
    if (variable.value.is_list() || variable.value.is_map()) {
      reporter.error(variable.value, Path(),
                     "`" + variable.key + "` must be a string, found " +
                         std::string(kind_name(variable.value.kind())));
    } else {
      variables[variable.key] = variable.value.text();
    }
  }
  return variables;
}

FunctionSpec* find_function(std::vector<FunctionSpec>& functions, const std::string& name) {
  const auto found = std::find_if(functions.begin(), functions.end(), [&](const auto& function) {
    return function.logical_id == name || function.name == name;
  });
  return found == functions.end() ? nullptr : &*found;
}

void override_all(std::vector<FunctionSpec>& functions, const Value::Member& entry,
                  Reporter& reporter) {
  for (const auto& [name, value] : read_function_variables(entry, reporter)) {
    bool used = false;
    for (FunctionSpec& function : functions) {
      const auto variable = function.environment.find(name);
      if (variable == function.environment.end()) continue;
      variable->second = value;
      used = true;
    }
    if (used) continue;
    reporter.note(*entry.value.find(name), Path(),
                  "no function declares the variable `" + name + "`: this entry has no effect");
  }
}

void override_one(FunctionSpec& function, const Value::Member& entry, Reporter& reporter) {
  for (const auto& [name, value] : read_function_variables(entry, reporter)) {
    const auto variable = function.environment.find(name);
    if (variable != function.environment.end()) {
      variable->second = value;
      continue;
    }
    reporter.note(*entry.value.find(name), Path(),
                  "`" + function.logical_id + "` does not declare the variable `" + name +
                      "`: this entry has no effect",
                  "declare it under `Environment.Variables` in the template");
  }
}

}  // namespace

std::map<std::string, std::string> read_variables(const Value& variables, const Path& path,
                                                  Reporter& reporter) {
  std::map<std::string, std::string> result;
  for (const Value::Member& member : variables.members()) {
    const Path here = path / member.key;
    if (!is_variable_name(member.key)) {
      const bool reserved =
          std::find(kReserved.begin(), kReserved.end(), member.key) != kReserved.end();
      reporter.as(rules::kValue)
          .error(member, here,
                 reserved ? "`" + member.key + "` is set by Lambda itself and cannot be given"
                          : "AWS rejects the variable name `" + member.key + "`",
                 reserved ? "" : "a letter, then letters, digits and underscores");
    } else if (std::find(kReserved.begin(), kReserved.end(), member.key) != kReserved.end()) {
      reporter.as(rules::kValue)
          .error(member, here, "`" + member.key + "` is set by Lambda itself and cannot be given");
    } else if (!member.value.is_scalar()) {
      reporter.as(rules::kValue)
          .error(member.value, here,
                 "`" + member.key + "` must be a string, found " +
                     std::string(kind_name(member.value.kind())));
    } else if (member.value.text().find('\0') != std::string::npos) {
      reporter.as(rules::kValue)
          .error(member.value, here, "`" + member.key + "` contains a zero byte");
    } else {
      result[member.key] = member.value.text();
    }
  }
  std::size_t bytes = 2;  // {}
  for (const auto& [name, value] : result) {
    bytes += json_string(name).size() + json_string(value).size() + 2;
  }
  if (bytes > kEnvironmentBytesMax) {
    reporter.as(rules::kLimit)
        .error(variables, path,
               "the environment has " + std::to_string(bytes) + " bytes; AWS takes at most " +
                   std::to_string(kEnvironmentBytesMax));
  }
  return result;
}

void apply_env_vars(const std::filesystem::path& file, std::vector<FunctionSpec>& functions,
                    SourceFiles& sources, Reporter& reporter) {
  const auto root = parse_file(file, sources, reporter);
  if (!root) return;
  if (!root->is_map()) {
    reporter.error("the environment file `" + file.string() + "` must be a map",
                   R"({"Function": {"NAME": "value"}} or {"Parameters": {"NAME": "value"}})");
    return;
  }
  std::vector<std::string_view> names{"Parameters"};
  for (const FunctionSpec& function : functions) names.push_back(function.logical_id);
  // What stands for all functions comes first, so that a function's own entry wins.
  for (const Value::Member& entry : root->members()) {
    if (entry.key == "Parameters") override_all(functions, entry, reporter);
  }
  for (const Value::Member& entry : root->members()) {
    if (entry.key == "Parameters" || entry.key == kParameterType || entry.key == kSecretType) {
      continue;  // of variables; of the stores, see given_values.h
    }
    FunctionSpec* function = find_function(functions, entry.key);
    if (function != nullptr) {
      override_one(*function, entry, reporter);
      continue;
    }
    Value where;
    where.place(entry.key_at, entry.key_length);
    reporter.note(where, Path(),
                  "no function is named `" + entry.key + "`: this entry has no effect",
                  suggestion(entry.key, names));
  }
}

}  // namespace brume::emulator
