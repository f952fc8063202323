// The durable queue of asynchronous events. What it has accepted survives the death of this
// process: an event leaves the database in the same transaction in which what follows from it
// enters, so each is run at least once and ends in success, at a destination or among the failed.
//
// Each function has a lane of its own, so that none waits for another's. Events are dispatched when
// the Invoker has a place for them; an event that cannot run waits 1 s to 5 min.
//
// Loop thread. Owns its Store; what else it is given outlives it. Calls under way when it goes are
// forgotten: their events run again.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulator/async/async_invoker.h"
#include "emulator/async/async_policy.h"
#include "emulator/async/async_watch.h"
#include "emulator/async/destination_record.h"
#include "emulator/async/failed_events.h"
#include "emulator/async/function_queue.h"
#include "emulator/base/clock.h"
#include "emulator/base/clock_events.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/store/store.h"

namespace brume::emulator {

class Invoker;

struct AsyncQueueServices {
  Invoker& invoker;
  Clock& clock;
  Timers& timers;
  Ids& ids;
  LogSink& log;
  PendingWork& pending_work;
  ClockEvents& clock_events;
  // Of a function, and the qualifier it was called with (or empty), as it is now.
  std::function<AsyncPolicy(const std::string& function, const std::string& qualifier)> policy_of;
};

// The queue's tables of one database. Theirs is the database's thread.
struct EventTables {
  std::shared_ptr<EventTable> events;
  std::shared_ptr<FailedEvents> failed;
  std::vector<EventDepth> at_start;  // what an earlier process has left

  // Makes them if need be.
  static Result<EventTables> open(Database& database);
};

class AsyncQueue final : public AsyncInvoker {
 public:
  // `tables` are those of the store's database. Nothing runs before start().
  AsyncQueue(AsyncQueueServices services, EventTables tables, std::unique_ptr<Store> store);
  ~AsyncQueue() override;

  // Instead of what it was constructed with.
  using PolicyOf = std::function<AsyncPolicy(const std::string&, const std::string&)>;
  void set_policies(PolicyOf policy_of) { services_.policy_of = std::move(policy_of); }
  // Sees all events from now on.
  void watch(AsyncWatch* watch) { watch_ = watch; }
  // Runs what waits. REQUIRES: the Invoker knows its functions
  void start();
  void accept(const std::string& function, Event event, Callback<void(Status)> accepted) override;
  // Functions may have changed: events that wait because one could not run are tried now.
  void on_functions_changed();

  // Begins no more; `done` when what runs has ended and is stored. New events are still accepted,
  // and wait for the next process.
  void drain(Callback<void()> done);
  // From now on ends of invocations are ignored: their events run again in the next process.
  void stop() { stopped_ = true; }

  struct Depth {
    EventDepth stored;
    std::int64_t failed = 0;
    int running = 0;
  };
  // By function: all that have events, waiting or failed.
  static std::vector<Depth> joined(std::vector<EventDepth> stored,
                                   const std::map<std::string, std::int64_t>& failed);
  void depths(Callback<void(Result<std::vector<Depth>>)> done);
  void failed(FailedEvents::Filter filter, int count_max,
              Callback<void(Result<std::vector<FailedEvent>>)> done);
  void redrive(FailedEvents::Filter filter,
               Callback<void(Result<FailedEvents::RedriveResult>)> done);

 private:
  struct Accepting;
  struct Loading;
  struct Settlement;

  AsyncLane& lane_of(const std::string& function);
  void on_accepted(const std::shared_ptr<Accepting>& accepting, Status stored);

  // Dispatches and loads what it can for the lane now, and sets the timer for the next time.
  void pump(AsyncLane& lane);
  void dispatch_all(AsyncLane& lane);
  // False: not now.
  bool dispatch_one(AsyncLane& lane);
  void hold(AsyncLane& lane);
  void load(AsyncLane& lane);
  void on_loaded(AsyncLane& lane, Loading& loading, Status status);
  void arm(AsyncLane& lane);

  void run(AsyncLane& lane, StoredEvent event);
  void on_end(AsyncLane& lane, StoredEvent event, Result<Reply> result);
  void on_reply(AsyncLane& lane, StoredEvent event, Reply reply);
  void on_refused(AsyncLane& lane, StoredEvent event, const Error& error);

  // What can happen to a dequeued event.
  void succeed(AsyncLane& lane, StoredEvent event, Reply reply);
  void delay(AsyncLane& lane, StoredEvent event, Duration by);
  void give_up(AsyncLane& lane, StoredEvent event, AsyncOutcome outcome);

  // Adds to the settlement what `arn` gets: an event for a function here, else a failed event.
  void send_to(const std::string& arn, const AsyncOutcome& outcome, std::string document,
               Settlement& settlement);
  std::string trace_behind(const StoredEvent& event) const;
  void settle(std::shared_ptr<Settlement> settlement);
  void submit(const std::shared_ptr<Settlement>& settlement);
  void on_settled(const std::shared_ptr<Settlement>& settlement, const Status& status);
  void on_not_stored(const std::shared_ptr<Settlement>& settlement, const Error& why);
  void submit_again(Settlement* settlement);

  void notice(const StoredEvent& event, const std::string& text);
  void end_drain();

  AsyncQueueServices services_;
  const EventTables tables_;
  std::map<std::string, std::unique_ptr<AsyncLane>> lanes_;
  std::map<Settlement*, std::shared_ptr<Settlement>> unstored_;  // that are tried again
  std::set<std::string> noticed_;  // destinations that are not emulated
  AsyncWatch* watch_ = nullptr;    // null: no watch
  std::size_t storing_bytes_ = 0;
  int under_way_ = 0;  // running and settling, of all lanes
  bool started_ = false;
  bool draining_ = false;
  bool stopped_ = false;
  bool store_fails_ = false;  // and it has been said
  Callback<void()> drained_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
  std::unique_ptr<Store> store_;  // goes first: then nothing of this is called any more
};

}  // namespace brume::emulator
