// What is wrong with a request's members, in the words of AWS's validation: "2 validation errors
// detected: Value … at … failed to satisfy constraint: Member must …; Value …". A member of the
// wrong type is refused before any constraint.
//
// A value type; no thread of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/aws/protocol/protocol.h"
#include "emulator/base/result.h"

namespace brume::emulator::aws {

class ValidationErrors {
 public:
  explicit ValidationErrors(Protocol protocol) : protocol_(protocol) {}

  // `value` as it stands in the message, quoted or not; `path`: "entries.1.member.id".
  void refuse(std::string_view value, std::string_view path, std::string_view constraint);
  // `wanted`: "a string".
  void refuse_type(std::string_view member, std::string_view wanted);
  // All that was refused so far, or success. The reason is the error's code.
  Status verdict() const;
  Protocol protocol() const { return protocol_; }

 private:
  Protocol protocol_;
  std::vector<std::string> refused_;
  std::string wrong_type_;
};

// The request cannot be read: SerializationException, or Query's MalformedInput.
Error serialization_error(Protocol protocol, std::string message);

// "Member must satisfy enum value set: [A, B]"
std::string enum_constraint(const std::vector<std::string_view>& values);

// AWS spells members in validation messages in lower camel case: "FunctionName" -> "functionName".
std::string member_name(std::string_view name);

}  // namespace brume::emulator::aws
