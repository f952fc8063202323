// StoredMemory: the ScheduleMemory in a database file, written on a thread of its own. What waits
// to be delivered lies beside it.
//
// Loop thread. The loop and the log outlive it; destroying it waits until all is written.
#pragma once

#include <filesystem>
#include <memory>

#include "emulator/base/log.h"
#include "emulator/loop/loop.h"
#include "emulator/services/schedule/schedule_memory.h"
#include "emulator/store/store.h"

namespace brume::emulator::schedule {

class StoredMemory final : public ScheduleMemory {
 public:
  // Reads what is there; blocks meanwhile. Errors as Database has them.
  static Result<std::unique_ptr<StoredMemory>> open(Loop& loop, LogSink& log,
                                                    const std::filesystem::path& file);

  const std::map<std::string, StoredSchedule>& all() const override { return all_; }
  void remember(const std::string& arn, StoredSchedule remembered) override;
  void forget(const std::string& arn) override;
  Store* store() override { return store_.get(); }

 private:
  StoredMemory(Loop& loop, LogSink& log, Database database,
               std::map<std::string, StoredSchedule> all);
  void submit(Store::Work work);

  std::map<std::string, StoredSchedule> all_;
  std::unique_ptr<Store> store_;
  // With the callbacks: what fails is said once, until something succeeds again.
  struct Complaints {
    Clock& clock;
    LogSink& log;
    bool said = false;
  };
  std::shared_ptr<Complaints> complaints_;
};

}  // namespace brume::emulator::schedule
