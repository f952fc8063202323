#include "emulator/store/worker_store.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <vector>

namespace brume::emulator {
namespace {

struct Piece {
  Store::Work work;
  Callback<void(Status)> done;
  Status result = Done{};
};
using Group = std::vector<Piece>;

Status transact(Database& database, TransactionWatch* watch, const std::function<Status()>& work) {
  Status ended = database.transact(work);
  if (watch != nullptr) ended ? watch->on_committed() : watch->on_rolled_back();
  return ended;
}

// One commit for all. What fails takes nobody with it: then each has a commit of its own.
void run_group(Database& database, TransactionWatch* watch, Group& group) {
  const Status together = transact(database, watch, [&] {
    for (Piece& piece : group) {
      Status done = piece.work(database);
      if (!done) return done;
    }
    return Status(Done{});
  });
  if (together) return;
  for (Piece& piece : group) {
    piece.result = transact(database, watch, [&] { return piece.work(database); });
  }
}

}  // namespace

struct WorkerStore::Shared {
  Shared(Loop& its_loop, Database its_database, std::shared_ptr<TransactionWatch> its_watch)
      : loop(its_loop), database(std::move(its_database)), watch(std::move(its_watch)) {}

  // Loop thread.
  void answer(Group& group) {
    for (Piece& piece : group) {
      if (!open) return;
      piece.done(std::move(piece.result));
    }
  }

  Group take() {
    std::unique_lock lock(mutex);
    wake.wait(lock, [this] { return ending || !waiting.empty(); });
    wake.wait_for(lock, kGatherAtMost,
                  [this] { return ending || urgent || waiting.size() >= kMaxWorkPerCommit; });
    Group group;
    while (!waiting.empty() && group.size() < kMaxWorkPerCommit) {
      group.push_back(std::move(waiting.front()));
      waiting.pop_front();
    }
    urgent = urgent && !waiting.empty();
    return group;
  }

  Loop& loop;
  Database database;                        // the thread's
  std::shared_ptr<TransactionWatch> watch;  // the thread's
  bool open = true;                         // the loop's
  std::mutex mutex;                         // for what follows
  std::condition_variable wake;
  std::deque<Piece> waiting;
  bool urgent = false;  // somebody waits for some of it
  bool ending = false;
};

WorkerStore::WorkerStore(Loop& loop, Database database, std::shared_ptr<TransactionWatch> watch)
    : shared_(std::make_shared<Shared>(loop, std::move(database), std::move(watch))),
      thread_([shared = shared_] { serve(shared); }) {}

WorkerStore::~WorkerStore() {
  shared_->open = false;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->ending = true;
  }
  shared_->wake.notify_one();
  thread_.join();
}

void WorkerStore::submit(Work work, Callback<void(Status)> done) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->waiting.push_back({std::move(work), std::move(done)});
    shared_->urgent = true;
  }
  shared_->wake.notify_one();
}

void WorkerStore::submit_soon(Work work, Callback<void(Status)> done) {
  std::size_t waiting = 0;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->waiting.push_back({std::move(work), std::move(done)});
    waiting = shared_->waiting.size();
  }
  // The first starts the wait, the last that fits ends it.
  if (waiting == 1 || waiting == kMaxWorkPerCommit) shared_->wake.notify_one();
}

void WorkerStore::serve(const std::shared_ptr<Shared>& shared) {
  while (true) {
    auto group = std::make_shared<Group>(shared->take());
    if (group->empty()) return;  // the end
    run_group(shared->database, shared->watch.get(), *group);
    // The loop's from here on, with all that the pieces hold.
    shared->loop.post([shared, group = std::move(group)] { shared->answer(*group); });
  }
}

}  // namespace brume::emulator
