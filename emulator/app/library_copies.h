// Copies of the functions' libraries, from which functions are loaded. Overwriting a library in its
// place does not affect running calls, and the last good copy is there when the new library does
// not load. A library that looks for others beside itself is used where it is.
//
// Blocking, files only. One thread. The copies live until the store is destroyed.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <tuple>

#include "emulator/base/result.h"

namespace brume::emulator::app {

// A file as it is now; another when it was written again.
struct FileStamp {
  std::uint64_t device = 0, inode = 0, bytes = 0;
  std::int64_t modified_ns = 0;

  // All zero when there is no such file.
  static FileStamp of(const std::filesystem::path& file);
  std::uint64_t hash() const {
    constexpr std::uint64_t kOdd = 0x9E3779B97F4A7C15u;
    return ((device * kOdd + inode) * kOdd + bytes) * kOdd +
           static_cast<std::uint64_t>(modified_ns);
  }
  friend auto operator<=>(const FileStamp&, const FileStamp&) = default;
};

class LibraryStore {
 public:
  // Empties `folder`, or makes it. REQUIRES: nobody else uses it
  explicit LibraryStore(std::filesystem::path folder);
  ~LibraryStore();
  LibraryStore(const LibraryStore&) = delete;
  LibraryStore& operator=(const LibraryStore&) = delete;

  // Where to load `library` from. kUnavailable when it cannot be copied.
  Result<std::filesystem::path> place_of(const std::filesystem::path& library);

 private:
  std::filesystem::path folder_;
  std::map<FileStamp, std::filesystem::path> copies_;
  int next_ = 1;
};

}  // namespace brume::emulator::app
