// JSON handlers: with this header a handler may take and return `brume::json`, and any type of
// yours that nlohmann/json can convert.
//
//   #include <brume/json.hpp>
//   struct Order { std::string id; int quantity; };
//   NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Order, id, quantity)
//   Order twice(Order order) { order.quantity *= 2; return order; }
//   BRUME_HANDLER(handler, twice)
//
// An event that does not fit ends the invocation with Runtime.UnmarshalError, an answer that cannot
// be written (text that is not UTF-8) with Runtime.MarshalError.
#pragma once

#include <string>
#include <string_view>

#include <brume/function.hpp>
#include <nlohmann/json.hpp>

namespace brume {

using json = nlohmann::json;

// Every type that has no codec of its own goes through JSON.
template <typename T>
struct Codec {
  static T decode(std::string_view text) { return json::parse(text).template get<T>(); }
  static std::string encode(const T& value) { return json(value).dump(); }
};

template <>
struct Codec<json> {
  static json decode(std::string_view text) { return json::parse(text); }
  static std::string encode(const json& value) { return value.dump(); }
};

}  // namespace brume
