// The ways to name a function: "hello", "hello:live", "123456789012:function:hello", an ARN. Pure.
// Source: Lambda API reference, FunctionName and Qualifier of Invoke.
#pragma once

#include <string>
#include <string_view>

#include "emulator/aws/protocol/validation_errors.h"
#include "emulator/base/account.h"
#include "emulator/base/result.h"

namespace brume::emulator::aws::lambda {

// Where functions live.
struct Home {
  std::string region = "us-east-1";
  std::string account_id{kAccountId};

  std::string function_arn(std::string_view name, std::string_view qualifier = {}) const;
};

struct FunctionName {
  std::string name;
  std::string qualifier = {};  // of the name or of the Qualifier parameter; empty: none

  // What Invoker::invoke() takes.
  std::string qualified() const { return qualifier.empty() ? name : name + ":" + qualifier; }
};

// What an operation takes as a FunctionName; the model of the API calls the patterns so.
struct NameRule {
  std::string_view pattern;
  std::size_t length_max;
  bool dots;       // NamespacedFunctionName
  bool qualifier;  // not UnqualifiedFunctionName
};
const NameRule& name_rule(std::string_view operation);  // "GetFunction"
// Notes what is wrong with the name and the Qualifier parameter, all of it.
void check_function_name(ValidationErrors& errors, std::string_view text,
                         std::string_view qualifier_parameter, const NameRule& rule);

// ValidationException for an invalid name, ResourceNotFoundException for another region or
// account, InvalidParameterValueException when name and parameter disagree on the qualifier.
Result<FunctionName> parse_function_name(const Home& home, std::string_view text,
                                         std::string_view qualifier_parameter,
                                         const NameRule& rule = name_rule("Invoke"));
// "Function not found: arn:…:function:hello:live".
Error function_not_found(const Home& home, const FunctionName& name);

bool is_version_number(std::string_view qualifier);
// Of aliases: [a-zA-Z0-9-_]+, not only digits.
bool is_alias_name(std::string_view text);

}  // namespace brume::emulator::aws::lambda
