#include "emulator/services/s3/drop/move_processed_file.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace brume::emulator::storage {
namespace {

constexpr int kNamesMax = 10'000;

}  // namespace

Status put_file_away(const std::filesystem::path& folder, const std::string& path,
                     const std::string& to) {
  const std::filesystem::path from = folder / path;
  const auto failed = [&from](const std::string& what) {
    return Error{Error::Code::kUnavailable,
                 "cannot " + what + " " + from.string() + ": " + std::strerror(errno)};
  };
  if (to.empty()) {
    if (::unlink(from.c_str()) == 0 || errno == ENOENT) return Done{};
    return failed("remove");
  }
  const std::filesystem::path place = folder / to / path;
  std::error_code ignored;
  std::filesystem::create_directories(place.parent_path(), ignored);
  for (int number = 0; number < kNamesMax; ++number) {
    std::filesystem::path name = place;
    if (number > 0) name += "." + std::to_string(number);
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, name.c_str(), RENAME_NOREPLACE) == 0) {
      return Done{};
    }
    if (errno != EEXIST) break;
  }
  if (errno == ENOENT && ::access(from.c_str(), F_OK) != 0) return Done{};
  return failed("move away");
}

}  // namespace brume::emulator::storage
