// Writes `mb` megabytes into a new file in TMPDIR: {"mb": 4} -> what was there before, how many
// megabytes could be written, and the system's words when it were fewer.
#include <fcntl.h>
#include <unistd.h>

#include <brume/json.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

namespace {

brume::json fill(const brume::json& event) {
  const std::filesystem::path folder = std::getenv("TMPDIR");
  brume::json answer = {{"before", brume::json::array()}, {"error", nullptr}, {"writtenMb", 0}};
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    answer["before"].push_back(entry.path().filename().string());
  }
  static int files = 0;
  const int file = open((folder / std::to_string(files++)).c_str(), O_CREAT | O_WRONLY, 0600);
  const std::string megabyte(1 << 20, 'x');
  for (int i = 0; i < event.value("mb", 1); ++i) {
    if (write(file, megabyte.data(), megabyte.size()) != static_cast<ssize_t>(megabyte.size())) {
      answer["error"] = std::strerror(errno);
      break;
    }
    answer["writtenMb"] = i + 1;
  }
  close(file);
  return answer;
}

}  // namespace

BRUME_HANDLER(handler, fill)
