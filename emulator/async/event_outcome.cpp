// AsyncQueue: what follows from the end of an event, and that it is stored whole.
#include <algorithm>

#include "emulator/async/async_queue.h"
#include "emulator/async/function_target.h"
#include "emulator/delivery/targets.h"
#include "emulator/invoke/invoker.h"
#include "emulator/invoke/limits.h"
#include "emulator/invoke/trace_header.h"
#include "emulator/text/arn.h"
#include "emulator/text/function_arn.h"

namespace brume::emulator {
namespace {

// Why no event can go there.
std::string why_no_destination(const std::string& arn) {
  const auto parsed = Arn::parse(arn);
  if (!parsed) return "it is not an ARN";
  if (parsed->service == "lambda") return kNotAFunction;
  return delivery::not_emulated(parsed->service);
}

}  // namespace

// What follows from one event, in one transaction.
struct AsyncQueue::Settlement {
  AsyncLane* lane;
  StoredEvent event;
  std::string condition = {};        // how it ended, if it goes
  std::string trace_header = {};     // of what it leads to
  std::optional<WallTime> due = {};  // it is delayed, else it goes
  std::vector<StoredEvent> onward = {};
  std::vector<FailedEvent> failed = {};
  int failures = 0;  // to store it
  Timer again = {};

  Status store(const EventTables& tables) {
    Status done = due ? tables.events->delay(event, *due) : tables.events->remove(event.id);
    for (StoredEvent& each : onward) {
      if (done) done = tables.events->add(each);
    }
    for (FailedEvent& each : failed) {
      if (done) done = tables.failed->keep(each);
    }
    return done;
  }
};

void AsyncQueue::succeed(AsyncLane& lane, StoredEvent event, Reply reply) {
  const AsyncPolicy policy = services_.policy_of(event.function, event.event.qualifier);
  auto settlement = std::make_shared<Settlement>();
  settlement->lane = &lane;
  settlement->event = std::move(event);
  settlement->condition = kConditionSuccess;
  if (!policy.on_success.empty()) {
    const AsyncOutcome outcome{kConditionSuccess, "succeeded", std::move(reply)};
    settlement->trace_header = trace_behind(settlement->event);
    send_to(policy.on_success, outcome,
            outcome_record(settlement->event, policy, outcome, services_.clock.wall()),
            *settlement);
  }
  settle(std::move(settlement));
}

void AsyncQueue::delay(AsyncLane& lane, StoredEvent event, Duration by) {
  const AsyncPolicy policy = services_.policy_of(event.function, event.event.qualifier);
  auto settlement = std::make_shared<Settlement>();
  settlement->lane = &lane;
  // It gets no older than it may; and the lane's cursor must not have passed it.
  const WallTime now = services_.clock.wall();
  const WallTime due = std::min(now + by, event.accepted + policy.age_max);
  settlement->due = std::max(due, std::max(now, lane.cursor.due) + Duration{1});
  settlement->event = std::move(event);
  settle(std::move(settlement));
}

void AsyncQueue::give_up(AsyncLane& lane, StoredEvent event, AsyncOutcome outcome) {
  const AsyncPolicy policy = services_.policy_of(event.function, event.event.qualifier);
  const WallTime now = services_.clock.wall();
  auto settlement = std::make_shared<Settlement>();
  settlement->lane = &lane;
  settlement->event = std::move(event);
  settlement->condition = outcome.condition;
  settlement->trace_header = trace_behind(settlement->event);
  std::string what = "an asynchronous event is given up: " + outcome.reason;
  if (!policy.on_failure.empty()) {
    send_to(policy.on_failure, outcome, outcome_record(settlement->event, policy, outcome, now),
            *settlement);
  }
  if (!policy.dead_letter.empty() && settlement->failed.empty()) {
    send_to(policy.dead_letter, outcome, settlement->event.event.payload, *settlement);
  }
  if (policy.on_failure.empty() && policy.dead_letter.empty()) {
    settlement->failed.push_back({settlement->event, now, outcome.condition, outcome.reason});
  }
  if (!settlement->onward.empty()) what += "; " + policy.on_failure + " is told";
  if (!settlement->failed.empty()) what += "; `brume events failed` shows it";
  notice(settlement->event, what);
  settle(std::move(settlement));
}

// What its function would send on.
std::string AsyncQueue::trace_behind(const StoredEvent& event) const {
  const FunctionConfig* const function = services_.invoker.find(event.function);
  if (function == nullptr) return event.event.trace_header;
  std::string header = event.event.trace_header;
  add_hop(header, lineage_hash(function->arn));
  return header;
}

void AsyncQueue::send_to(const std::string& arn, const AsyncOutcome& outcome, std::string document,
                         Settlement& settlement) {
  const WallTime now = services_.clock.wall();
  auto target = function_of_arn(arn);
  std::string why;
  if (!target) {
    why = why_no_destination(arn);
    if (noticed_.insert(arn).second) {
      notice(settlement.event, arn + " gets nothing: " + why +
                                   "; what would go there is kept, `brume events failed` shows it");
    }
  } else if (!services_.invoker.is_callable(callee_name(target->function, target->qualifier))) {
    why = "there is no such function here";
  } else if (document.size() > kMaxAsyncPayloadBytes) {
    why = "the record has " + std::to_string(document.size()) + " bytes, and may have " +
          std::to_string(kMaxAsyncPayloadBytes);
  } else {
    StoredEvent onward;
    onward.function = std::move(target->function);
    onward.event.qualifier = std::move(target->qualifier);
    onward.event.payload = std::move(document);
    onward.event.request_id = services_.ids.uuid();
    onward.event.trace_header = settlement.trace_header;
    onward.accepted = now;
    settlement.onward.push_back(std::move(onward));
    return;
  }
  settlement.failed.push_back({settlement.event, now, outcome.condition,
                               outcome.reason + "; " + arn + " was not told: " + why, arn,
                               std::move(document)});
}

void AsyncQueue::settle(std::shared_ptr<Settlement> settlement) {
  ++settlement->lane->settling;
  ++under_way_;
  submit(settlement);
}

void AsyncQueue::submit(const std::shared_ptr<Settlement>& settlement) {
  auto work = [tables = tables_, settlement](Database&) { return settlement->store(tables); };
  auto done = [this, settlement](Status status) { on_settled(settlement, status); };
  // While there is more to run, many ends share a commit.
  const bool busy = settlement->lane->running > 0 || !settlement->lane->empty();
  if (busy) return store_->submit_soon(std::move(work), std::move(done));
  store_->submit(std::move(work), std::move(done));
}

void AsyncQueue::on_settled(const std::shared_ptr<Settlement>& settlement, const Status& status) {
  AsyncLane& lane = *settlement->lane;
  if (!status) return on_not_stored(settlement, status.error());
  store_fails_ = false;
  --lane.settling;
  --under_way_;
  if (settlement->due) lane.on_delayed(*settlement->due);
  if (watch_ != nullptr && !settlement->due) {
    watch_->on_done(settlement->event, settlement->condition);
  }
  for (StoredEvent& onward : settlement->onward) {
    AsyncLane& its = lane_of(onward.function);
    its.on_stored(std::move(onward));
    if (&its != &lane) pump(its);
  }
  pump(lane);
  end_drain();
}

// A full disk does not undo what has run: it is tried until it can be stored, or until this process
// ends; then the event runs once more.
void AsyncQueue::on_not_stored(const std::shared_ptr<Settlement>& settlement, const Error& why) {
  if (!std::exchange(store_fails_, true)) {
    notice(settlement->event,
           "the end of an asynchronous event cannot be stored, and is tried again: " + why.message);
  }
  unstored_[settlement.get()] = settlement;
  ++settlement->lane->unstored;
  settlement->again = services_.timers.start(kQueueRetries.back_off(++settlement->failures),
                                             [this, raw = settlement.get()] { submit_again(raw); });
  pump(*settlement->lane);
}

void AsyncQueue::submit_again(Settlement* settlement) {
  const auto found = unstored_.find(settlement);
  const std::shared_ptr<Settlement> again = std::move(found->second);
  unstored_.erase(found);
  const Timer fired = std::move(again->again);
  // Meanwhile the lane's cursor may have passed that instant.
  if (again->due) again->due = std::max(*again->due, services_.clock.wall() + Duration{1});
  --again->lane->unstored;
  submit(again);
  pump(*again->lane);
}

}  // namespace brume::emulator
