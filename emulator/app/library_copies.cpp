#include "emulator/app/library_copies.h"

#include <sys/stat.h>

#include "runtime/elf/elf_file.h"

namespace brume::emulator::app {

namespace fs = std::filesystem;

FileStamp FileStamp::of(const fs::path& file) {
  struct stat about {};
  if (::stat(file.c_str(), &about) != 0) return {};
  return {about.st_dev, about.st_ino, static_cast<std::uint64_t>(about.st_size),
          std::int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec};
}

LibraryStore::LibraryStore(fs::path folder) : folder_(std::move(folder)) {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

LibraryStore::~LibraryStore() {
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

Result<fs::path> LibraryStore::place_of(const fs::path& library) {
  const FileStamp stamp = FileStamp::of(library);
  const auto known = copies_.find(stamp);
  if (known != copies_.end()) return known->second;
  if (elf::looks_beside_itself(library.string())) return library;
  const fs::path folder = folder_ / std::to_string(next_++);
  const fs::path copy = folder / library.filename();
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (!failed) fs::copy_file(library, copy, failed);
  if (failed) {
    return Error{Error::Code::kUnavailable, "cannot copy " + library.string() + " to " +
                                                copy.string() + ": " + failed.message()};
  }
  copies_.emplace(stamp, copy);
  return copy;
}

}  // namespace brume::emulator::app
