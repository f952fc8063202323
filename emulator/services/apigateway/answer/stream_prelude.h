// The front of a streamed HTTP answer: JSON with its status, headers and cookies, then eight NUL
// bytes, then the body. Pure.
//
// Source: Lambda, "Building a custom runtime", response streaming; content type
// application/vnd.awslambda.http-integration-response.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator::gateway {

inline constexpr std::string_view kHttpPreludeType =
    "application/vnd.awslambda.http-integration-response";
inline constexpr std::size_t kPreludeSeparatorBytes = 8;
// Ours: AWS documents no limit, and heads of answers are small.
inline constexpr std::size_t kMaxPreludeBytes = 64 * 1024;

class StreamPrelude {
 public:
  enum class State { kIncomplete, kComplete, kTooLong };

  // Takes the next piece of the stream. When the prelude is complete with it, what follows in the
  // piece is rest().
  State feed(std::string_view data);

  std::string_view text() const { return text_; }
  std::string_view rest() const { return rest_; }  // REQUIRES: complete; ends with `data`

 private:
  std::string text_;
  std::string_view rest_;
};

}  // namespace brume::emulator::gateway
