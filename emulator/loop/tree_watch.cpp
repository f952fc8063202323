#include "emulator/loop/tree_watch.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;
using Kind = TreeChange::Kind;

constexpr std::uint32_t kTreeEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                      IN_ATTRIB | IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF |
                                      IN_ONLYDIR;

std::pair<std::uint64_t, std::uint64_t> identity_of(const fs::path& folder) {
  struct stat status = {};
  if (::stat(folder.c_str(), &status) != 0) return {};
  return {status.st_dev, status.st_ino};
}

std::string joined(const std::string& folder, const std::string& name) {
  return folder.empty() ? name : folder + "/" + name;
}

}  // namespace

TreeWatch::TreeWatch(Inotify& inotify, Options options)
    : inotify_(inotify), options_(std::move(options)) {
  inotify_.join(*this);
}

TreeWatch::~TreeWatch() {
  inotify_.leave(*this);
}

void TreeWatch::tell(Kind kind, const std::string& path) const {
  options_.on_change({kind, path});
}

Status TreeWatch::scan() {
  std::error_code failed;
  if (!fs::is_directory(options_.folder, failed)) {
    return Error{Error::Code::kNotFound, "there is no folder " + options_.folder.string()};
  }
  identity_ = identity_of(options_.folder);
  take("");
  return Done{};
}

bool TreeWatch::is_still_there() const {
  return identity_.second != 0 && identity_of(options_.folder) == identity_;
}

bool TreeWatch::watch(const std::string& folder) {
  const fs::path path = options_.folder / folder;
  const std::uint32_t follow = folder.empty() ? 0U : IN_DONT_FOLLOW;
  const int watch = inotify_.add(path, kTreeEvents | follow, *this);
  if (watch < 0) {
    if (errno == ENOSPC || errno == ENOMEM || errno == EACCES) tell(Kind::kUnwatched, folder);
    return false;
  }
  // The same folder under another name, before its move has been told of.
  if (const auto known = paths_.find(watch); known != paths_.end()) watches_.erase(known->second);
  paths_[watch] = folder;
  watches_[folder] = watch;
  return true;
}

void TreeWatch::take(const std::string& folder) {
  std::vector<std::string> left{folder};
  while (!left.empty()) {
    const std::string next = std::move(left.back());
    left.pop_back();
    if (watch(next)) look_through(next, left);
  }
}

void TreeWatch::look_through(const std::string& folder, std::vector<std::string>& below) {
  std::error_code failed;
  fs::directory_iterator entries(options_.folder / folder, failed);
  for (; !failed && entries != fs::directory_iterator(); entries.increment(failed)) {
    const std::string path = joined(folder, entries->path().filename().string());
    std::error_code gone;
    const fs::file_type type = entries->symlink_status(gone).type();
    if (type == fs::file_type::directory) {
      if (options_.enters(path)) below.push_back(path);
    } else if (type == fs::file_type::symlink) {
      tell(Kind::kLink, path);
    } else if (type == fs::file_type::regular) {
      tell(Kind::kFound, path);
    }
  }
}

// The folder and those below it. Sorted by bytes, they lie together, but for names in between that
// only begin alike.
void TreeWatch::forget(const std::string& folder) {
  const std::string below = folder.empty() ? "" : folder + "/";
  for (auto next = watches_.lower_bound(folder); next != watches_.end();) {
    const auto each = next++;
    if (!each->first.starts_with(folder)) return;
    if (each->first != folder && !each->first.starts_with(below)) continue;
    inotify_.remove(each->second);
    paths_.erase(each->second);
    watches_.erase(each);
  }
}

void TreeWatch::on_event(int watch, unsigned mask, const char* name) {
  const auto found = paths_.find(watch);
  // A folder that has moved, or is gone: what happens in it is told of under its new name.
  if (found == paths_.end()) return;
  if (name != nullptr) return on_entry(joined(found->second, name), mask);
  const bool root = found->second.empty();
  if ((mask & IN_IGNORED) != 0) {
    watches_.erase(found->second);
    paths_.erase(found);
  }
  if (root && (mask & (IN_DELETE_SELF | IN_MOVE_SELF | IN_UNMOUNT)) != 0) {
    forget("");
    tell(Kind::kVanished, "");
  }
}

void TreeWatch::on_entry(const std::string& path, unsigned mask) {
  if ((mask & IN_ISDIR) != 0) {
    const bool gone = (mask & (IN_MOVED_FROM | IN_DELETE)) != 0;
    if (gone) forget(path);
    if ((mask & IN_MOVED_FROM) != 0) tell(Kind::kFolderGone, path);
    if ((mask & IN_DELETE) != 0 && !options_.enters(path)) tell(Kind::kGone, path);
    const bool came = (mask & (IN_CREATE | IN_MOVED_TO)) != 0;
    if (came && options_.enters(path)) take(path);
  } else if ((mask & (IN_MOVED_FROM | IN_DELETE)) != 0) {
    tell(Kind::kGone, path);
  } else if ((mask & IN_CLOSE_WRITE) != 0) {
    tell(Kind::kComplete, path);
  } else if ((mask & IN_ATTRIB) != 0) {
    tell(Kind::kTouched, path);
  } else {
    on_new(path, (mask & IN_MOVED_TO) != 0);
  }
}

void TreeWatch::on_new(const std::string& path, bool moved_in) {
  struct stat status;
  if (::lstat((options_.folder / path).c_str(), &status) != 0) return;
  if (S_ISLNK(status.st_mode)) return tell(Kind::kLink, path);
  if (!S_ISREG(status.st_mode)) return;
  const bool linked = status.st_nlink > 1;
  tell(moved_in || linked ? Kind::kComplete : Kind::kMade, path);
}

bool is_being_written(const fs::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC);
  if (descriptor < 0) return false;
  // A lease for reading is refused while there is a writer. Should one come during these
  // microseconds, the system sends the lease's holder a signal: one that does nothing.
  ::fcntl(descriptor, F_SETSIG, SIGURG);
  const bool refused = ::fcntl(descriptor, F_SETLEASE, F_RDLCK) != 0;
  const bool written = refused && errno == EAGAIN;
  if (!refused) ::fcntl(descriptor, F_SETLEASE, F_UNLCK);
  ::close(descriptor);
  return written;
}

}  // namespace brume::emulator
