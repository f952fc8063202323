// Percent-decoding and query strings, as API Gateway reads them. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brume::emulator::gateway {

// Decodes %XX; what is no such escape stays as it is. Any bytes may come out.
std::string percent_decode(std::string_view text);

struct QueryParameter {
  std::string name;
  std::string value;  // empty for "a=" and "a" alike
};

// Decoded, "+" being a space, in the order of their names and equal names in the order they came.
// Empty parts ("a&&b") are left out.
std::vector<QueryParameter> parse_query(std::string_view query);

// The value of that name that came last; null when there is none.
const std::string* find_parameter(const std::vector<QueryParameter>& parameters,
                                  std::string_view name);

// "text/html" of "Text/HTML; charset=utf-8": without parameters, in lower case.
std::string media_type(std::string_view content_type);

// Without white space at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace brume::emulator::gateway
