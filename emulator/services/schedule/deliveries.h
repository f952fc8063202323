// Deliveries: puts the events of firings into the outbox, which delivers them to their functions
// within the target's RetryPolicy, over restarts too. Taken means done: what becomes of the call is
// the asynchronous queue's. Tried again is what may pass – no room, no disk; a function that is not
// there is not, as on AWS. Source: "How EventBridge retries delivering events" and "Using
// dead-letter queues" of the EventBridge user guide.
//
// Loop thread. What it is given outlives it; what is under way when it goes is dropped.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "emulator/base/callback.h"
#include "emulator/base/clock_events.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/delivery/outbox.h"
#include "emulator/services/schedule/firing.h"
#include "emulator/services/schedule/schedule.h"

namespace brume::emulator::schedule {

struct DeliveryServices {
  Clock& clock;
  Timers& timers;
  PendingWork& pending_work;
  Ids& ids;
  LogSink& log;
  const delivery::Targets& targets;
  Store& store;  // of a database with the outbox's table
  ClockEvents& clock_events;
};

class Deliveries {
 public:
  explicit Deliveries(const DeliveryServices& services);
  ~Deliveries();

  // Begins with what an earlier process has left. REQUIRES: the targets know what there is
  void start() { outbox_.start(); }
  // To one target; `stored` when the event is in the outbox, and can no longer be lost. While the
  // database fails it is tried again. REQUIRES: schedule->targets[target].function
  void deliver(std::shared_ptr<const Schedule> schedule, std::size_t target, const Firing& firing,
               Callback<void()> stored);
  // At once and once, for somebody who waits: `done` gets the answer.
  void try_once(const Schedule& schedule, std::size_t target, Firing firing,
                Callback<void(Status)> done);

 private:
  struct Entry;
  struct Trial;
  void put(const std::shared_ptr<Entry>& entry);
  void on_put(const std::shared_ptr<Entry>& entry, const Status& status);

  const DeliveryServices services_;
  delivery::Outbox outbox_;
  std::set<std::shared_ptr<Entry>> entries_;
  std::set<std::shared_ptr<Trial>> trials_;
};

}  // namespace brume::emulator::schedule
