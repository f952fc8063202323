// The ARN of a Lambda function, or of a version or alias of it.
//
// Pure. Any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace brume::emulator {

struct QualifiedFunction {
  std::string function;        // its name
  std::string qualifier = {};  // a version or an alias, or empty
};

// "arn:aws:lambda:us-east-1:123456789012:function:hello:live" -> hello, live. Absent: it is not the
// ARN of a function.
std::optional<QualifiedFunction> function_of_arn(std::string_view arn);
// "hello:live", what Invoker::invoke() takes.
std::string callee_name(const std::string& function, const std::string& qualifier);

}  // namespace brume::emulator
