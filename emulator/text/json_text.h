// Writes JSON text without building a document. For the small, fixed shapes of errors and log
// records; whoever needs to read JSON uses nlohmann/json.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator {

// Appends `text` quoted and escaped. What is not UTF-8 becomes U+FFFD: the result is always valid.
void append_json_string(std::string& out, std::string_view text);

// Whether append_json_string() would keep every byte of it.
bool is_utf8(std::string_view text);

// Builds one object, member by member, in the order of the calls.
class JsonObject {
 public:
  JsonObject& text(std::string_view name, std::string_view value);
  // `value`: JSON text, copied as it is.
  JsonObject& raw(std::string_view name, std::string_view value);
  JsonObject& number(std::string_view name, long long value);
  // Once, last of all.
  std::string finish();

 private:
  void name(std::string_view name);
  std::string out_ = "{";
};

}  // namespace brume::emulator
