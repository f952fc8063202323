// Value: a piece of a template as a plain tree, with the place where each key and value was
// written. Maps keep the order of their members. Positions take no part in comparison.
//
// A value type: copies are deep, moves are cheap. No thread of its own.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "emulator/template/model/source.h"

namespace brume::emulator {

class Value {
 public:
  enum class Kind : std::uint8_t { kNull, kBool, kInt, kFloat, kString, kList, kMap };
  struct Member;
  struct Entry;
  using List = std::vector<Value>;
  using Map = std::vector<Member>;

  Value();                        // null
  Value(bool value);              // NOLINT(google-explicit-*)
  Value(int value);               // NOLINT
  Value(std::int64_t value);      // NOLINT
  Value(double value);            // NOLINT
  Value(std::string value);       // NOLINT
  Value(std::string_view value);  // NOLINT
  Value(const char* value);       // NOLINT
  Value(List value);              // NOLINT
  Value(Map value);               // NOLINT

  static Value list(std::initializer_list<Value> items);
  static Value map();
  static Value map(std::initializer_list<Entry> members);

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is_null() const { return kind() == Kind::kNull; }
  bool is_bool() const { return kind() == Kind::kBool; }
  bool is_int() const { return kind() == Kind::kInt; }
  bool is_float() const { return kind() == Kind::kFloat; }
  bool is_string() const { return kind() == Kind::kString; }
  bool is_list() const { return kind() == Kind::kList; }
  bool is_map() const { return kind() == Kind::kMap; }
  // Neither a list nor a map nor null.
  bool is_scalar() const { return !is_null() && !is_list() && !is_map(); }

  // REQUIRES (all that follow): the value is of that kind.
  bool as_bool() const;
  std::int64_t as_int() const;
  double as_float() const;
  const std::string& as_string() const;
  const List& items() const;
  List& items();
  const Map& members() const;
  Map& members();

  // The member's value; nullptr when this is not a map or has no such member.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  // Replaces the member's value or appends the member. A null becomes a map first.
  // REQUIRES: this is a map or null
  Value& set(std::string_view key, Value value);
  // False when there was no such member.
  bool erase(std::string_view key);

  // A scalar as CloudFormation turns it into text: true, 10, 1.5. Empty for null.
  // REQUIRES: neither a list nor a map
  std::string text() const;

  // Roughly the bytes of memory it takes, for limits on what a template makes.
  std::size_t weight() const;

  SourcePosition at() const { return at_; }
  std::uint32_t length() const { return length_; }  // code points in the source; at least 1
  Value& place(SourcePosition at, std::uint32_t length = 1) &;
  Value&& place(SourcePosition at, std::uint32_t length = 1) && {
    return std::move(place(at, length));
  }
  Value& place_as(const Value& other) & { return place(other.at_, other.length_); }
  Value&& place_as(const Value& other) && { return std::move(place(other.at_, other.length_)); }
  // Gives every value and key below that has no place of its own (line 0) this one.
  Value& place_all(SourcePosition at, std::uint32_t length = 1);

  // Structural; the order of a map's members does not matter.
  friend bool operator==(const Value& left, const Value& right);

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map> data_;
  SourcePosition at_;
  std::uint32_t length_ = 1;
};

struct Value::Member {
  std::string key;
  Value value;
  SourcePosition key_at = {};
  std::uint32_t key_length = 1;
};

// A member as `map({{"key", value}})` takes it: without a place, its value moved out.
struct Value::Entry {
  std::string_view key;
  mutable Value value;
};

// Only here is a Member complete, and with it what a Value holds.
inline Value::Value() = default;
inline Value::Value(bool value) : data_(value) {}
inline Value::Value(int value) : data_(std::int64_t{value}) {}
inline Value::Value(std::int64_t value) : data_(value) {}
inline Value::Value(double value) : data_(value) {}
inline Value::Value(std::string value) : data_(std::move(value)) {}
inline Value::Value(std::string_view value) : data_(std::string(value)) {}
inline Value::Value(const char* value) : data_(std::string(value)) {}
inline Value::Value(List value) : data_(std::move(value)) {}
inline Value::Value(Map value) : data_(std::move(value)) {}
inline Value Value::list(std::initializer_list<Value> items) {
  return List(items);
}
inline Value Value::map() {
  return Map();
}

// "a string", "a map", …: how diagnostics call a kind.
std::string_view kind_name(Value::Kind);

}  // namespace brume::emulator
