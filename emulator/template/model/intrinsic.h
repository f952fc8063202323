// The intrinsic functions of CloudFormation: their names, short forms, and how a call looks in a
// tree. What they compute is in resolve.h.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/value.h"

namespace brume::emulator {

// {"Fn::Join": [...]} or {"Ref": "X"} seen as a call.
struct IntrinsicCall {
  std::string_view name;  // "Ref", "Condition", "Fn::Join"
  const Value* argument;
  const Value::Member* member;
};

// A map with the one member `Ref`, `Condition` or `Fn::…`.
std::optional<IntrinsicCall> as_intrinsic(const Value&);
// As above; or with the given name.
bool is_intrinsic(const Value&);
bool is_intrinsic(const Value&, std::string_view name);
// {"Ref": "AWS::NoValue"}
bool is_no_value(const Value&);

// Every function's long name: "Ref", "Fn::Join", …
std::span<const std::string_view> intrinsic_names();

// Makes `value`, tagged `!name`, into the long form. False when there is no such function.
bool expand_short_form(std::string_view name, Value& value);
std::string short_form_suggestion(std::string_view name);

// The logical id a GetAtt names and the attribute, which may be an intrinsic in the long form.
struct GetAttTarget {
  std::string id;
  const Value* attribute_value = nullptr;  // set when the attribute is not plain text
  std::string attribute;
};
std::optional<GetAttTarget> get_att_target(const Value& argument);

// A Sub's text cut at its "${Name}"s; "${!Literal}" is text, unescaped. The last piece has no name.
struct SubPiece {
  std::string text;  // literal text before the variable
  std::string name;  // empty: the end of the text
};
std::vector<SubPiece> split_sub(std::string_view text);

}  // namespace brume::emulator
