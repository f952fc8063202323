// Does to the host's pipes what no handler should. Event: {"mode": "garbage"}
//   garbage     writes bytes that are no frame to every pipe that takes them
//   truncate    begins an answer of 64 bytes, writes 7 of them and closes the pipes
//   huge        announces a frame of 4 GiB less one byte
//   raw         writes the bytes of `hex`
//   close       closes every pipe
//   mute        closes those that are written
//   deaf        closes those that are read
// `then`: "answer" (the default) or "hang".
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <brume/json.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace {

constexpr int kDescriptors = 1024;

bool is_same_file(const struct stat& one, const struct stat& other) {
  return one.st_dev == other.st_dev && one.st_ino == other.st_ino;
}

// All but the log.
std::vector<int> open_pipes() {
  std::vector<int> found;
  struct stat log = {};
  fstat(STDERR_FILENO, &log);
  for (int fd = 0; fd < kDescriptors; ++fd) {
    struct stat about = {};
    const bool is_pipe = fstat(fd, &about) == 0 && S_ISFIFO(about.st_mode);
    if (is_pipe && !is_same_file(about, log)) found.push_back(fd);
  }
  return found;
}

bool is_written(int fd) {
  return (fcntl(fd, F_GETFL) & O_ACCMODE) == O_WRONLY;
}

void send_bytes(int fd, const std::string& bytes) {
  const ssize_t sent = write(fd, bytes.data(), bytes.size());
  static_cast<void>(sent);  // one that is read is as good as one that is full
}

std::string from_hex(const std::string& hex) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  }
  return bytes;
}

std::string garbage() {
  std::string bytes;
  for (int i = 0; i < 4096; ++i) bytes += static_cast<char>(i * 151 + 89);
  return bytes;
}

void truncate(int fd) {
  send_bytes(fd, std::string("\x40\x00\x00\x00\x04\x00\x00\x00{\"half\"", 15));
  close(fd);
}

brume::json miswire(const brume::json& event) {
  const std::string hex = event.value("hex", "");
  const std::map<std::string, std::function<void(int)>> modes = {
      {"garbage", [](int fd) { send_bytes(fd, garbage()); }},
      {"truncate", truncate},
      {"huge", [](int fd) { send_bytes(fd, std::string("\xFF\xFF\xFF\xFF\x04\x00\x00\x00", 8)); }},
      {"raw", [&](int fd) { send_bytes(fd, from_hex(hex)); }},
      {"close", [](int fd) { close(fd); }},
      {"mute",
       [](int fd) {
         if (is_written(fd)) close(fd);
       }},
      {"deaf", [](int fd) {
         if (!is_written(fd)) close(fd);
       }}};
  const std::string mode = event.value("mode", "garbage");
  const auto found = modes.find(mode);
  if (found == modes.end()) throw brume::Error("Miswire.UnknownMode", mode);
  const std::vector<int> pipes = open_pipes();
  for (const int fd : pipes) found->second(fd);
  while (event.value("then", "answer") == "hang") pause();
  return {{"pipes", pipes.size()}};
}

}  // namespace

BRUME_HANDLER(handler, miswire)
