// ReadThread: answers what only reads, on a thread and a connection of its own, so that no reader
// waits for writers. What was asked meanwhile is answered together.
//
// Loop thread. The loop outlives it. Destroying it drops what has not been answered.
#pragma once

#include <functional>
#include <memory>
#include <thread>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/loop/loop.h"
#include "emulator/services/s3/objects/object_table.h"
#include "emulator/store/database.h"

namespace brume::emulator::storage {

class ReadThread {
 public:
  // `objects`: of `database`.
  ReadThread(Loop& loop, Database database, std::unique_ptr<ObjectTable> objects);
  ~ReadThread();
  ReadThread(const ReadThread&) = delete;
  ReadThread& operator=(const ReadThread&) = delete;

  struct Tables {
    Database& database;
    ObjectTable& objects;
  };
  // One question: read() there, then done() on the loop's thread.
  class Task {
   public:
    virtual ~Task() = default;
    virtual void read(Tables tables) = 0;
    virtual void done() = 0;
  };
  void ask(std::unique_ptr<Task> reading);

 private:
  struct Shared;
  static void serve(const std::shared_ptr<Shared>& shared);

  std::shared_ptr<Shared> shared_;
  std::thread thread_;
};

}  // namespace brume::emulator::storage
