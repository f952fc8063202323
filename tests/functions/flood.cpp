// Writes far more than anyone reads. Event: {"mode": "lines", "bytes": 10000000, "to": "stdout"}
//   lines        many lines of 64 bytes, numbered
//   long-lines   lines of a megabyte
//   no-newline   one line that never ends
//   binary       every byte there is, NUL and broken UTF-8 among them
// `to`: stdout, stderr, or both by turns.
#include <unistd.h>
#include <algorithm>
#include <brume/json.hpp>
#include <cerrno>
#include <cstdio>
#include <string>

namespace {

bool write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t count = write(fd, bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return true;
}

std::string piece(const std::string& mode, std::size_t number) {
  if (mode == "lines") {
    char line[65];
    std::snprintf(line, sizeof line, "line %010zu %047d\n", number, 0);
    return line;
  }
  if (mode == "long-lines") return std::string((1 << 20) - 1, 'x') + "\n";
  if (mode == "no-newline") return std::string(4096, 'y');
  if (mode != "binary") throw brume::Error("Flood.UnknownMode", mode);
  std::string bytes;
  for (int value = 0; value < 256; ++value) bytes += static_cast<char>(value);
  return bytes;
}

brume::json flood(const brume::json& event) {
  const std::string mode = event.value("mode", "lines");
  const std::string to = event.value("to", "stdout");
  const std::size_t wanted = event.value("bytes", std::size_t{10'000'000});
  std::size_t written = 0;
  for (std::size_t number = 0; written < wanted; ++number) {
    const bool to_stderr = to == "stderr" || (to == "both" && number % 2 == 1);
    std::string bytes = piece(mode, number);
    bytes.resize(std::min(bytes.size(), wanted - written));
    if (!write_all(to_stderr ? STDERR_FILENO : STDOUT_FILENO, bytes)) break;
    written += bytes.size();
  }
  return {{"written", written}};
}

}  // namespace

BRUME_HANDLER(handler, flood)
