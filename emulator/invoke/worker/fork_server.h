// The emulator's end of a fork server: a program that has started an interpreter, and forks
// functions from it. Which it does, and how it is spoken to:
// runtime/python/brume_runtime/fork_server.py.
//
// Loop thread. When it dies its functions die with it; each is reported.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "emulator/invoke/worker/worker_process.h"
#include "emulator/loop/loop.h"
#include "runtime/wire/control.h"
#include "runtime/wire/fd.h"

namespace brume::emulator {

class ForkServer final : private WorkerProcess::Events {
 public:
  // Who has asked for functions. None is called from inside start().
  class Client {
   public:
    virtual ~Client() = default;
    virtual void on_forked(std::uint64_t id, int pid) = 0;
    virtual void on_forked_exit(std::uint64_t id, const WorkerExit& exit) = 0;
    // It has ended: what it printed last. It may be destroyed inside.
    virtual void on_fork_server_end(ForkServer& server, const std::string& last_words) = 0;
  };

  // `socket`: our end, non-blocking, of what the program has as descriptor 4.
  ForkServer(Loop& loop, Client& client, wire::UniqueFd socket);
  // Of its own process, which the caller starts. REQUIRES: once, before anything else
  void run_as(std::unique_ptr<WorkerProcess> process) { process_ = std::move(process); }
  WorkerProcess::Events& events() { return *this; }

  // It has started, and takes requests.
  bool ready() const { return ready_; }
  // Forks what the message says. False when it takes none at the moment: nothing was done.
  bool start(const wire::SpawnMessage& message);

 private:
  void on_output(std::string_view bytes) override;
  void on_process_exit(const WorkerExit& exit) override;
  void on_readable();
  // False when it is none of the messages there are.
  bool on_message(std::string_view packet);

  Client& client_;
  wire::UniqueFd socket_;
  std::unique_ptr<FdWatch> watch_;
  std::unique_ptr<WorkerProcess> process_;
  bool ready_ = false;
  std::set<std::uint64_t> functions_;  // ids of those that run
  std::string last_words_;
};

}  // namespace brume::emulator
