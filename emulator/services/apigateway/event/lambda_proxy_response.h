// What a function's answer says about HTTP: {"statusCode", "headers", "multiValueHeaders",
// "cookies", "body", "isBase64Encoded"}, read strictly for REST APIs and leniently for the others.
// Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/http/message.h"
#include "emulator/text/json_reader.h"

namespace brume::emulator::gateway {

struct FunctionAnswer {
  enum class Shape {
    kProxy,      // an object, every member of the right type
    kOther,      // JSON, but no object with a statusCode
    kMalformed,  // no JSON, or a member of a wrong type
  };

  Shape shape = Shape::kMalformed;
  bool has_status = false;
  int status = 200;
  http::Headers headers;  // headers and multiValueHeaders merged
  std::vector<std::string> cookies;
  std::string body;  // still encoded
  bool is_base64 = false;
  bool has_foreign_member = false;  // one that is not of the six
};

// Numbers and booleans among header values, and numeric texts as statusCode, are taken as AWS
// takes them. A header that could break the answer apart (CR, LF, NUL) makes it malformed.
FunctionAnswer read_answer(std::string_view payload);

// Whether `name` and `value` may stand in an answer's head.
bool is_safe_header(std::string_view name, std::string_view value);

}  // namespace brume::emulator::gateway
