// What a scheduler remembers of a schedule from one run to the next: since when it exists, and up
// to which firing it has been served. StoredMemory keeps it; VolatileMemory, its twin, ends with
// the process (`--ephemeral`, tests).
//
// Loop thread.
#pragma once

#include <map>
#include <string>

#include "emulator/base/clock.h"
#include "emulator/store/store.h"

namespace brume::emulator::schedule {

struct StoredSchedule {
  std::string fingerprint;  // of the schedule then
  WallTime created;         // rates count from here
  WallTime seen;            // firings up to here have been handed over, or given up on purpose
};

class ScheduleMemory {
 public:
  virtual ~ScheduleMemory() = default;
  virtual const std::map<std::string, StoredSchedule>& all() const = 0;  // by ARN
  virtual void remember(const std::string& arn, StoredSchedule remembered) = 0;
  virtual void forget(const std::string& arn) = 0;
  // Of the database it lies in, which has an outbox's table, too. Null: it lies in none.
  virtual Store* store() { return nullptr; }
};

class VolatileMemory final : public ScheduleMemory {
 public:
  const std::map<std::string, StoredSchedule>& all() const override { return all_; }
  void remember(const std::string& arn, StoredSchedule remembered) override {
    all_.insert_or_assign(arn, std::move(remembered));
  }
  void forget(const std::string& arn) override { all_.erase(arn); }

 private:
  std::map<std::string, StoredSchedule> all_;
};

}  // namespace brume::emulator::schedule
