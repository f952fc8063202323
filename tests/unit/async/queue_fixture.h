// An AsyncQueue on an Invoker with fake workers, a database in memory and virtual time. Functions
// answer by themselves, as the test says.
// Single-threaded.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/async/async_queue.h"
#include "tests/unit/invoke/fake_workers.h"
#include "tests/unit/store/virtual_store.h"

namespace brume::emulator::testing {

// One accept() and how it was answered.
struct Acceptance {
  int answers = 0;
  std::optional<Status> status;
};

struct QueueFixture {
  QueueFixture();
  ~QueueFixture();

  // A function that answers "1" after 10 ms.
  void add(const std::string& name, const std::function<void(FunctionConfig&)>& change = {});
  // What the function does instead when it is called: it has been given the event.
  std::map<std::string, std::function<void(FakeProcess&)>> behaviour;

  std::shared_ptr<Acceptance> accept(const std::string& function, Event event);
  std::shared_ptr<Acceptance> accept(const std::string& function, std::string payload = "{}");
  // The process dies and another begins on the same database.
  void restart(std::size_t survive = 1000);

  std::vector<FailedEvent> failed(const FailedEvents::Filter& filter = {});
  // Rows that wait or run.
  std::int64_t stored();
  std::vector<AsyncQueue::Depth> depths();
  FailedEvents::RedriveResult redrive(const FailedEvents::Filter& filter);

  // What the functions were given, in order: "hello {}".
  std::vector<std::string> runs;
  std::vector<FakeProcess::Invoke> invokes;
  int running = 0;  // now
  int most = 0;     // that ran at once

  FakeHosting hosting;
  VirtualTime& time;
  PendingWork pending_work;
  ClockEvents clock_events;
  std::map<std::string, AsyncPolicy> policies;  // by function; arn filled in
  Database database;
  VirtualStore* store = nullptr;  // the queue's
  std::unique_ptr<AsyncQueue> queue;

 private:
  void open();
  void on_invoke(FakeProcess& process);
  void answer(FakeProcess& process);
  std::vector<Timer> timers_;
};

}  // namespace brume::emulator::testing
