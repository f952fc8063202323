#include "emulator/services/s3/model/key_path.h"

#include <algorithm>
#include <array>
#include <string>

#include "emulator/text/json_text.h"

namespace brume::emulator::storage {
namespace {

constexpr std::array<std::string_view, 9> kUnfinishedEndings = {
    ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", ".swx", ".tmp", "~"};

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
}

bool is_plain_segment(std::string_view segment) {
  return !segment.empty() && segment.size() <= kMaxSegmentBytes && !is_unfinished_name(segment);
}

}  // namespace

bool is_unfinished_name(std::string_view segment) {
  if (segment.starts_with(".")) return true;
  // Emacs, while a file is changed.
  if (segment.size() > 1 && segment.front() == '#' && segment.back() == '#') return true;
  return std::any_of(kUnfinishedEndings.begin(), kUnfinishedEndings.end(),
                     [segment](std::string_view ending) { return segment.ends_with(ending); });
}

bool is_plain_path(std::string_view key) {
  if (key.empty() || key.size() > kMaxKeyBytes) return false;
  if (std::any_of(key.begin(), key.end(), is_control) || !is_utf8(key)) return false;
  while (true) {
    const std::size_t slash = key.find('/');
    if (!is_plain_segment(key.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    key.remove_prefix(slash + 1);
  }
}

Status check_key(std::string_view key) {
  if (key.size() > kMaxKeyBytes) {
    return Error{Error::Code::kInvalidArgument, "Your key is too long", "KeyTooLongError"};
  }
  if (key.empty() || !is_utf8(key)) {
    return Error{Error::Code::kInvalidArgument, "A key is UTF-8 text of at least one byte.",
                 "InvalidArgument"};
  }
  return Done{};
}

}  // namespace brume::emulator::storage
