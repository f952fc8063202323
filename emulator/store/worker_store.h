// WorkerStore: the Store on a thread of its own, which owns the database. What has been submitted
// while a commit was under way goes into the next one together.
//
// Loop thread. The loop outlives it. Destroying it waits until all that was submitted is done.
#pragma once

#include <chrono>
#include <memory>
#include <thread>

#include "emulator/loop/loop.h"
#include "emulator/store/store.h"

namespace brume::emulator {

// At most so many pieces of work in one transaction, so that the first of them need not wait long.
inline constexpr std::size_t kMaxWorkPerCommit = 512;

// So long may work wait that is not urgent.
inline constexpr std::chrono::milliseconds kGatherAtMost{5};

// Told on the store's thread how each of its transactions has ended, before anybody else is.
class TransactionWatch {
 public:
  virtual ~TransactionWatch() = default;
  virtual void on_committed() = 0;
  virtual void on_rolled_back() = 0;
};

class WorkerStore final : public Store {
 public:
  WorkerStore(Loop& loop, Database database, std::shared_ptr<TransactionWatch> watch = nullptr);
  ~WorkerStore() override;
  WorkerStore(const WorkerStore&) = delete;
  WorkerStore& operator=(const WorkerStore&) = delete;

  void submit(Work work, Callback<void(Status)> done) override;
  void submit_soon(Work work, Callback<void(Status)> done) override;

 private:
  struct Shared;
  static void serve(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;  // with the thread, and with what it has posted
  std::thread thread_;
};

}  // namespace brume::emulator
