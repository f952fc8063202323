// Inotify: one of the system's few inotify instances, shared by all who watch folders. Each watch
// belongs to who has added it; a folder cannot be watched by two.
//
// Loop thread. The loop outlives it, and it outlives those who watch.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <unordered_map>
#include <unordered_set>

#include "emulator/base/result.h"
#include "emulator/loop/loop.h"

namespace brume::emulator {

class Inotify {
 public:
  class Listener {
   public:
    virtual ~Listener() = default;
    // `name`: of what is in the watched folder; null: the folder itself.
    virtual void on_event(int watch, unsigned mask, const char* name) = 0;
    // So much happened that the system forgot what.
    virtual void on_overflow() = 0;
  };

  // kUnavailable when the system has no instances left.
  static Result<std::unique_ptr<Inotify>> create(Loop& loop);
  ~Inotify();
  Inotify(const Inotify&) = delete;
  Inotify& operator=(const Inotify&) = delete;

  void join(Listener& listener) { listeners_.insert(&listener); }
  // With its watches.
  void leave(Listener& listener);

  // The watch, or -1 with errno. REQUIRES: `listener` has joined
  int add(const std::filesystem::path& path, std::uint32_t events, Listener& listener);
  void remove(int watch);

 private:
  Inotify(int descriptor, Loop& loop);
  void on_readable();

  const int descriptor_;
  std::unordered_set<Listener*> listeners_;
  std::unordered_map<int, Listener*> watches_;
  std::unique_ptr<FdWatch> readable_;
};

}  // namespace brume::emulator
