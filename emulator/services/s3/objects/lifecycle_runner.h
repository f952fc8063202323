// Lifecycle: lets buckets' rules expire objects, versions, delete markers and uploads, each
// midnight UTC of the emulator's clock and at the start. A day takes as long as that clock says.
// Where no bucket has a rule, it waits for nothing.
//
// Loop thread. What it is given outlives it.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::storage {

struct LifecycleServices {
  Storage& storage;
  const Clock& clock;
  Timers& timers;
  PendingWork& pending_work;
  std::function<void(std::string_view)> complain;  // a bucket that failed; it is tried next time
};

class Lifecycle {
 public:
  // Looks at once.
  explicit Lifecycle(LifecycleServices services);
  // There may be rules where there were none.
  void on_buckets_changed();
  Lifecycle(const Lifecycle&) = delete;
  Lifecycle& operator=(const Lifecycle&) = delete;

 private:
  // For the next midnight, if there is a rule.
  void arm();
  void look();
  void on_looked(const std::string& bucket, const Result<std::size_t>& expired);

  const LifecycleServices services_;
  Timer midnight_;
  int looking_ = 0;  // at buckets
  PendingWork::Token active_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace brume::emulator::storage
