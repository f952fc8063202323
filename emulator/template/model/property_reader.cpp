#include "emulator/template/model/property_reader.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "emulator/template/model/did_you_mean.h"

namespace brume::emulator {
namespace {

std::optional<std::int64_t> to_integer(const Value& value) {
  if (value.is_int()) return value.as_int();
  if (value.is_float()) {
    const double number = value.as_float();
    if (std::nearbyint(number) != number || std::abs(number) > 1e15) return {};
    return static_cast<std::int64_t>(number);
  }
  if (!value.is_string()) return {};
  const std::string& text = value.as_string();
  std::int64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return {};
  return number;
}

std::string shown(const Value& value) {
  if (!value.is_scalar()) return std::string(kind_name(value.kind()));
  return "`" + value.text() + "`";
}

}  // namespace

void PropertyReader::check_names(std::span<const std::string_view> names,
                                 std::string_view owner) const {
  if (!map_.is_map()) return;
  for (const Value::Member& member : map_.members()) {
    if (std::find(names.begin(), names.end(), member.key) != names.end()) continue;
    reporter_.as(rules::kUnknownProperty)
        .error(member, path_ / member.key,
               std::string(owner) + " has no property `" + member.key + "`",
               suggestion(member.key, names));
  }
}

bool PropertyReader::require(std::string_view name, const Value& owner,
                             std::string_view of_what) const {
  if (map_.find(name) != nullptr) return true;
  if (failed_ != nullptr && failed_->contains(std::string(name))) return true;
  reporter_.as(rules::kMissingProperty)
      .error(owner, path_,
             std::string(of_what) + " needs the property `" + std::string(name) + "`");
  return false;
}

void PropertyReader::wrong(std::string_view name, const Value& value,
                           std::string_view expected) const {
  reporter_.as(rules::kValue)
      .error(value, path_ / name,
             "`" + std::string(name) + "` must be " + std::string(expected) + ", found " +
                 shown(value));
}

const Value* PropertyReader::find(std::string_view name) const {
  const Value* value = map_.find(name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::string> PropertyReader::text(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_scalar()) return value->text();
  wrong(name, *value, "a string");
  return std::nullopt;
}

std::optional<std::int64_t> PropertyReader::integer(std::string_view name, std::int64_t min,
                                                    std::int64_t max) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  const auto number = to_integer(*value);
  if (number && *number >= min && *number <= max) return number;
  const std::string expected =
      "an integer from " + std::to_string(min) + " to " + std::to_string(max);
  wrong(name, *value, expected);
  return std::nullopt;
}

std::optional<bool> PropertyReader::boolean(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_bool()) return value->as_bool();
  if (value->is_string() && value->as_string() == "true") return true;
  if (value->is_string() && value->as_string() == "false") return false;
  wrong(name, *value, "true or false");
  return std::nullopt;
}

std::optional<std::string> PropertyReader::choice(std::string_view name,
                                                  std::span<const std::string_view> names) const {
  const auto word = text(name);
  if (!word) return std::nullopt;
  if (std::find(names.begin(), names.end(), *word) != names.end()) return word;
  std::string listed;
  for (const std::string_view known : names) {
    listed += (listed.empty() ? "" : ", ") + std::string(known);
  }
  const Value* value = find(name);
  reporter_.as(rules::kValue)
      .error(*value, path_ / name,
             "`" + std::string(name) + "` must be one of " + listed + ", found " + shown(*value),
             nearest(*word, names) ? suggestion(*word, names) : "");
  return std::nullopt;
}

const Value* PropertyReader::map(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr || value->is_map()) return value;
  wrong(name, *value, "a map");
  return nullptr;
}

const Value* PropertyReader::list(std::string_view name) const {
  const Value* value = find(name);
  if (value == nullptr || value->is_list()) return value;
  wrong(name, *value, "a list");
  return nullptr;
}

}  // namespace brume::emulator
