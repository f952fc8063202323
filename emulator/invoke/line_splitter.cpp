#include "emulator/invoke/line_splitter.h"

#include "emulator/invoke/limits.h"

namespace brume::emulator {
namespace {

std::string_view without_return(std::string_view line) {
  if (line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

}  // namespace

void LineSplitter::feed(std::string_view bytes, const OnLine& on_line) {
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::size_t room = kMaxLogLineBytes - partial_.size();
    if (end != std::string_view::npos && end <= room) {
      if (partial_.empty()) {
        on_line(without_return(bytes.substr(0, end)));
      } else {
        partial_ += bytes.substr(0, end);
        on_line(without_return(partial_));
        partial_.clear();
      }
      bytes.remove_prefix(end + 1);
    } else if (bytes.size() > room) {
      partial_ += bytes.substr(0, room);
      bytes.remove_prefix(room);
      flush(on_line);
    } else {
      partial_ += bytes;
      return;
    }
  }
}

void LineSplitter::flush(const OnLine& on_line) {
  if (partial_.empty()) return;
  on_line(without_return(partial_));
  partial_.clear();
}

}  // namespace brume::emulator
