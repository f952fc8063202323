// Values of Parameter Store and Secrets Manager that a person gives, in the --env-vars file:
//   {"AWS::SSM::Parameter": {"/db/host": "localhost"},
//    "AWS::SecretsManager::Secret": {"db": {"user": "me", "password": "secret"}}}
// They win over what the template says. And the values that are made up for a secret.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/template/model/value.h"

namespace brume::emulator {

inline constexpr std::string_view kParameterType = "AWS::SSM::Parameter";
inline constexpr std::string_view kSecretType = "AWS::SecretsManager::Secret";

struct GivenValues {
  std::map<std::string, std::string, std::less<>> parameters;
  std::map<std::string, std::string, std::less<>> secrets;  // JSON text for those that are maps
};

// Empty for a file that cannot be read, which apply_env_vars() tells.
GivenValues read_given_values(const std::filesystem::path& env_vars_file);

// What `GenerateSecretString` makes: it follows from the secret's name, so that it is the same at
// each start, and is not really secret. Error: what Secrets Manager rejects of the options.
Result<std::string> generated_secret(const Value& generate, std::string_view name);

}  // namespace brume::emulator
