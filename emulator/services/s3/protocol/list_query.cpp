#include "emulator/services/s3/protocol/list_query.h"

#include <algorithm>
#include <charconv>

#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/base64.h"
#include "emulator/text/percent.h"

namespace brume::emulator::aws::s3 {

Result<std::size_t> read_max(const std::string& text, const std::string& parameter,
                             std::size_t most) {
  if (text.empty()) return most;
  int number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failed != std::errc() || end != text.data() + text.size()) {
    return refuse("InvalidArgument",
                  "Provided " + parameter + " not an integer or within integer range");
  }
  if (number < 0) {
    return refuse("InvalidArgument",
                  "Argument " + parameter + " must be an integer between 0 and 2147483647");
  }
  return std::min(static_cast<std::size_t>(number), most);
}

std::string token_of(const std::string& after) {
  return base64url_encode("1" + after);
}

Result<std::string> read_token(const std::string& token) {
  if (token.empty()) return std::string();
  const std::optional<std::string> text = base64url_decode(token);
  if (!text || !text->starts_with('1')) {
    return refuse("InvalidArgument", "The continuation token provided is incorrect");
  }
  return text->substr(1);
}

Result<KeyEncoding> KeyEncoding::read(const std::string& parameter) {
  KeyEncoding encoding;
  encoding.url_ = parameter == "url";
  if (!parameter.empty() && !encoding.url_) {
    return refuse("InvalidArgument", "Invalid Encoding Method specified in Request");
  }
  return encoding;
}

std::string KeyEncoding::of(const std::string& key) const {
  return url_ ? percent_encode(key, "/") : key;
}

}  // namespace brume::emulator::aws::s3
