// What a sample's text may do with a field's value before it stands in the event.
// Pure functions; any thread.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

namespace brume::emulator {

// Every field of the sample with its value, standard ones included.
using FieldValues = std::map<std::string, std::string, std::less<>>;

struct Filter {
  std::string_view name;
  // True: yields JSON, and stands outside a string. False: yields text.
  bool yields_json;
  std::string (*apply)(const std::string& value, const FieldValues& all);
};

// nullptr when there is none of that name.
const Filter* find_filter(std::string_view name);

// What filters yield in the place of a member that shall not be there at all.
inline constexpr std::string_view kAbsent = "\"\\u0000absent\"";
inline constexpr std::string_view kAbsentText = std::string_view("\0absent", 7);

// `text` as JSON text in quotes. Invalid UTF-8 becomes U+FFFD.
std::string json_quoted(std::string_view text);

}  // namespace brume::emulator
