// Typed JSON without loss: a type lists its fields once, for reading and for writing.
//
//   struct Owner {
//     std::string principal_id;
//     brume::json extra;
//     template <typename Self, typename Fields>
//     static void fields(Self& self, Fields& each) { each("principalId", self.principal_id); }
//   };
//
// A field is a string, a number, a bool, brume::json, another such type, anything nlohmann/json
// converts, or an optional, a vector or a string map of those. Reading: what is absent or null
// becomes the empty value; `extra` receives the members the type does not know, and those known
// ones that were written out although empty ("" or null or {}). Writing: `extra`, then every field
// that is not empty. So what was read is written back equal, and a null stays apart from an
// absence. Text that does not fit is a brume::Error of type Runtime.UnmarshalError that names the
// field.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <brume/json.hpp>

namespace brume {
namespace detail {

class FieldReader;

template <typename T, typename = void>
inline constexpr bool has_fields = false;
template <typename T>
inline constexpr bool
    has_fields<T, std::void_t<decltype(T::fields(std::declval<T&>(), std::declval<FieldReader&>()),
                                       std::declval<T&>().extra)>> = true;

template <typename T>
inline constexpr bool is_optional = false;
template <typename T>
inline constexpr bool is_optional<std::optional<T>> = true;
template <typename T>
inline constexpr bool is_vector = false;
template <typename T>
inline constexpr bool is_vector<std::vector<T>> = true;
template <typename T>
inline constexpr bool is_string_map = false;
template <typename T>
inline constexpr bool is_string_map<std::map<std::string, T>> = true;

// Where in the event a value stands; lives on the stack while reading.
struct Path {
  const Path* parent;
  std::string_view name;
  std::size_t index;
  std::string text() const {
    const std::string own = name.empty() ? "[" + std::to_string(index) + "]" : std::string(name);
    if (parent == nullptr) return own;
    return parent->text() + (name.empty() ? "" : ".") + own;
  }
};

[[noreturn]] inline void mismatch(const Path* path, const std::string& what) {
  throw Error("Runtime.UnmarshalError", (path != nullptr ? path->text() : "event") + ": " + what);
}

inline void expect(bool fits, const char* wanted, const json& value, const Path* path) {
  if (fits) return;
  mismatch(path, std::string("expected ") + wanted + ", got " + value.type_name());
}

template <typename T>
void read_value(const json& value, T& out, const Path* path);

// Calls itself on each field of a type being read.
class FieldReader {
 public:
  FieldReader(const json& object, json& extra, const Path* path)
      : object_(object), extra_(extra), path_(path) {}

  template <typename T>
  void operator()(const char* name, T& out) {
    const auto found = object_.find(name);
    out = T();
    if (found == object_.end()) return;
    known_.push_back(name);
    if (found->is_null()) {
      extra_[name] = nullptr;
      return;
    }
    const Path path{path_, name, 0};
    read_value(*found, out, &path);
    if (is_nothing(out)) extra_[name] = *found;
  }
  template <typename T>
  void always(const char* name, T& out) {
    (*this)(name, out);
  }

  void keep_unknown() {
    if (known_.size() == object_.size()) return;
    for (const auto& member : object_.items()) {
      bool known = false;
      for (const std::string_view name : known_) known = known || name == member.key();
      if (!known) extra_[member.key()] = member.value();
    }
  }

 private:
  template <typename T>
  static bool is_nothing(const T& value);

  const json& object_;
  json& extra_;
  const Path* path_;
  std::vector<std::string_view> known_;
};

template <typename T>
json write_value(const T& value);

// Whether a field is left out when written. A type of many fields is empty when all of them are.
template <typename T>
bool is_empty(const T& value, const json& written) {
  if constexpr (is_optional<T>) return !value.has_value();
  if constexpr (std::is_arithmetic_v<T>) return value == T();
  if constexpr (std::is_same_v<T, json>) return value.is_null();
  if (written.is_string()) return written.get_ref<const std::string&>().empty();
  return written.empty();  // null, {} and []
}

template <typename T>
bool FieldReader::is_nothing(const T& value) {
  if constexpr (std::is_same_v<T, std::string> || is_vector<T> || is_string_map<T>) {
    return value.empty();
  } else if constexpr (is_optional<T> || std::is_arithmetic_v<T> || std::is_same_v<T, json>) {
    return is_empty(value, json());
  } else {
    return is_empty(value, write_value(value));
  }
}

// Calls itself on each field of a type being written.
class FieldWriter {
 public:
  explicit FieldWriter(json& out) : out_(out) {}

  template <typename T>
  void operator()(const char* name, const T& value) {
    json written = write_value(value);
    if (!is_empty(value, written)) out_[name] = std::move(written);
  }
  // Written even when empty.
  template <typename T>
  void always(const char* name, const T& value) {
    out_[name] = write_value(value);
  }

 private:
  json& out_;
};

template <typename T>
void read_number(const json& value, T& out, const Path* path) {
  expect(value.is_number(), "a number", value, path);
  if constexpr (std::is_integral_v<T>) {
    const double near = value.get<double>();  // exact enough to tell what does not fit
    if (near != std::floor(near)) mismatch(path, "expected a whole number");
    const double limit = std::ldexp(1.0, std::numeric_limits<T>::digits);
    if (near > limit || near < (std::is_signed_v<T> ? -limit : 0.0)) mismatch(path, "out of range");
  }
  value.get_to(out);
}

template <typename T>
void read_value(const json& value, T& out, const Path* path) {
  if constexpr (std::is_same_v<T, json>) {
    out = value;
  } else if constexpr (std::is_same_v<T, std::string>) {
    expect(value.is_string(), "a string", value, path);
    value.get_to(out);
  } else if constexpr (std::is_same_v<T, bool>) {
    expect(value.is_boolean(), "true or false", value, path);
    value.get_to(out);
  } else if constexpr (std::is_arithmetic_v<T>) {
    read_number(value, out, path);
  } else if constexpr (is_optional<T>) {
    if (!value.is_null()) read_value(value, out.emplace(), path);
  } else if constexpr (is_vector<T>) {
    expect(value.is_array(), "an array", value, path);
    for (std::size_t i = 0; i < value.size(); ++i) {
      const Path element{path, {}, i};
      read_value(value[i], out.emplace_back(), &element);
    }
  } else if constexpr (is_string_map<T>) {
    expect(value.is_object(), "an object", value, path);
    for (const auto& member : value.items()) {
      const Path entry{path, member.key(), 0};
      read_value(member.value(), out[member.key()], &entry);
    }
  } else if constexpr (has_fields<T>) {
    expect(value.is_object(), "an object", value, path);
    out.extra = json::object();
    FieldReader reader(value, out.extra, path);
    T::fields(out, reader);
    reader.keep_unknown();
  } else {
    try {
      value.get_to(out);
    } catch (const json::exception& error) {
      mismatch(path, error.what());
    }
  }
}

template <typename T>
json write_value(const T& value) {
  if constexpr (is_optional<T>) {
    return value.has_value() ? write_value(*value) : json();
  } else if constexpr (is_vector<T>) {
    json array = json::array();
    for (const auto& element : value) array.push_back(write_value(element));
    return array;
  } else if constexpr (is_string_map<T>) {
    json object = json::object();
    for (const auto& [name, element] : value) object[name] = write_value(element);
    return object;
  } else if constexpr (has_fields<T>) {
    json object = value.extra.is_object() ? value.extra : json::object();
    FieldWriter writer(object);
    T::fields(value, writer);
    return object;
  } else if constexpr (std::is_floating_point_v<T>) {
    constexpr double kExact = 9007199254740992.0;  // whole numbers below are written without ".0"
    const bool whole = value == std::floor(value) && std::abs(value) < kExact;
    return whole ? json(static_cast<std::int64_t>(value)) : json(value);
  } else {
    return json(value);
  }
}

}  // namespace detail
}  // namespace brume

// Makes every type with fields convertible by nlohmann/json, and so a handler's event or answer.
template <typename T>
struct nlohmann::adl_serializer<T, std::enable_if_t<brume::detail::has_fields<T>>> {
  static void from_json(const json& value, T& out) {
    brume::detail::read_value(value, out, nullptr);
  }
  static void to_json(json& out, const T& value) { out = brume::detail::write_value(value); }
};
