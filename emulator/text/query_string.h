// Query strings, and the bodies of forms, taken apart. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brume::emulator {

// Names and values, decoded.
using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// "a=1&b" -> {"a", "1"}, {"b", ""}, in their order; "+" is a space. Empty parts ("a&&b") are left
// out.
QueryParameters parse_query(std::string_view query);
// The same in the order of the names, equal names in the order they came.
QueryParameters parse_query_by_name(std::string_view query);

// The value of that name that came first, or last; null when there is none.
const std::string* find_parameter(const QueryParameters& parameters, std::string_view name);
const std::string* find_last_parameter(const QueryParameters& parameters, std::string_view name);

}  // namespace brume::emulator
