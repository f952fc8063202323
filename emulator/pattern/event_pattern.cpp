#include "emulator/pattern/event_pattern.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "emulator/pattern/validate_matchers.h"
#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/value_json.h"

namespace brume::emulator::pattern {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<std::string_view, 10> kEventFields{
    "version", "id",     "detail-type", "source", "account",
    "time",    "region", "resources",   "detail", "replay-name"};
constexpr std::string_view kOr = "$or";

Value value_of(const Json& json, const Value& site) {
  Value value;
  if (json.is_object()) {
    Value::Map map;
    for (const auto& [key, member] : json.items()) {
      map.push_back({key, value_of(member, site), site.at(), site.length()});
    }
    value = Value(std::move(map));
  } else if (json.is_array()) {
    Value::List list;
    for (const Json& item : json) list.push_back(value_of(item, site));
    value = Value(std::move(list));
  } else if (json.is_string()) {
    value = Value(json.get<std::string>());
  } else if (json.is_boolean()) {
    value = Value(json.get<bool>());
  } else if (json.is_number_integer()) {
    value = Value(json.get<std::int64_t>());
  } else if (json.is_number()) {
    value = Value(json.get<double>());
  }
  value.place_as(site);
  return value;
}

std::string invalid(std::string_view reason) {
  return "Event pattern is not valid. Reason: " + std::string(reason);
}

class Checker {
 public:
  explicit Checker(Reporter& reporter) : reporter_(reporter) {}

  void check_object(const Value& object, const Path& path) {
    if (is_intrinsic(object)) return;
    if (object.members().empty()) {
      reporter_.error(object, path, invalid("Empty objects are not allowed"));
    }
    for (const Value::Member& member : object.members()) {
      const Path here = path / member.key;
      if (member.key == kOr && is_alternatives(member.value)) {
        for (std::size_t i = 0; i < member.value.items().size(); ++i) {
          check_object(member.value.items()[i], here[i]);
        }
      } else if (member.value.is_map()) {
        check_object(member.value, here);
      } else if (member.value.is_list()) {
        check_values(member.value, here);
      } else {
        reporter_.error(member.value, here,
                        invalid("\"" + member.key + "\" must be an object or an array"),
                        "values stand in a list: [" + shown(member.value) + "]");
      }
    }
  }

 private:
  // A field may be called $or as well: it is the alternative of objects only.
  static bool is_alternatives(const Value& value) {
    return value.is_list() && value.items().size() >= 2 &&
           std::all_of(value.items().begin(), value.items().end(),
                       [](const Value& item) { return item.is_map() && !is_intrinsic(item); });
  }

  static std::string shown(const Value& value) {
    return value.is_string() ? json_string(value.as_string()) : to_json(value);
  }

  void check_values(const Value& list, const Path& path) {
    if (list.items().empty()) {
      reporter_.error(list, path, invalid("Empty arrays are not allowed"),
                      "no event matches a field that may have no value");
    }
    for (std::size_t i = 0; i < list.items().size(); ++i) {
      const Value& item = list.items()[i];
      const Path here = path[i];
      if (item.is_list()) {
        reporter_.error(item, here,
                        invalid("Match value must be String, number, true, false, or "
                                "null"));
      } else if (item.is_map() && !is_intrinsic(item)) {
        const PatternError objection = object_to_match(item);
        if (objection.where == nullptr) continue;
        reporter_.error(*objection.where, here, invalid(objection.message), objection.hint);
      }
    }
  }

  Reporter& reporter_;
};

}  // namespace

std::optional<Value> read_pattern(const Value& text) {
  if (!text.is_string()) return std::nullopt;
  const Json json = Json::parse(text.as_string(), nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return value_of(json, text);
}

void check_pattern(const Value& pattern, const Path& path, Reporter& reporter) {
  if (!pattern.is_map()) {
    reporter.error(pattern, path, invalid("Filter is not an object"));
    return;
  }
  Checker(reporter).check_object(pattern, path);
  const std::size_t bytes = to_json(pattern).size();
  if (bytes <= kPatternBytesMax) return;
  reporter.error(pattern, path,
                 "the pattern has " + std::to_string(bytes) + " characters; AWS takes at most " +
                     std::to_string(kPatternBytesMax));
}

void check_fields(const Value& pattern, std::span<const std::string_view> fields, const Path& path,
                  Reporter& reporter) {
  if (!pattern.is_map() || is_intrinsic(pattern)) return;
  for (const Value::Member& member : pattern.members()) {
    const bool known = std::find(fields.begin(), fields.end(), member.key) != fields.end();
    if (known || member.key == kOr) continue;
    reporter.warning(member, path / member.key,
                     "no event matches: none has the field `" + member.key + "` at its top",
                     suggestion(member.key, fields));
  }
}

std::span<const std::string_view> event_fields() {
  return kEventFields;
}

}  // namespace brume::emulator::pattern
