#include "emulator/services/s3/objects/bucket_folder.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <system_error>

namespace brume::emulator::storage {
namespace {

constexpr const char* kOwn = ".brume";
constexpr const char* kTmp = "tmp";
constexpr const char* kAside = "aside";
constexpr mode_t kFolderMode = 0777;  // less what the user's umask takes
constexpr mode_t kFileMode = 0666;
constexpr std::size_t kIdDigits = 16;

std::string name_of(std::uint64_t id) {
  std::string name(kIdDigits, '0');
  for (std::size_t at = kIdDigits; at > 0; id >>= 4) name[--at] = "0123456789abcdef"[id & 0xF];
  return name;
}

std::string folder_of(const std::string& name) {
  return name.substr(kIdDigits - 2);
}

std::string aside_path(std::uint64_t id) {
  const std::string name = name_of(id);
  return folder_of(name) + "/" + name;
}

std::optional<std::uint64_t> id_of(std::string_view name) {
  std::uint64_t id = 0;
  const auto [end, code] = std::from_chars(name.data(), name.data() + name.size(), id, 16);
  if (code != std::errc() || end != name.data() + name.size() || name.size() != kIdDigits) {
    return std::nullopt;
  }
  return id;
}

UniqueFd open_folder(int parent, const std::string& name) {
  return UniqueFd(::openat(parent, name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
}

UniqueFd open_or_make_folder(int parent, const std::string& name) {
  UniqueFd found = open_folder(parent, name);
  if (found || errno != ENOENT) return found;
  if (::mkdirat(parent, name.c_str(), kFolderMode) != 0 && errno != EEXIST) return {};
  return open_folder(parent, name);
}

UniqueFd open_for_reading(int parent, const std::string& name) {
  // Not blocking: somebody may have put a pipe there.
  return UniqueFd(::openat(parent, name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
}

std::optional<FileIdentity> identity_of(const struct stat& status) {
  if (!S_ISREG(status.st_mode)) return std::nullopt;
  constexpr std::int64_t kSecond = 1'000'000'000;
  return FileIdentity{status.st_ino, static_cast<std::uint64_t>(status.st_size),
                      status.st_mtim.tv_sec * kSecond + status.st_mtim.tv_nsec};
}

}  // namespace

Error BucketFolder::error(const std::string& doing, std::string_view name) const {
  const int code = errno;
  return Error{Error::Code::kUnavailable,
               (path_ / name).string() + ": " + std::strerror(code) + " (" + doing + ")"};
}

Result<std::shared_ptr<BucketFolder>> BucketFolder::open(const std::filesystem::path& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  std::shared_ptr<BucketFolder> opened(new BucketFolder(folder));
  // The folder itself may be a link: it is the user who has named it.
  opened->root_ = UniqueFd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened->root_) return opened->error("opening the bucket's folder", "");
  opened->own_ = open_or_make_folder(opened->root_.get(), kOwn);
  if (!opened->own_) return opened->error("making it", kOwn);
  opened->tmp_ = open_or_make_folder(opened->own_.get(), kTmp);
  opened->aside_ = open_or_make_folder(opened->own_.get(), kAside);
  if (!opened->tmp_ || !opened->aside_) return opened->error("making the folders in it", kOwn);
  return opened;
}

Result<UniqueFd> BucketFolder::create(std::uint64_t id) const {
  UniqueFd made(::openat(tmp_.get(), name_of(id).c_str(),
                         O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kFileMode));
  if (!made) return error("making a file", ".brume/tmp");
  return made;
}

void BucketFolder::discard(std::uint64_t id) const {
  discard_replaced(id);
  ::unlinkat(aside_.get(), aside_path(id).c_str(), 0);
}

void BucketFolder::discard_replaced(std::uint64_t id) const {
  ::unlinkat(tmp_.get(), name_of(id).c_str(), 0);
}

std::vector<std::uint64_t> BucketFolder::on_the_move() const {
  std::vector<std::uint64_t> ids;
  UniqueFd listed = open_folder(own_.get(), kTmp);
  DIR* const entries = listed ? ::fdopendir(listed.get()) : nullptr;
  if (entries == nullptr) return ids;
  listed.release();  // the listing's now
  while (const dirent* entry = ::readdir(entries)) {
    if (const auto id = id_of(entry->d_name)) ids.push_back(*id);
  }
  ::closedir(entries);
  return ids;
}

std::optional<FileIdentity> BucketFolder::identity_of(const UniqueFd& file) {
  struct stat status;
  if (::fstat(file.get(), &status) != 0) return std::nullopt;
  return storage::identity_of(status);
}

BucketFolder::Parent BucketFolder::parent_of(const std::string& key, bool make) const {
  Parent parent;
  parent.fd = root_.get();
  std::size_t begin = 0;
  for (std::size_t end = key.find('/'); end != std::string::npos; end = key.find('/', begin)) {
    const std::string segment = key.substr(begin, end - begin);
    parent.own = make ? open_or_make_folder(parent.fd, segment) : open_folder(parent.fd, segment);
    parent.fd = parent.own.get();
    if (!parent.own) return parent;
    begin = end + 1;
  }
  parent.name = key.substr(begin);
  return parent;
}

bool BucketFolder::is_plain_file(const std::string& key, const FileIdentity& identity) const {
  const Parent parent = parent_of(key, false);
  struct stat status;
  if (parent.fd < 0 ||
      ::fstatat(parent.fd, parent.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return false;
  }
  return storage::identity_of(status) == identity;
}

UniqueFd BucketFolder::open_plain(const std::string& path) const {
  const Parent parent = parent_of(path, false);
  if (parent.fd < 0) return {};
  UniqueFd file = open_for_reading(parent.fd, parent.name);
  if (file && !identity_of(file)) file.reset();
  return file;
}

UniqueFd BucketFolder::open_file(const std::string& key, const StoredFile& file) const {
  if (file.plain) {
    UniqueFd plain = open_plain(key);
    if (plain && identity_of(plain) == file.identity) return plain;
  }
  UniqueFd found = open_for_reading(aside_.get(), aside_path(file.id));
  if (!found) found = open_for_reading(tmp_.get(), name_of(file.id));
  if (found && identity_of(found) != file.identity) found.reset();
  return found;
}

bool BucketFolder::has_room(const std::string& key) const {
  const Parent parent = parent_of(key, true);
  struct stat status;
  if (parent.fd < 0) return false;
  if (::fstatat(parent.fd, parent.name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
    return errno == ENOENT;
  }
  return S_ISREG(status.st_mode);
}

bool BucketFolder::take(const std::string& key, const StoredFile& file) const {
  const std::string name = name_of(file.id);
  if (file.plain && is_plain_file(key, file.identity)) {
    const Parent parent = parent_of(key, false);
    if (parent.fd >= 0 &&
        ::renameat(parent.fd, parent.name.c_str(), tmp_.get(), name.c_str()) == 0) {
      return true;
    }
  }
  if (::renameat(aside_.get(), aside_path(file.id).c_str(), tmp_.get(), name.c_str()) == 0) {
    return true;
  }
  return ::faccessat(tmp_.get(), name.c_str(), F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

Status BucketFolder::to_aside(std::uint64_t id, int from, const std::string& name,
                              bool keep_name) const {
  const std::string target = aside_path(id);
  const auto move = [&] {
    return keep_name ? ::linkat(from, name.c_str(), aside_.get(), target.c_str(), 0)
                     : ::renameat(from, name.c_str(), aside_.get(), target.c_str());
  };
  if (move() == 0 || (keep_name && errno == EEXIST)) return Done{};
  if (errno == ENOENT) {
    ::mkdirat(aside_.get(), folder_of(name_of(id)).c_str(), kFolderMode);
    if (move() == 0) return Done{};
  }
  return error("moving it to .brume/aside", name);
}

// What has the name changes places with it, and goes from tmp then: replacing it by rename() makes
// ext4 write the new file's bytes to the disk at once, which takes longer than all else.
Status BucketFolder::settle_plain(const std::string& key, std::uint64_t id) const {
  const std::string name = name_of(id);
  const Parent parent = parent_of(key, true);
  if (parent.fd < 0) return to_aside(id, tmp_.get(), name, false);
  if (::renameat2(tmp_.get(), name.c_str(), parent.fd, parent.name.c_str(), RENAME_NOREPLACE) ==
      0) {
    return Done{};
  }
  struct stat there;
  const bool is_file =
      errno == EEXIST &&
      ::fstatat(parent.fd, parent.name.c_str(), &there, AT_SYMLINK_NOFOLLOW) == 0 &&
      S_ISREG(there.st_mode);
  if (is_file &&
      ::renameat2(tmp_.get(), name.c_str(), parent.fd, parent.name.c_str(), RENAME_EXCHANGE) == 0) {
    discard_replaced(id);
    return Done{};
  }
  // Not all file systems can do either.
  if (::renameat(tmp_.get(), name.c_str(), parent.fd, parent.name.c_str()) == 0) return Done{};
  return to_aside(id, tmp_.get(), name, false);
}

bool BucketFolder::is_on_the_move(const StoredFile& file) const {
  const UniqueFd found = open_for_reading(tmp_.get(), name_of(file.id));
  return found && identity_of(found) == file.identity;
}

Status BucketFolder::settle_aside(const std::string& key, const StoredFile& file) const {
  const std::string name = name_of(file.id);
  Status moved = to_aside(file.id, tmp_.get(), name, false);
  if (moved) {
    // Of a file with two names, the first stays when it is renamed to the second.
    ::unlinkat(tmp_.get(), name.c_str(), 0);
    return moved;
  }
  if (!file.plain || !is_plain_file(key, file.identity)) return moved;
  // It keeps its name, too, until its successor takes that: nobody sees a moment without.
  const Parent parent = parent_of(key, false);
  if (parent.fd < 0) return moved;
  if (Status linked = to_aside(file.id, parent.fd, parent.name, true)) return linked;
  return to_aside(file.id, parent.fd, parent.name, false);
}

void BucketFolder::keep(const std::string& key, const StoredFile& file) const {
  if (!is_plain_file(key, file.identity)) return;
  const Parent parent = parent_of(key, false);
  if (parent.fd < 0) return;
  // Not all file systems can; then there is one name.
  if (Status linked = to_aside(file.id, parent.fd, parent.name, true); !linked) return;
}

void BucketFolder::prune(const std::string& key) const {
  std::string folder = key;
  for (std::size_t slash = folder.rfind('/'); slash != std::string::npos;
       slash = folder.rfind('/')) {
    folder.resize(slash);
    const Parent parent = parent_of(folder, false);
    if (parent.fd < 0 || ::unlinkat(parent.fd, parent.name.c_str(), AT_REMOVEDIR) != 0) return;
  }
}

void BucketFolder::remove() const {
  std::error_code ignored;
  std::filesystem::remove_all(path_ / kOwn, ignored);
  std::filesystem::remove(path_, ignored);  // only if it is empty
}

}  // namespace brume::emulator::storage
