#include "emulator/services/apigateway/answer/stream_prelude.h"

#include <algorithm>

namespace brume::emulator::gateway {

StreamPrelude::State StreamPrelude::feed(std::string_view data) {
  constexpr std::string_view kSeparator("\0\0\0\0\0\0\0\0", kPreludeSeparatorBytes);
  const std::size_t before = text_.size();
  text_.append(data.substr(0, kMaxPreludeBytes + kPreludeSeparatorBytes));
  // The separator may have begun in an earlier piece.
  const std::size_t from = before - std::min(before, kPreludeSeparatorBytes - 1);
  const std::size_t found = text_.find(kSeparator, from);
  if (found == std::string::npos) {
    return text_.size() > kMaxPreludeBytes ? State::kTooLong : State::kIncomplete;
  }
  rest_ = data.substr(found + kPreludeSeparatorBytes - before);
  text_.resize(found);
  return State::kComplete;
}

}  // namespace brume::emulator::gateway
