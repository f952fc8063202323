// A DynamoDB value: null, text, number, binary, truth value, list, map, or a set of the scalar
// ones.
//
//   const brume::AttributeValue& age = record.dynamodb.new_image.at("Age");
//   if (const auto* number = age.get_if<brume::DynamoDbNumber>()) use(number->to<int>());
//
// Numbers stay the decimal text that DynamoDB keeps (38 digits), binaries the base64 text that
// came.
#pragma once

#include <charconv>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include <brume/encoding.hpp>
#include <brume/json.hpp>

namespace brume {

struct DynamoDbNumber {
  std::string text;  // "-12.5", "1E+30"

  // The nearest T. Throws brume::Error of type Runtime.UnmarshalError when it does not fit a T.
  template <typename T>
  T to() const {
    T value{};
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stopped != end) {
      throw Error("Runtime.UnmarshalError", "the number " + text + " does not fit");
    }
    return value;
  }
  bool operator==(const DynamoDbNumber& other) const { return text == other.text; }
};

struct DynamoDbBinary {
  std::string base64;
  std::string bytes() const { return base64_decode(base64); }
  static DynamoDbBinary from_bytes(std::string_view bytes) { return {base64_encode(bytes)}; }
  bool operator==(const DynamoDbBinary& other) const { return base64 == other.base64; }
};

class AttributeValue {
 public:
  using List = std::vector<AttributeValue>;
  using Map = std::map<std::string, AttributeValue>;
  template <typename T>
  struct Set {
    std::vector<T> values;
    bool operator==(const Set& other) const { return values == other.values; }
  };
  using StringSet = Set<std::string>;
  using NumberSet = Set<DynamoDbNumber>;
  using BinarySet = Set<DynamoDbBinary>;
  // A kind that this version of the SDK does not know, or a null that is written as false.
  struct Other {
    json value;
    bool operator==(const Other& other) const { return value == other.value; }
  };
  using Variant = std::variant<std::nullptr_t, std::string, DynamoDbNumber, DynamoDbBinary, bool,
                               List, Map, StringSet, NumberSet, BinarySet, Other>;

  AttributeValue() : value_(nullptr) {}
  template <typename T,
            std::enable_if_t<std::is_constructible_v<Variant, std::in_place_type_t<T>, T>,
                             int> = 0>
  AttributeValue(T value)  // NOLINT(google-explicit-constructor)
      : value_(std::in_place_type<T>, std::move(value)) {}
  AttributeValue(const char* text)  // NOLINT(google-explicit-constructor)
      : value_(std::in_place_type<std::string>, text) {}

  const Variant& variant() const { return value_; }
  template <typename T>
  bool is() const {
    return std::holds_alternative<T>(value_);
  }
  template <typename T>
  const T* get_if() const {
    return std::get_if<T>(&value_);
  }
  // Throws std::bad_variant_access when it is something else.
  template <typename T>
  const T& get() const {
    return std::get<T>(value_);
  }
  bool operator==(const AttributeValue& other) const { return value_ == other.value_; }

 private:
  Variant value_;
};

namespace detail {

inline void read_attribute(const json& value, DynamoDbNumber& out) {
  value.get_to(out.text);
}
inline void read_attribute(const json& value, DynamoDbBinary& out) {
  value.get_to(out.base64);
}
inline void read_attribute(const json& value, std::string& out) {
  value.get_to(out);
}
inline json attribute_text(const DynamoDbNumber& value) {
  return value.text;
}
inline json attribute_text(const DynamoDbBinary& value) {
  return value.base64;
}
inline json attribute_text(const std::string& value) {
  return value;
}

template <typename T>
AttributeValue read_scalar(const json& value) {
  T out;
  read_attribute(value, out);
  return out;
}

template <typename T>
AttributeValue read_set(const json& value) {
  AttributeValue::Set<T> out;
  for (const json& element : value) read_attribute(element, out.values.emplace_back());
  return out;
}

template <typename T>
json write_set(const AttributeValue::Set<T>& set) {
  json out = json::array();
  for (const T& value : set.values) out.push_back(attribute_text(value));
  return out;
}

}  // namespace detail

void from_json(const json& value, AttributeValue& out);
void to_json(json& out, const AttributeValue& value);

inline void from_json(const json& value, AttributeValue& out) {
  const bool tagged = value.is_object() && value.size() == 1;
  const std::string tag = tagged ? value.begin().key() : std::string();
  const json& inner = tagged ? value.begin().value() : value;
  if (tag == "S") {
    out = detail::read_scalar<std::string>(inner);
  } else if (tag == "N") {
    out = detail::read_scalar<DynamoDbNumber>(inner);
  } else if (tag == "B") {
    out = detail::read_scalar<DynamoDbBinary>(inner);
  } else if (tag == "BOOL") {
    out = inner.get<bool>();
  } else if (tag == "NULL" && inner == true) {
    out = nullptr;
  } else if (tag == "L") {
    out = inner.get<AttributeValue::List>();
  } else if (tag == "M") {
    out = inner.get<AttributeValue::Map>();
  } else if (tag == "SS") {
    out = detail::read_set<std::string>(inner);
  } else if (tag == "NS") {
    out = detail::read_set<DynamoDbNumber>(inner);
  } else if (tag == "BS") {
    out = detail::read_set<DynamoDbBinary>(inner);
  } else {
    out = AttributeValue::Other{value};
  }
}

inline void to_json(json& out, const AttributeValue& value) {
  struct Writer {
    json operator()(std::nullptr_t) const { return {{"NULL", true}}; }
    json operator()(const std::string& text) const { return {{"S", text}}; }
    json operator()(const DynamoDbNumber& number) const { return {{"N", number.text}}; }
    json operator()(const DynamoDbBinary& binary) const { return {{"B", binary.base64}}; }
    json operator()(bool truth) const { return {{"BOOL", truth}}; }
    json operator()(const AttributeValue::List& list) const { return {{"L", list}}; }
    json operator()(const AttributeValue::Map& map) const { return {{"M", map}}; }
    json operator()(const AttributeValue::StringSet& set) const {
      return {{"SS", detail::write_set(set)}};
    }
    json operator()(const AttributeValue::NumberSet& set) const {
      return {{"NS", detail::write_set(set)}};
    }
    json operator()(const AttributeValue::BinarySet& set) const {
      return {{"BS", detail::write_set(set)}};
    }
    json operator()(const AttributeValue::Other& other) const { return other.value; }
  };
  out = std::visit(Writer{}, value.variant());
}

}  // namespace brume
