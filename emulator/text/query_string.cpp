#include "emulator/text/query_string.h"

#include <algorithm>

#include "emulator/text/percent.h"

namespace brume::emulator {

QueryParameters parse_query(std::string_view query) {
  QueryParameters parameters;
  while (!query.empty()) {
    const std::string_view part = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), part.size() + 1));
    if (part.empty()) continue;
    const std::size_t equals = std::min(part.find('='), part.size());
    const std::size_t value = std::min(equals + 1, part.size());
    parameters.emplace_back(percent_decode(part.substr(0, equals), true),
                            percent_decode(part.substr(value), true));
  }
  return parameters;
}

QueryParameters parse_query_by_name(std::string_view query) {
  QueryParameters parameters = parse_query(query);
  const auto by_name = [](const auto& a, const auto& b) { return a.first < b.first; };
  // Most queries are short or in order already.
  if (!std::is_sorted(parameters.begin(), parameters.end(), by_name)) {
    std::stable_sort(parameters.begin(), parameters.end(), by_name);
  }
  return parameters;
}

const std::string* find_parameter(const QueryParameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.begin(), parameters.end(),
                                  [name](const auto& each) { return each.first == name; });
  return found == parameters.end() ? nullptr : &found->second;
}

const std::string* find_last_parameter(const QueryParameters& parameters, std::string_view name) {
  const auto found = std::find_if(parameters.rbegin(), parameters.rend(),
                                  [name](const auto& each) { return each.first == name; });
  return found == parameters.rend() ? nullptr : &found->second;
}

}  // namespace brume::emulator
