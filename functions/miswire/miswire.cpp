// Does to the host's sockets what no handler should. Event: {"mode": "garbage"}
//   garbage     writes bytes that are no frame to every open socket
//   truncate    begins an answer of 64 bytes, writes 7 of them and shuts the sockets down
//   huge        announces a frame of 4 GiB less one byte
//   raw         writes the bytes of `hex`
//   close       closes every open socket
//   shutdown    shuts every open socket down, both ways
// `then`: "answer" (the default) or "hang".
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <brume/json.hpp>
#include <functional>
#include <map>
#include <string>
#include <vector>

namespace {

constexpr int kDescriptors = 1024;

std::vector<int> open_sockets() {
  std::vector<int> found;
  for (int fd = 0; fd < kDescriptors; ++fd) {
    struct stat about = {};
    if (fstat(fd, &about) == 0 && S_ISSOCK(about.st_mode)) found.push_back(fd);
  }
  return found;
}

void send_bytes(int fd, const std::string& bytes) {
  const ssize_t sent = send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  static_cast<void>(sent);  // a peer that has hung up is as good as one that has not
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
  shutdown(fd, SHUT_RDWR);
}

brume::json miswire(const brume::json& event) {
  const std::string hex = event.value("hex", "");
  const std::map<std::string, std::function<void(int)>> modes = {
      {"garbage", [](int fd) { send_bytes(fd, garbage()); }},
      {"truncate", truncate},
      {"huge", [](int fd) { send_bytes(fd, std::string("\xFF\xFF\xFF\xFF\x04\x00\x00\x00", 8)); }},
      {"raw", [&](int fd) { send_bytes(fd, from_hex(hex)); }},
      {"close", [](int fd) { close(fd); }},
      {"shutdown", [](int fd) { shutdown(fd, SHUT_RDWR); }}};
  const std::string mode = event.value("mode", "garbage");
  const auto found = modes.find(mode);
  if (found == modes.end()) throw brume::Error("Miswire.UnknownMode", mode);
  const std::vector<int> sockets = open_sockets();
  for (const int fd : sockets) found->second(fd);
  while (event.value("then", "answer") == "hang") pause();
  return {{"sockets", sockets.size()}};
}

}  // namespace

BRUME_HANDLER(handler, miswire)
