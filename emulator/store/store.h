// Store: where state is kept that must not be lost. Work on the database is handed over and its
// end reported; many pieces share one commit. WorkerStore is the real one, on a thread of its own;
// tests have a twin on virtual time.
//
// Loop thread.
#pragma once

#include <functional>
#include <utility>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/store/database.h"

namespace brume::emulator {

class Store {
 public:
  // Runs wherever the database is, in a transaction, in the order of submission. May run twice,
  // if the first time was rolled back because other work or the commit failed.
  using Work = std::function<Status(Database&)>;

  virtual ~Store() = default;
  // `done` runs exactly once, on the loop thread, never from inside this call: with success once
  // the work is committed, else with the error of the work or of the commit, nothing of it kept.
  // When the store goes first, what was submitted is still done, and `done` is dropped.
  virtual void submit(Work work, Callback<void(Status)> done) = 0;
  // The same for work without a waiting caller: it may wait a few milliseconds for other work to
  // share its commit, and still keeps its place in the order.
  virtual void submit_soon(Work work, Callback<void(Status)> done) {
    submit(std::move(work), std::move(done));
  }
};

}  // namespace brume::emulator
