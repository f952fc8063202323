#include "emulator/loop/folder_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace brume::emulator {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t kFolderEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE |
                                        IN_DELETE | IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR;
constexpr std::size_t kFolderReadBytes = 64 * 1024;

// A regular file that was only just made is about to be written: its closing will tell.
bool will_be_closed(const fs::path& path, std::uint32_t mask) {
  std::error_code ignored;
  return (mask & IN_CREATE) != 0 &&
         fs::symlink_status(path, ignored).type() == fs::file_type::regular;
}

}  // namespace

Result<std::unique_ptr<FolderWatch>> FolderWatch::create(Loop& loop, OnChanged on_changed) {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) {
    return Error{Error::Code::kUnavailable,
                 "cannot watch for changed files: " + std::string(std::strerror(errno)) +
                     " (see fs.inotify.max_user_instances)"};
  }
  return std::unique_ptr<FolderWatch>(new FolderWatch(descriptor, loop, std::move(on_changed)));
}

FolderWatch::FolderWatch(int descriptor, Loop& loop, OnChanged on_changed)
    : descriptor_(descriptor), on_changed_(std::move(on_changed)) {
  readable_ = loop.watch(descriptor, FdWatch::kReadable, [this](unsigned) { on_readable(); });
}

FolderWatch::~FolderWatch() {
  readable_.reset();
  ::close(descriptor_);
}

void FolderWatch::watch(const std::set<fs::path>& folders) {
  std::map<int, fs::path> kept;
  for (const fs::path& folder : folders) {
    const int watch = ::inotify_add_watch(descriptor_, folder.c_str(), kFolderEvents);
    if (watch >= 0) kept.emplace(watch, folder);
  }
  for (const auto& [watch, folder] : folders_) {
    if (!kept.contains(watch)) ::inotify_rm_watch(descriptor_, watch);
  }
  folders_ = std::move(kept);
}

void FolderWatch::on_readable() {
  alignas(inotify_event) std::array<char, kFolderReadBytes> buffer;
  while (true) {
    const ssize_t size = ::read(descriptor_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;
    for (ssize_t at = 0; at < size;) {
      inotify_event event;
      std::memcpy(&event, buffer.data() + at, sizeof event);
      on_event(event.wd, event.mask, event.len > 0 ? buffer.data() + at + sizeof event : nullptr);
      at += static_cast<ssize_t>(sizeof event + event.len);
    }
  }
}

void FolderWatch::on_event(int watch, unsigned mask, const char* name) {
  if ((mask & IN_Q_OVERFLOW) != 0) {
    const auto folders = folders_;
    for (const auto& [unused, folder] : folders) on_changed_(folder);
    return;
  }
  const auto found = folders_.find(watch);
  if (found == folders_.end()) return;
  const fs::path path = name == nullptr ? found->second : found->second / name;
  if ((mask & IN_IGNORED) != 0) {
    folders_.erase(found);
  } else if (!will_be_closed(path, mask)) {
    on_changed_(path);
  }
}

}  // namespace brume::emulator
