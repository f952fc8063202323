// Records invocations into the history as they end. On the loop's thread an invocation costs a few
// copies of its texts; the rest is the store's, which gets them at most every kStoreInterval: many
// share a commit, a single one need not wait. What cannot be kept – the disk is full, or slower
// than the functions – is counted and said, once when it begins and once when it is over; when the
// limits are reached, so that the oldest go, that is said, too.
//
// Loop thread. The store outlives it. Watches may outlive it: what ends then is not recorded.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/timers.h"
#include "emulator/history/record.h"
#include "emulator/invoke/invocation_watch.h"
#include "emulator/store/store.h"

namespace brume::emulator {

inline constexpr Duration kStoreInterval = std::chrono::milliseconds(20);

class Recorder {
 public:
  using Notice = std::function<void(std::string_view)>;

  // `timers`: of the machine's clock.
  Recorder(Store& store, Timers& timers, HistoryLimits limits, Notice notice);
  // Hands over what waits; the store's own end does it.
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;

  // For an invocation that begins.
  std::shared_ptr<InvocationWatch> watch(const FunctionConfig& function);
  // All that has ended is stored, or was said not to be.
  bool idle() const;

 private:
  class Watch;
  struct Inbox;
  std::shared_ptr<Inbox> inbox_;
};

}  // namespace brume::emulator
