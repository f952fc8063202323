// Deliveries: hands the events of firings over to the functions they are for, and tries again what
// was not taken. Taken means done: what becomes of the call is the asynchronous queue's.
// Tried again is what may pass – no room, no disk – with a back-off of 1 s to 5 min, within the
// target's RetryPolicy; a function that is not there is not, as on AWS. Source: "How EventBridge
// retries delivering events" and "Using dead-letter queues" of the EventBridge user guide.
// What is given up is said in the log, whole: dead-letter queues are not emulated.
//
// Loop thread. What it is given outlives it; what is under way when it goes is dropped.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "emulator/async/async_invoker.h"
#include "emulator/base/callback.h"
#include "emulator/base/clock_events.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/services/schedule/firing.h"
#include "emulator/services/schedule/schedule.h"

namespace brume::emulator::schedule {

struct DeliveryServices {
  Clock& clock;
  Timers& timers;
  Activity& activity;
  Ids& ids;
  LogSink& log;
  AsyncInvoker& invoker;
  Happenings& happenings;
};

class Deliveries {
 public:
  explicit Deliveries(const DeliveryServices& services) : services_(services) {}
  ~Deliveries();

  // To one target, with retries; `ended` when it was taken or given up, perhaps from inside this
  // call. REQUIRES: schedule->targets[target].function
  void deliver(std::shared_ptr<const Schedule> schedule, std::size_t target, Firing firing,
               Callback<void()> ended);
  // The same once, for somebody who waits: `done` gets the answer.
  void try_once(std::shared_ptr<const Schedule> schedule, std::size_t target, Firing firing,
                Callback<void(Status)> done);

  // Under way, those that wait to be tried again included.
  std::size_t pending() const { return pending_.size(); }

 private:
  struct Delivery;
  void begin(std::shared_ptr<Delivery> delivery);
  void attempt(const std::shared_ptr<Delivery>& delivery);
  void on_answer(const std::shared_ptr<Delivery>& delivery, Status status);
  void retry_later(const std::shared_ptr<Delivery>& delivery, const Error& error);
  void give_up(const std::shared_ptr<Delivery>& delivery, const Error& error);
  void end(const std::shared_ptr<Delivery>& delivery);
  void notice(const Delivery& delivery, std::string_view text);

  DeliveryServices services_;
  std::set<std::shared_ptr<Delivery>> pending_;
};

}  // namespace brume::emulator::schedule
