// One simulated run of the asynchronous queue: events arrive, workers misbehave, others take the
// function's places, the disk fails, the emulator dies and comes back – all from one seed, behind
// the real queue, Invoker and database, on virtual time.
//
// What must hold: what was accepted is never lost – it ends in success, at a destination or among
// the failed; nobody runs more than is reserved; an event keeps its request id, and runs no more
// often than it may; nothing is stuck at the end.
//
// Single-threaded. The same seed gives the same run, on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/async/async_queue.h"
#include "tests/simulation/chance.h"
#include "tests/simulation/workers.h"
#include "tests/unit/invoke/fake_workers.h"
#include "tests/unit/store/virtual_store.h"

namespace brume::emulator::simulation {

class QueueWorld {
 public:
  QueueWorld(std::uint64_t seed, bool verbose);
  ~QueueWorld();

  // Runs to the end. The first invariant that did not hold, or nothing.
  std::optional<std::string> run();
  // For the summary: how many events ended in which way.
  const std::map<std::string, int>& ends() const { return ends_; }

 private:
  struct Sent {
    std::size_t function = 0;
    bool accepted = false;
    int answers = 0;
    int runs = 0;
    int restarts_before = 0;  // of the emulator, when it was sent
    bool succeeded = false;
    bool told = false;  // its record reached the destination
  };
  struct Function {
    std::string name;
    std::optional<int> reserved;
    AsyncPolicy policy;
  };

  void add_functions();
  void watch(testing::FakeProcess& process);
  void open();
  AsyncPolicy policy_of(const std::string& function) const;

  void arrive();
  void send();
  void disturb();
  void crash();
  void stop_orderly();
  void leave();
  void fail_disk();
  void on_given(const testing::FakeProcess& process);
  void on_clock_event(const ClockEvent& event);

  void check();
  void check_end();
  void check_fate(const std::string& id, const Sent& sent, const std::vector<FailedEvent>& failed);
  void expect(bool holds, std::string_view otherwise);
  void say(const std::string& what) const;

  Chance chance_;
  const bool verbose_;
  testing::FakeHosting hosting_;
  Workers workers_;
  Database database_;
  PendingWork pending_work_;
  ClockEvents clock_events_;
  std::vector<Function> functions_;
  testing::VirtualStore* store_ = nullptr;
  std::unique_ptr<AsyncQueue> queue_;
  std::map<std::string, Sent> sent_;  // by request id
  std::vector<std::shared_ptr<testing::Call>> calls_;
  int arrivals_left_;
  int disturbances_left_;
  int restarts_ = 0;
  Timer arrival_, disturbance_, stop_, recovery_, repair_;
  std::optional<std::string> failure_;
  std::map<std::string, int> ends_;
};

}  // namespace brume::emulator::simulation
