// Between what travels and the values that operations see: JSON 1.0 and 1.1, and Query, whose
// requests are forms and whose answers are XML. Pure.
// Sources: the Smithy specifications of awsJson1_0, awsJson1_1 and awsQuery.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "emulator/aws/protocol/protocol.h"
#include "emulator/aws/protocol/value.h"
#include "emulator/base/result.h"

namespace brume::emulator::aws {

// How Query writes a list or map of a service's model where it is not as usual, which is
// "Names.member.1=a" and "Tags.entry.1.key=a", with <member> and <entry> in XML.
struct QueryShape {
  std::string_view member;        // its name in the model and in JSON: "AttributeNames"
  std::string_view element = {};  // if it is flattened: "AttributeName", for "AttributeName.1=a"
  // Of a map: "Name" and "Value", for "Attribute.1.Name=a".
  std::string_view key = {};
  std::string_view value = {};
};
using QueryShapes = std::span<const QueryShape>;

// No structure or list is nested deeper in what a client sends.
inline constexpr int kDepthMax = 128;

// Both give a Structure. Their errors' reason is the error's code.
Result<Value> read_json(std::string_view body);
// `form`: as in a body or behind a "?". Every text, number and boolean becomes a text. Action and
// Version are left out.
Result<Value> read_form(std::string_view form, QueryShapes shapes);

std::string write_json(const Value& value);
// The element `name` with all that is in it.
std::string write_xml(std::string_view name, const Value& value, QueryShapes shapes);

// The error of a request that cannot be read, or whose members are wrong.
AwsError input_error(const Error& error);

}  // namespace brume::emulator::aws
