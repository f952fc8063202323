#include "emulator/template/model/value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "emulator/base/check.h"

namespace brume::emulator {
namespace {

template <typename T, typename Variant>
auto& checked(Variant& data) {
  auto* held = std::get_if<T>(&data);
  BRUME_CHECK(held != nullptr);
  return *held;
}

std::string number_text(double value) {
  if (std::nearbyint(value) == value && std::abs(value) < 1e15) {
    return std::to_string(static_cast<std::int64_t>(value)) + ".0";
  }
  char buffer[32];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value);
  return std::string(buffer, end.ptr);
}

}  // namespace

Value Value::map(std::initializer_list<Entry> members) {
  Map map;
  map.reserve(members.size());
  for (const Entry& entry : members) {
    map.push_back({std::string(entry.key), std::move(entry.value)});
  }
  return map;
}

bool Value::as_bool() const {
  return checked<bool>(data_);
}
std::int64_t Value::as_int() const {
  return checked<std::int64_t>(data_);
}
double Value::as_float() const {
  return checked<double>(data_);
}
const std::string& Value::as_string() const {
  return checked<std::string>(data_);
}
const Value::List& Value::items() const {
  return checked<List>(data_);
}
Value::List& Value::items() {
  return checked<List>(data_);
}
const Value::Map& Value::members() const {
  return checked<Map>(data_);
}
Value::Map& Value::members() {
  return checked<Map>(data_);
}

const Value* Value::find(std::string_view key) const {
  const auto* map = std::get_if<Map>(&data_);
  if (map == nullptr) return nullptr;
  // Names of one length mostly differ at the end: Function1, Function2.
  const std::size_t size = key.size();
  const char last = size == 0 ? '\0' : key.back();
  for (const Member& member : *map) {
    if (member.key.size() != size || (size > 0 && member.key[size - 1] != last)) continue;
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

Value* Value::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

Value& Value::set(std::string_view key, Value value) {
  if (is_null()) data_ = Map();
  if (Value* existing = find(key)) return *existing = std::move(value);
  const SourcePosition at = value.at_;
  Map& map = members();
  map.push_back({std::string(key), std::move(value), at});
  return map.back().value;
}

bool Value::erase(std::string_view key) {
  auto* map = std::get_if<Map>(&data_);
  if (map == nullptr) return false;
  return std::erase_if(*map, [&](const Member& member) { return member.key == key; }) > 0;
}

std::string Value::text() const {
  switch (kind()) {
    case Kind::kNull:
      return {};
    case Kind::kBool:
      return as_bool() ? "true" : "false";
    case Kind::kInt:
      return std::to_string(as_int());
    case Kind::kFloat:
      return number_text(as_float());
    case Kind::kString:
      return as_string();
    case Kind::kList:
    case Kind::kMap:
      break;
  }
  BRUME_CHECK(!is_list() && !is_map());
  return {};
}

std::size_t Value::weight() const {
  std::size_t bytes = sizeof(Value);
  if (is_string()) bytes += as_string().size();
  if (is_list()) {
    for (const Value& item : items()) bytes += item.weight();
  } else if (is_map()) {
    for (const Member& member : members()) {
      bytes += sizeof(Member) - sizeof(Value) + member.key.size() + member.value.weight();
    }
  }
  return bytes;
}

Value& Value::place(SourcePosition at, std::uint32_t length) & {
  at_ = at;
  length_ = length;
  return *this;
}

Value& Value::place_all(SourcePosition at, std::uint32_t length) {
  if (at_.line == 0) place(at, length);
  if (auto* list = std::get_if<List>(&data_)) {
    for (Value& item : *list) item.place_all(at, length);
  } else if (auto* map = std::get_if<Map>(&data_)) {
    for (Member& member : *map) {
      if (member.key_at.line == 0) {
        member.key_at = at;
        member.key_length = length;
      }
      member.value.place_all(at, length);
    }
  }
  return *this;
}

bool operator==(const Value& left, const Value& right) {
  if (left.kind() != right.kind()) return false;
  if (left.is_list()) return left.items() == right.items();
  if (!left.is_map()) {
    switch (left.kind()) {
      case Value::Kind::kBool:
        return left.as_bool() == right.as_bool();
      case Value::Kind::kInt:
        return left.as_int() == right.as_int();
      case Value::Kind::kFloat:
        return left.as_float() == right.as_float();
      case Value::Kind::kString:
        return left.as_string() == right.as_string();
      default:
        return true;
    }
  }
  if (left.members().size() != right.members().size()) return false;
  return std::all_of(left.members().begin(), left.members().end(), [&](const auto& member) {
    const Value* other = right.find(member.key);
    return other != nullptr && member.value == *other;
  });
}

std::string_view kind_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::kNull:
      return "null";
    case Value::Kind::kBool:
      return "a boolean";
    case Value::Kind::kInt:
      return "an integer";
    case Value::Kind::kFloat:
      return "a number";
    case Value::Kind::kString:
      return "a string";
    case Value::Kind::kList:
      return "a list";
    case Value::Kind::kMap:
      return "a map";
  }
  return "a value";
}

}  // namespace brume::emulator
