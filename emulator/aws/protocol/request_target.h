// Takes a request's target apart: decoded path segments and query parameters. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace brume::emulator::aws {

using QueryParameters = std::vector<std::pair<std::string, std::string>>;  // in order, decoded

// "a,b" -> "a", "b"; "" -> "".
std::vector<std::string_view> split(std::string_view text, char separator);

// "a=1&b" -> {"a", "1"}, {"b", ""}. Also the body of a form.
QueryParameters parse_query(std::string_view query);
// The first of that name; null when there is none.
const std::string* find_parameter(const QueryParameters& parameters, std::string_view name);

// "/2015-03-31/functions/a%3Ab/" -> "2015-03-31", "functions", "a:b": each decoded, none empty.
std::vector<std::string> path_segments(std::string_view path);

}  // namespace brume::emulator::aws
