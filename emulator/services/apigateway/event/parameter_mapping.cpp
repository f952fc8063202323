#include "emulator/services/apigateway/event/parameter_mapping.h"

#include <algorithm>
#include <array>

#include "emulator/template/model/any_case_property.h"
#include "emulator/text/query_string.h"

namespace brume::emulator::gateway {
namespace {

using Action = ParameterMapping::Action;
using Place = ParameterMapping::Place;

// Takes the prefix off; false when it is not there.
bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::string joined_values(const std::vector<std::string_view>& values) {
  std::string text;
  for (const std::string_view value : values) {
    if (!text.empty()) text += ",";
    text += value;
  }
  return text;
}

enum class Known { kNo, kYes };

// A reference without its "$", "method." and the like: "request.header.X", "stageVariables.y".
struct LookupResult {
  Known known = Known::kNo;
  std::optional<std::string> value = std::nullopt;
};

// `source` null: only whether the reference is understood.
LookupResult look_up(std::string_view reference, const MappingSource* source) {
  LookupResult result{Known::kYes};
  if (reference == "request.path") {
    if (source != nullptr) result.value = std::string(source->path);
  } else if (take(reference, "request.path.")) {
    if (source == nullptr) return result;
    for (const auto& [name, value] : source->path_parameters) {
      if (name == reference) result.value = value;
    }
  } else if (take(reference, "request.header.") || take(reference, "request.multivalueheader.")) {
    if (source == nullptr) return result;
    const auto values = source->head.headers.all(reference);
    if (!values.empty()) result.value = joined_values(values);
  } else if (take(reference, "request.querystring.") ||
             take(reference, "request.multivaluequerystring.")) {
    if (source == nullptr) return result;
    std::string values;
    bool found = false;
    for (const auto& [name, value] : parse_query_by_name(source->head.query())) {
      if (name != reference) continue;
      values += (found ? "," : "") + value;
      found = true;
    }
    if (found) result.value = values;
  } else if (take(reference, "stageVariables.")) {
    if (source == nullptr) return result;
    const auto found = source->stage_variables.find(std::string(reference));
    if (found != source->stage_variables.end()) result.value = found->second;
  } else {
    result.known = Known::kNo;
  }
  return result;
}

LookupResult rest_value(std::string_view expression, const MappingSource* source) {
  if (auto text = constant(expression)) return {Known::kYes, std::move(text)};
  if (expression.starts_with("stageVariables.")) return look_up(expression, source);
  return take(expression, "method.") ? look_up(expression, source) : LookupResult{};
}

// "$request.path.id", or text with "${request.path.id}" in it.
LookupResult http_value(std::string_view expression, const MappingSource* source) {
  if (expression.starts_with('$') && !expression.starts_with("${")) {
    return look_up(expression.substr(1), source);
  }
  LookupResult result{Known::kYes, std::string()};
  while (!expression.empty()) {
    const std::size_t open = expression.find("${");
    *result.value += expression.substr(0, open);
    if (open == std::string_view::npos) break;
    expression.remove_prefix(open + 2);
    const std::size_t close = expression.find('}');
    if (close == std::string_view::npos) return {};
    const LookupResult part = look_up(expression.substr(0, close), source);
    if (part.known == Known::kNo) return {};
    *result.value += part.value.value_or("");
    expression.remove_prefix(close + 1);
  }
  return result;
}

LookupResult value_of(ApiKind kind, std::string_view expression, const MappingSource* source) {
  return kind == ApiKind::kRest ? rest_value(expression, source) : http_value(expression, source);
}

bool read_rest_key(std::string_view key, ParameterMapping& mapping) {
  if (!take(key, "integration.request.")) return false;
  if (take(key, "header.")) {
    mapping.place = Place::kHeader;
  } else if (take(key, "querystring.")) {
    mapping.place = Place::kQuery;
  } else if (take(key, "path.")) {
    mapping.place = Place::kUriParameter;
  } else {
    return false;
  }
  mapping.name = key;
  return !key.empty();
}

bool read_http_key(std::string_view key, ParameterMapping& mapping) {
  if (take(key, "append:")) {
    mapping.action = Action::kAppend;
  } else if (take(key, "remove:")) {
    mapping.action = Action::kRemove;
  } else if (!take(key, "overwrite:")) {
    return false;
  }
  if (key == "path") {
    mapping.place = Place::kPath;
    return mapping.action == Action::kOverwrite;
  }
  if (take(key, "querystring.")) {
    mapping.place = Place::kQuery;
  } else if (!take(key, "header.")) {
    return false;
  }
  mapping.name = key;
  return !key.empty();
}

}  // namespace

std::optional<ParameterMapping> read_mapping(ApiKind kind, std::string_view key,
                                             std::string_view value) {
  ParameterMapping mapping;
  mapping.value = value;
  const bool read =
      kind == ApiKind::kRest ? read_rest_key(key, mapping) : read_http_key(key, mapping);
  if (!read) return std::nullopt;
  if (mapping.action == Action::kRemove) return mapping;
  if (value_of(kind, value, nullptr).known == Known::kNo) return std::nullopt;
  return mapping;
}

std::optional<std::string> mapped_value(ApiKind kind, const std::string& expression,
                                        const MappingSource& source) {
  return value_of(kind, expression, &source).value;
}

}  // namespace brume::emulator::gateway
