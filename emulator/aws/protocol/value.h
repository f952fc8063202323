// A value of an operation's input or output, whatever protocol carries it: a text, a number, a
// blob, a list, a structure. Members keep their order.
//
// A value type; no thread of its own.
#pragma once

#include <chrono>
#include <concepts>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace brume::emulator::aws {

class Value;
struct Member;

// Named values, in order. Where a client sends a name twice, the last one counts.
class Members {
 public:
  Members() = default;
  Members(std::initializer_list<Member> members);

  void add(std::string name, Value value);
  // Null when there is none.
  const Value* find(std::string_view name) const;
  bool empty() const { return members_.empty(); }
  std::vector<Member>::const_iterator begin() const;
  std::vector<Member>::const_iterator end() const;
  bool operator==(const Members&) const;

 private:
  std::vector<Member> members_;
};

// Its names are those of the service's model.
struct Structure : Members {
  using Members::Members;
};
// Its names come with the request or answer. JSON writes both alike, Query does not.
struct Map : Members {
  using Members::Members;
};

using List = std::vector<Value>;

struct Null {
  bool operator==(const Null&) const = default;
};

// As JSON writes it: no digit is lost.
struct Number {
  std::string text;
  bool operator==(const Number&) const = default;
};

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};

// JSON writes seconds since 1970, Query a date.
struct Timestamp {
  std::chrono::sys_time<std::chrono::milliseconds> at{};
  bool operator==(const Timestamp&) const = default;
};

class Value {
 public:
  using Variant =
      std::variant<Null, std::string, Number, bool, Blob, Timestamp, List, Structure, Map>;

  // Converts from each of its kinds, so that an output reads as a list of names and values.
  // NOLINTBEGIN(google-explicit-constructor)
  Value() = default;  // null: writers leave such a member out
  Value(std::string text) : value_(std::move(text)) {}
  Value(std::string_view text) : value_(std::string(text)) {}
  Value(const char* text) : value_(std::string(text)) {}
  Value(std::same_as<bool> auto truth) : value_(truth) {}
  template <std::integral T>
  requires(!std::same_as<T, bool> && !std::same_as<T, char>) Value(T number)
      : value_(Number{std::to_string(number)}) {}
  Value(Number number) : value_(std::move(number)) {}
  Value(Blob blob) : value_(std::move(blob)) {}
  Value(Timestamp timestamp) : value_(timestamp) {}
  Value(List list) : value_(std::move(list)) {}
  Value(Structure structure) : value_(std::move(structure)) {}
  Value(Map map) : value_(std::move(map)) {}
  // NOLINTEND(google-explicit-constructor)

  // Null when it is something else.
  template <typename T>
  const T* get() const {
    return std::get_if<T>(&value_);
  }
  bool is_null() const { return get<Null>() != nullptr; }
  // Of a structure or a map.
  const Members* members() const;
  const Variant& variant() const { return value_; }
  bool operator==(const Value&) const = default;

 private:
  Variant value_;
};

struct Member {
  std::string name;
  Value value;
  bool operator==(const Member&) const = default;
};

inline std::vector<Member>::const_iterator Members::begin() const {
  return members_.begin();
}
inline std::vector<Member>::const_iterator Members::end() const {
  return members_.end();
}

}  // namespace brume::emulator::aws
