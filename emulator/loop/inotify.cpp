#include "emulator/loop/inotify.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace brume::emulator {
namespace {

constexpr std::size_t kInotifyReadBytes = 256 * 1024;

}  // namespace

Result<std::unique_ptr<Inotify>> Inotify::create(Loop& loop) {
  const int descriptor = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  if (descriptor < 0) {
    return Error{Error::Code::kUnavailable,
                 "files that are dropped are not seen: " + std::string(std::strerror(errno)) +
                     " (see fs.inotify.max_user_instances)"};
  }
  return std::unique_ptr<Inotify>(new Inotify(descriptor, loop));
}

Inotify::Inotify(int descriptor, Loop& loop) : descriptor_(descriptor) {
  readable_ = loop.watch(descriptor, FdWatch::kReadable, [this](unsigned) { on_readable(); });
}

Inotify::~Inotify() {
  readable_.reset();
  ::close(descriptor_);
}

void Inotify::leave(Listener& listener) {
  listeners_.erase(&listener);
  for (auto next = watches_.begin(); next != watches_.end();) {
    const auto each = next++;
    if (each->second == &listener) remove(each->first);
  }
}

int Inotify::add(const std::filesystem::path& path, std::uint32_t events, Listener& listener) {
  const int watch = ::inotify_add_watch(descriptor_, path.c_str(), events);
  if (watch >= 0) watches_[watch] = &listener;
  return watch;
}

void Inotify::remove(int watch) {
  if (watches_.erase(watch) > 0) ::inotify_rm_watch(descriptor_, watch);
}

void Inotify::on_readable() {
  alignas(inotify_event) static std::array<char, kInotifyReadBytes> buffer;
  while (true) {
    const ssize_t size = ::read(descriptor_, buffer.data(), buffer.size());
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) return;
    for (ssize_t at = 0; at < size;) {
      inotify_event event;
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* const name = event.len > 0 ? buffer.data() + at + sizeof event : nullptr;
      at += static_cast<ssize_t>(sizeof event + event.len);
      if ((event.mask & IN_Q_OVERFLOW) != 0) {
        const auto listeners = listeners_;
        for (Listener* const each : listeners) each->on_overflow();
        continue;
      }
      // Of a watch that was removed there may still be events.
      const auto found = watches_.find(event.wd);
      if (found == watches_.end()) continue;
      Listener* const listener = found->second;
      if ((event.mask & IN_IGNORED) != 0) watches_.erase(found);
      listener->on_event(event.wd, event.mask, name);
    }
  }
}

}  // namespace brume::emulator
