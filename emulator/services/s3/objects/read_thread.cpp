#include "emulator/services/s3/objects/read_thread.h"

#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

namespace brume::emulator::storage {
namespace {

using Group = std::vector<std::unique_ptr<ReadThread::Task>>;

}  // namespace

struct ReadThread::Shared {
  Shared(Loop& its_loop, Database its_database, std::unique_ptr<ObjectTable> its_objects)
      : loop(its_loop), database(std::move(its_database)), objects(std::move(its_objects)) {}

  Group take() {
    std::unique_lock lock(mutex);
    wake.wait(lock, [this] { return ending || !waiting.empty(); });
    if (ending) return {};
    return std::exchange(waiting, {});
  }

  // Loop thread.
  void answer(const Group& group) const {
    for (const auto& reading : group) {
      if (!open) return;
      reading->done();
    }
  }

  Loop& loop;
  Database database;                     // the thread's
  std::unique_ptr<ObjectTable> objects;  // the thread's
  bool open = true;                      // the loop's
  std::mutex mutex;                      // for what follows
  std::condition_variable wake;
  Group waiting;
  bool ending = false;
};

ReadThread::ReadThread(Loop& loop, Database database, std::unique_ptr<ObjectTable> objects)
    : shared_(std::make_shared<Shared>(loop, std::move(database), std::move(objects))),
      thread_([shared = shared_] { serve(shared); }) {}

ReadThread::~ReadThread() {
  shared_->open = false;
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->ending = true;
  }
  shared_->wake.notify_one();
  thread_.join();
}

void ReadThread::ask(std::unique_ptr<Task> reading) {
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->waiting.push_back(std::move(reading));
  }
  shared_->wake.notify_one();
}

void ReadThread::serve(const std::shared_ptr<Shared>& shared) {
  while (true) {
    auto group = std::make_shared<Group>(shared->take());
    if (group->empty()) return;  // the end
    for (const auto& reading : *group) reading->read({shared->database, *shared->objects});
    shared->loop.post([shared, group = std::move(group)] { shared->answer(*group); });
  }
}

}  // namespace brume::emulator::storage
