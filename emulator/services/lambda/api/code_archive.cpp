#include "emulator/services/lambda/api/code_archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <vector>

#include "emulator/crypto/digest.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/text/base64.h"

namespace brume::emulator::aws::lambda {
namespace {

constexpr std::size_t kDigestPieceBytes = 64 * 1024;

namespace fs = std::filesystem;

struct ReadEnd {
  void operator()(archive* handle) const { archive_read_free(handle); }
};
using Archive = std::unique_ptr<archive, ReadEnd>;

Error unreadable() {
  return invalid_parameter(
      "Could not unzip uploaded file. Please check your file, then try to upload again.");
}

Error too_much() {
  return invalid_parameter("Unzipped size must be smaller than " +
                           std::to_string(kMaxUnpackedBytes) + " bytes");
}

Error refused(const std::string& name) {
  return invalid_parameter("The zip holds '" + name +
                           "', which leads out of the function's folder");
}

Error system_error(const fs::path& path, int error) {
  return Error{Error::Code::kInternal,
               "cannot write " + path.string() + ": " + std::strerror(error)};
}

// Relative, and nowhere above its start.
bool stays_inside(const fs::path& path) {
  if (path.empty() || path.is_absolute()) return false;
  return std::none_of(path.begin(), path.end(), [](const fs::path& part) { return part == ".."; });
}

struct Link {
  fs::path at, target;
};

class Unpacker {
 public:
  Unpacker(archive* source, const fs::path& folder) : source_(source), folder_(folder) {}

  Status run() {
    archive_entry* entry = nullptr;
    for (;;) {
      const int result = archive_read_next_header(source_, &entry);
      if (result == ARCHIVE_EOF) break;
      if (result != ARCHIVE_OK && result != ARCHIVE_WARN) return unreadable();
      if (++entries_ > kMaxArchiveEntries) return too_much();
      Status taken = take(entry);
      if (!taken) return taken;
    }
    if (files_ == 0) return invalid_parameter("Uploaded file must be a non-empty zip");
    return make_links();
  }

 private:
  Status take(archive_entry* entry) {
    const char* const name = archive_entry_pathname(entry);
    if (name == nullptr) return unreadable();
    const fs::path relative = fs::path(name).lexically_normal();
    if (!stays_inside(fs::path(name))) return refused(name);
    const fs::path place = folder_ / relative;
    std::error_code failed;
    switch (archive_entry_filetype(entry)) {
      case AE_IFDIR:
        fs::create_directories(place, failed);
        return failed ? Status(system_error(place, failed.value())) : Status(Done{});
      case AE_IFREG:
        fs::create_directories(place.parent_path(), failed);
        if (failed) return system_error(place, failed.value());
        ++files_;
        return write_file(place, archive_entry_perm(entry));
      case AE_IFLNK: {
        const char* const target = archive_entry_symlink(entry);
        const fs::path reached =
            target == nullptr ? fs::path() : (relative.parent_path() / target).lexically_normal();
        if (target == nullptr || !stays_inside(reached) || fs::path(target).is_absolute()) {
          return refused(name);
        }
        links_.push_back({place, target});
        return Done{};
      }
      default:
        return refused(name);
    }
  }

  Status write_file(const fs::path& place, mode_t permissions) {
    const mode_t mode = (permissions & 0755) | 0644;
    const int file =
        ::open(place.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
    if (file < 0) return system_error(place, errno);
    Status written = copy_to(file, place);
    if (::close(file) != 0 && written) written = system_error(place, errno);
    return written;
  }

  Status copy_to(int file, const fs::path& place) {
    const void* bytes = nullptr;
    std::size_t size = 0;
    la_int64_t offset = 0;
    for (;;) {
      const int result = archive_read_data_block(source_, &bytes, &size, &offset);
      if (result == ARCHIVE_EOF) return Done{};
      if (result != ARCHIVE_OK) return unreadable();
      unpacked_ += size;
      if (unpacked_ > kMaxUnpackedBytes) return too_much();
      const char* at = static_cast<const char*>(bytes);
      while (size > 0) {
        const ssize_t done = ::write(file, at, size);
        if (done < 0 && errno == EINTR) continue;
        if (done < 0) return system_error(place, errno);
        at += done;
        size -= static_cast<std::size_t>(done);
      }
    }
  }

  Status make_links() {
    for (const Link& link : links_) {
      std::error_code failed;
      fs::create_directories(link.at.parent_path(), failed);
      if (!failed) fs::create_symlink(link.target, link.at, failed);
      if (failed) return system_error(link.at, failed.value());
      // A chain of links, each harmless by itself, may still lead out.
      const fs::path reached = fs::weakly_canonical(link.at, failed);
      const fs::path inside = failed ? fs::path() : reached.lexically_relative(root());
      if (failed || !stays_inside(inside)) return refused(link.at.lexically_relative(folder_));
    }
    return Done{};
  }

  fs::path root() const {
    std::error_code ignored;
    return fs::canonical(folder_, ignored);
  }

  archive* source_;
  const fs::path folder_;
  std::vector<Link> links_;
  std::uint64_t unpacked_ = 0;
  std::size_t entries_ = 0;
  std::size_t files_ = 0;
};

}  // namespace

Status unpack_code(std::string_view zip, const fs::path& folder) {
  constexpr std::string_view kEndOfDirectory = "PK\5\6";  // and nothing before it
  if (zip.empty() || zip.starts_with(kEndOfDirectory)) {
    return invalid_parameter("Uploaded file must be a non-empty zip");
  }
  const Archive source(archive_read_new());
  archive_read_support_format_zip_seekable(source.get());
  if (archive_read_open_memory(source.get(), zip.data(), zip.size()) != ARCHIVE_OK) {
    return unreadable();
  }
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) return system_error(folder, failed.value());
  Status unpacked = Unpacker(source.get(), folder).run();
  if (!unpacked) fs::remove_all(folder, failed);
  return unpacked;
}

std::string code_sha256(std::string_view zip) {
  return base64_encode(sha256(zip));
}

FileDigest digest_file(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  MessageDigest digest(MessageDigest::Algorithm::kSha256);
  std::uint64_t bytes = 0;
  std::string piece(kDigestPieceBytes, '\0');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    const auto got = static_cast<std::size_t>(in.gcount());
    digest.update(std::string_view(piece).substr(0, got));
    bytes += got;
  }
  return {base64_encode(digest.finish()), bytes};
}

Status copy_code(const fs::path& from, const fs::path& to) {
  std::uint64_t bytes = 0;
  std::error_code failed;
  for (auto at = fs::recursive_directory_iterator(from, failed);
       !failed && at != fs::recursive_directory_iterator(); at.increment(failed)) {
    std::error_code ignored;
    if (at->is_regular_file(ignored)) bytes += at->file_size(ignored);
    if (bytes > kMaxUnpackedBytes) return too_much();
  }
  if (!failed) fs::create_directories(to, failed);
  // Links as what they lead to: `brume build` lays libraries out as links.
  if (!failed) fs::copy(from, to, fs::copy_options::recursive, failed);
  if (!failed) return Done{};
  std::error_code ignored;
  fs::remove_all(to, ignored);
  return system_error(to, failed.value());
}

}  // namespace brume::emulator::aws::lambda
