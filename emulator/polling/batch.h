// OpenBatch: gathers records until they are as many as the mapping wants, until its batching window
// is over, or until the event would be larger than an invocation takes. Pure.
//
// Source: Lambda, "Batching behavior": a batch ends by the window, the batch size or 6 MB.
#pragma once

#include <cstddef>
#include <string>

#include "emulator/polling/event_source_mapping.h"
#include "emulator/polling/source.h"

namespace brume::emulator::polling {

// Of the event. Source: Lambda quotas, "6 MB (synchronous)".
inline constexpr std::size_t kMaxBatchBytes = std::size_t{6} << 20;

// {"Records":[…],<members>}
std::string event_of(const Batch& batch);
std::size_t event_bytes(const Batch& batch);

class OpenBatch {
 public:
  // The window begins. REQUIRES: it has records, or is sealed
  OpenBatch(Batch first, WallTime now);

  // What may still be added; its wait is what is left of the window.
  Demand demand(const EventSourceMapping& mapping, WallTime now) const;
  // Nothing may be added any more.
  bool is_full(const EventSourceMapping& mapping, WallTime now) const;
  // REQUIRES: within demand(), and of the same lane
  void add(Batch more);

  const Batch& batch() const { return batch_; }
  Batch take() { return std::move(batch_); }

 private:
  Batch batch_;
  WallTime opened_;
  std::size_t bytes_;
};

}  // namespace brume::emulator::polling
