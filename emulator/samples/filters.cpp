#include "emulator/samples/filters.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "emulator/crypto/digest.h"
#include "emulator/text/base64.h"
#include "emulator/text/hex.h"
#include "emulator/text/percent.h"
#include "emulator/text/query_string.h"
#include "emulator/text/split.h"

namespace brume::emulator {
namespace {

using Json = nlohmann::ordered_json;

std::string url_encoded(const std::string& value, const FieldValues&) {
  return form_encode(value);
}

std::string base64(const std::string& value, const FieldValues&) {
  return base64_encode(value);
}

std::string md5_hex(const std::string& value, const FieldValues&) {
  return hex(md5(value));
}

std::vector<std::string_view> nonempty_parts(std::string_view text, char separator) {
  std::vector<std::string_view> parts = split(text, separator);
  std::erase_if(parts, [](std::string_view part) { return part.empty(); });
  return parts;
}

std::string json_text(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// REST APIs: the last value of each parameter; null when there are none.
std::string query_last(const std::string& value, const FieldValues&) {
  Json map;
  for (const auto& [name, text] : parse_query(value)) map[name] = text;
  return json_text(map);
}

// REST APIs: all values of each parameter; null when there are none.
std::string query_lists(const std::string& value, const FieldValues&) {
  Json map;
  for (const auto& [name, text] : parse_query(value)) map[name].push_back(text);
  return json_text(map);
}

// HTTP APIs: values joined with commas; absent when there are none.
std::string query_commas(const std::string& value, const FieldValues&) {
  Json map;
  for (const auto& [name, text] : parse_query(value)) {
    const bool known = map.contains(name);
    map[name] = known ? map[name].get<std::string>() + "," + text : text;
  }
  return map.is_null() ? std::string(kAbsent) : json_text(map);
}

// Load balancers: the values as sent, not decoded; an empty map when there are none.
std::string query_raw(const std::string& value, const FieldValues&) {
  Json map = Json::object();
  for (const std::string_view part : nonempty_parts(value, '&')) {
    const std::size_t equals = std::min(part.find('='), part.size());
    map[std::string(part.substr(0, equals))] = part.substr(std::min(equals + 1, part.size()));
  }
  return json_text(map);
}

// What the path gives the variables of a route like "GET /users/{id}" or "/files/{proxy+}"; null
// when it has none or does not match.
Json path_parameters(std::string_view route, std::string_view path) {
  const std::size_t slash = std::min(route.find('/'), route.size());
  const std::vector<std::string_view> pattern = nonempty_parts(route.substr(slash), '/');
  const std::vector<std::string_view> parts = nonempty_parts(path, '/');
  Json found;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const std::string_view wanted = pattern[i];
    if (i >= parts.size()) return nullptr;
    if (!wanted.starts_with('{') || !wanted.ends_with('}')) {
      if (wanted != parts[i]) return nullptr;
    } else if (wanted.ends_with("+}")) {
      std::string rest;
      for (std::size_t j = i; j < parts.size(); ++j) {
        rest += (j > i ? "/" : "") + std::string(parts[j]);
      }
      found[std::string(wanted.substr(1, wanted.size() - 3))] = rest;
      return found;
    } else {
      found[std::string(wanted.substr(1, wanted.size() - 2))] = percent_decode(parts[i], true);
    }
  }
  return parts.size() == pattern.size() ? found : Json(nullptr);
}

std::string path_parameters_or_null(const std::string& value, const FieldValues& all) {
  return json_text(path_parameters(value, all.at("path")));
}

std::string path_parameters_or_absent(const std::string& value, const FieldValues& all) {
  const Json found = path_parameters(value, all.at("path"));
  return found.is_null() ? std::string(kAbsent) : json_text(found);
}

// The body as it is, or in base64 when the sample's flag "base64" says so.
std::string body_text(const std::string& value, const FieldValues& all) {
  return all.at("base64") == "true" ? base64(value, all) : value;
}

std::string body_or_null(const std::string& value, const FieldValues& all) {
  return value.empty() ? "null" : json_quoted(body_text(value, all));
}

std::string body_or_absent(const std::string& value, const FieldValues& all) {
  return value.empty() ? std::string(kAbsent) : json_quoted(body_text(value, all));
}

std::string size_of(const std::string& value, const FieldValues&) {
  return std::to_string(value.size());
}

constexpr std::array kFilters = {
    Filter{"url", false, url_encoded},
    Filter{"base64", false, base64},
    Filter{"md5", false, md5_hex},
    Filter{"body", false, body_text},
    Filter{"size", true, size_of},
    Filter{"body-or-null", true, body_or_null},
    Filter{"body-or-absent", true, body_or_absent},
    Filter{"query-last", true, query_last},
    Filter{"query-lists", true, query_lists},
    Filter{"query-commas", true, query_commas},
    Filter{"query-raw", true, query_raw},
    Filter{"path-parameters-or-null", true, path_parameters_or_null},
    Filter{"path-parameters-or-absent", true, path_parameters_or_absent},
};

}  // namespace

const Filter* find_filter(std::string_view name) {
  const auto* found = std::find_if(kFilters.begin(), kFilters.end(),
                                   [name](const Filter& filter) { return filter.name == name; });
  return found == kFilters.end() ? nullptr : found;
}

std::string json_quoted(std::string_view text) {
  return json_text(Json(text));
}

}  // namespace brume::emulator
