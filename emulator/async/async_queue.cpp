#include "emulator/async/async_queue.h"

#include <algorithm>

#include "emulator/invoke/invoker.h"
#include "emulator/invoke/limits.h"
#include "emulator/invoke/trace_header.h"
#include "emulator/text/function_arn.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kAsyncTooLarge =
    " byte payload is too large for the Event invocation type (limit ";

// What its last attempt answered, if it was run at all.
std::optional<Reply> last_reply(const StoredEvent& event) {
  if (event.last_version.empty()) return std::nullopt;
  Reply reply;
  reply.end = Reply::End::kFunctionError;
  reply.payload = event.last_response;
  reply.executed_version = event.last_version;
  return reply;
}

}  // namespace

// An event that is being stored.
struct AsyncQueue::Accepting {
  StoredEvent event;
  Callback<void(Status)> accepted;
  PendingWork::Token active;
  std::size_t bytes = 0;
};

// A batch that is being read.
struct AsyncQueue::Loading {
  EventBatch batch;
};

Result<EventTables> EventTables::open(Database& database) {
  auto events = EventTable::open(database);
  if (!events) return std::move(events).error();
  auto failed = FailedEvents::open(database, *events);
  if (!failed) return std::move(failed).error();
  auto depths = (*events)->depths();
  if (!depths) return std::move(depths).error();
  return EventTables{std::move(*events), std::move(*failed), std::move(*depths)};
}

AsyncQueue::AsyncQueue(AsyncQueueServices services, EventTables tables,
                       std::unique_ptr<Store> store)
    : services_(std::move(services)), tables_(std::move(tables)), store_(std::move(store)) {
  for (const EventDepth& depth : tables_.at_start) {
    AsyncLane& lane = lane_of(depth.function);
    if (depth.fresh > 0) lane.look_for_fresh();
    lane.next_due = depth.next_due;
  }
}

AsyncQueue::~AsyncQueue() = default;

AsyncLane& AsyncQueue::lane_of(const std::string& function) {
  auto& lane = lanes_[function];
  if (!lane) lane = std::make_unique<AsyncLane>(function);
  return *lane;
}

void AsyncQueue::start() {
  started_ = true;
  on_functions_changed();
}

void AsyncQueue::on_functions_changed() {
  for (const auto& [name, lane] : lanes_) {
    lane->hold.reset();
    lane->refusals = 0;
    pump(*lane);
  }
}

// --- accepting ---

void AsyncQueue::accept(const std::string& function, Event event, Callback<void(Status)> accepted) {
  const std::size_t bytes = event.payload.size();
  if (!services_.invoker.is_callable(function)) {
    return accepted(Error{Error::Code::kNotFound, "Function not found: " + function});
  }
  if (bytes > kMaxAsyncPayloadBytes) {
    return accepted(Error{Error::Code::kPayloadTooLarge,
                          std::to_string(bytes) + std::string(kAsyncTooLarge) +
                              std::to_string(kMaxAsyncPayloadBytes) + " bytes)"});
  }
  if (storing_bytes_ + bytes > kMaxStoringBytes) {
    return accepted(Error{Error::Code::kUnavailable,
                          "more asynchronous events come than can be stored: " +
                              std::to_string(storing_bytes_) + " bytes are waiting for the disk"});
  }
  auto accepting = std::make_shared<Accepting>();
  const std::size_t colon = function.find(':');
  accepting->event.function = function.substr(0, colon);
  event.qualifier = colon == std::string::npos ? std::string() : function.substr(colon + 1);
  if (event.request_id.empty()) event.request_id = services_.ids.uuid();
  const WallTime now = services_.clock.wall();
  if (event.trace_header.empty()) event.trace_header = new_trace_header(now, services_.ids);
  accepting->event.event = std::move(event);
  accepting->event.accepted = now;
  accepting->accepted = std::move(accepted);
  accepting->active = services_.pending_work.begin();
  accepting->bytes = bytes;
  storing_bytes_ += bytes;
  store_->submit(
      [table = tables_.events, accepting](Database&) { return table->add(accepting->event); },
      [this, accepting](Status stored) { on_accepted(accepting, std::move(stored)); });
}

void AsyncQueue::on_accepted(const std::shared_ptr<Accepting>& accepting, Status stored) {
  storing_bytes_ -= accepting->bytes;
  if (!stored) {
    notice(accepting->event, "an asynchronous event was not accepted: " + stored.error().message);
    return accepting->accepted(Error{Error::Code::kUnavailable, stored.error().message});
  }
  AsyncLane& lane = lane_of(accepting->event.function);
  lane.on_stored(std::move(accepting->event));
  accepting->accepted(Done{});
  pump(lane);
}

// --- a lane ---

void AsyncQueue::pump(AsyncLane& lane) {
  // Called from inside: the loop below goes on with it.
  if (lane.pumping || !started_) return;
  lane.pumping = true;
  dispatch_all(lane);
  lane.pumping = false;
  const bool readable = !lane.unreadable || !lane.hold;
  if (!draining_ && readable && lane.wants_load(services_.clock.wall())) load(lane);
  arm(lane);
  const bool active = lane.running > 0 || lane.settling > lane.unstored || lane.loading;
  if (active && !lane.active) lane.active = services_.pending_work.begin();
  if (!active) lane.active.reset();
}

void AsyncQueue::dispatch_all(AsyncLane& lane) {
  while (!draining_ && !lane.empty() && lane.settling < kSettlingAtMost) {
    if (!dispatch_one(lane)) return;
  }
}

bool AsyncQueue::dispatch_one(AsyncLane& lane) {
  const Invoker& invoker = services_.invoker;
  const StoredEvent& next = lane.front();
  const AsyncPolicy policy = services_.policy_of(next.function, next.event.qualifier);
  if (services_.clock.wall() - next.accepted >= policy.age_max) {
    StoredEvent old = lane.take_front();
    auto last = last_reply(old);
    give_up(
        lane, std::move(old),
        {kConditionEventAgeExceeded, "the event has become too old to be run", std::move(last)});
    return true;
  }
  const std::optional<int> reserved = invoker.reserved_concurrency(lane.function);
  if (reserved == 0) {
    give_up(lane, lane.take_front(),
            {kConditionZeroReservedConcurrency, "the function's reserved concurrency is 0"});
    return true;
  }
  if (lane.hold) return false;
  const bool room =
      invoker.free_places(lane.function) > 0 && (reserved || lane.running < kAsyncAtOnce);
  if (!room) {
    // While some of them run, the end of one is the time to look again.
    if (lane.running == 0) hold(lane);
    return false;
  }
  run(lane, lane.take_front());
  return true;
}

void AsyncQueue::hold(AsyncLane& lane) {
  lane.hold = services_.timers.start(kQueueRetries.back_off(++lane.refusals), [this, &lane] {
    const Timer fired = std::move(lane.hold);
    pump(lane);
  });
}

void AsyncQueue::load(AsyncLane& lane) {
  lane.loading = true;
  auto loading = std::make_shared<Loading>();
  const EventTable::LoadLimits reach{services_.clock.wall(), kWindowEvents / 2, kWindowBytes};
  store_->submit(
      [table = tables_.events, loading, function = lane.function, cursor = lane.cursor,
       reach](Database&) {
        auto batch = table->load(function, cursor, reach);
        if (!batch) return Status(std::move(batch).error());
        loading->batch = std::move(*batch);
        return Status(Done{});
      },
      [this, &lane, loading](Status status) { on_loaded(lane, *loading, std::move(status)); });
}

void AsyncQueue::on_loaded(AsyncLane& lane, Loading& loading, Status status) {
  lane.loading = false;
  lane.unreadable = !status.ok();
  if (status) {
    lane.on_loaded(std::move(loading.batch));
  } else {
    StoredEvent none;
    none.function = lane.function;
    notice(none, "the waiting events cannot be read: " + status.error().message);
    lane.look_for_fresh();
    hold(lane);
  }
  pump(lane);
}

void AsyncQueue::arm(AsyncLane& lane) {
  const WallTime now = services_.clock.wall();
  std::optional<WallTime> at;
  // What is due already waits for room in the window.
  if (lane.next_due && *lane.next_due > now) at = lane.next_due;
  // When running ones end it is looked at anyway.
  if (!lane.empty() && lane.running == 0) {
    const StoredEvent& next = lane.front();
    const AsyncPolicy policy = services_.policy_of(next.function, next.event.qualifier);
    const WallTime too_old = next.accepted + policy.age_max;
    if (too_old > now) at = at ? std::min(*at, too_old) : too_old;
  }
  if (draining_ || lane.loading) at.reset();
  if (at == lane.wake_at) return;
  lane.wake_at = at;
  lane.wake.reset();
  if (!at) return;
  lane.wake = services_.timers.start(*at - now, [this, &lane] {
    const Timer fired = std::move(lane.wake);
    lane.wake_at.reset();
    pump(lane);
  });
}

// --- an invocation ---

void AsyncQueue::run(AsyncLane& lane, StoredEvent event) {
  ++lane.running;
  ++under_way_;
  const std::string callee = callee_name(event.function, event.event.qualifier);
  auto stored = std::make_shared<StoredEvent>(std::move(event));
  if (watch_ != nullptr) watch_->on_run(*stored, trace_behind(*stored));
  Event& called = stored->event;
  if (stored->attempts > 0) {
    called.caller = "retry " + std::to_string(stored->attempts);
  } else if (called.caller.empty()) {
    called.caller = "async";  // from the database: it is not kept there
  }
  services_.invoker.invoke(
      callee, stored->event,
      [this, &lane, stored, alive = std::weak_ptr<int>(alive_)](Result<Reply> result) {
        if (!alive.expired()) on_end(lane, std::move(*stored), std::move(result));
      });
}

void AsyncQueue::on_end(AsyncLane& lane, StoredEvent event, Result<Reply> result) {
  if (stopped_) return;
  --lane.running;
  --under_way_;
  if (watch_ != nullptr) watch_->on_ran(event);
  if (result) {
    lane.refusals = 0;
    on_reply(lane, std::move(event), std::move(*result));
  } else {
    on_refused(lane, std::move(event), result.error());
  }
  pump(lane);
  end_drain();
}

void AsyncQueue::on_reply(AsyncLane& lane, StoredEvent event, Reply reply) {
  ++event.attempts;
  event.setbacks = 0;
  if (!reply.function_error()) return succeed(lane, std::move(event), std::move(reply));
  const AsyncPolicy policy = services_.policy_of(event.function, event.event.qualifier);
  if (event.attempts <= policy.retries_max) {
    const Duration wait = kRetryDelay * event.attempts;
    // Nobody waits for a retry that would come too late.
    if (services_.clock.wall() + wait - event.accepted < policy.age_max) {
      event.last_response = std::move(reply.payload);
      event.last_version = std::move(reply.executed_version);
      return delay(lane, std::move(event), wait);
    }
    return give_up(lane, std::move(event),
                   {kConditionEventAgeExceeded, "the event would be too old when it is tried again",
                    std::move(reply)});
  }
  give_up(lane, std::move(event),
          {kConditionRetriesExhausted, "failed " + std::to_string(event.attempts) + " times",
           std::move(reply)});
}

void AsyncQueue::on_refused(AsyncLane& lane, StoredEvent event, const Error& error) {
  if (error.code == Error::Code::kThrottled) {
    lane.put_back(std::move(event));
    if (lane.running == 0 && !lane.hold) hold(lane);
    return;
  }
  if (error.reason == "RecursiveInvocationException") {
    return give_up(lane, std::move(event), {kConditionRecursiveLoop, error.message});
  }
  // The qualifier is gone, or the emulator is going: no attempt.
  const Duration by = kQueueRetries.back_off(event.setbacks + 1);
  if (event.setbacks++ == 0) notice(event, "an asynchronous event waits: " + error.message);
  delay(lane, std::move(event), by);
}

}  // namespace brume::emulator
