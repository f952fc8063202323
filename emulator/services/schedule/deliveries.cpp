#include "emulator/services/schedule/deliveries.h"

#include <utility>

#include "emulator/text/time_text.h"

namespace brume::emulator::schedule {
namespace {

constexpr int kExecutionIdDigits = 16;
constexpr std::string_view kSchedulerSource = "aws.scheduler";
constexpr std::string_view kRuleSource = "aws.events";

delivery::Message message_to(const Schedule& schedule, const Target& target, std::string payload,
                             WallTime due) {
  const bool rule = schedule.dialect == Dialect::kRule;
  return {.target = "arn:aws:lambda:" + schedule.region + ":" + schedule.account_id +
                    ":function:" + target.function,
          .payload = std::move(payload),
          .source = std::string(rule ? kRuleSource : kSchedulerSource),
          .source_arn = schedule.arn,
          .subject = "schedule " + schedule.name + ": the event of " + iso_seconds(due),
          .dead_letter = target.dead_letter_arn};
}

}  // namespace

// An event on its way into the outbox.
struct Deliveries::Entry {
  delivery::Message message;
  RetryPolicy policy;
  WallTime accepted;
  Callback<void()> stored;
  PendingWork::Token token = {};  // while the database works on it
  int failures = 0;
  Timer again = {};
};

struct Deliveries::Trial {
  Callback<void(Status)> done;
  PendingWork::Token token;
};

Deliveries::Deliveries(const DeliveryServices& services)
    : services_(services),
      outbox_({.store = services.store,
               .targets = services.targets,
               .clock = services.clock,
               .timers = services.timers,
               .pending_work = services.pending_work,
               .log = services.log,
               .render = [&ids = services.ids](const delivery::Message& message, int attempt) {
                 if (message.source != kSchedulerSource) return message.payload;
                 return payload_of_attempt(message.payload, ids.hex(kExecutionIdDigits), attempt);
               }}) {}

Deliveries::~Deliveries() = default;

void Deliveries::deliver(std::shared_ptr<const Schedule> schedule, std::size_t target,
                         const Firing& firing, Callback<void()> stored) {
  const Target& to = schedule->targets[target];
  BRUME_CHECK(!to.function.empty());
  auto entry = std::make_shared<Entry>(
      Entry{message_to(*schedule, to, payload_of_all_attempts(*schedule, to, firing), firing.due),
            to.retry, services_.clock.wall(), std::move(stored)});
  entries_.insert(entry);
  put(entry);
}

void Deliveries::put(const std::shared_ptr<Entry>& entry) {
  entry->token = services_.pending_work.begin();
  services_.store.submit(
      [entry](Database& database) {
        return delivery::put_in_outbox(database, entry->message, entry->policy, entry->accepted);
      },
      [this, waiting = std::weak_ptr(entry)](const Status& status) {
        if (const auto known = waiting.lock()) on_put(known, status);
      });
}

void Deliveries::on_put(const std::shared_ptr<Entry>& entry, const Status& status) {
  // Until everything that follows from it is under way.
  const PendingWork::Token token = std::move(entry->token);
  if (status) {
    entries_.erase(entry);
    outbox_.on_put();
    return entry->stored();
  }
  if (++entry->failures == 1) {
    const std::string text =
        entry->message.subject + " cannot be stored, and is tried again: " + status.error().message;
    services_.log.write({LogRecord::Kind::kNotice, services_.clock.wall(), {}, {}, text});
  }
  entry->again = services_.timers.start(delivery::kDatabaseRetries.back_off(entry->failures),
                                        [this, waiting = std::weak_ptr(entry)] {
                                          if (const auto known = waiting.lock()) put(known);
                                        });
}

void Deliveries::try_once(const Schedule& schedule, std::size_t target, Firing firing,
                          Callback<void(Status)> done) {
  const Target& to = schedule.targets[target];
  firing.execution_id = services_.ids.hex(kExecutionIdDigits);
  delivery::Message message =
      message_to(schedule, to, payload_of(schedule, to, firing), firing.due);
  const auto found = services_.targets.find(message.target);
  if (!found) return done(found.error());
  auto trial = std::make_shared<Trial>(Trial{std::move(done), services_.pending_work.begin()});
  trials_.insert(trial);
  found.value()->deliver(std::move(message), [this, waiting = std::weak_ptr(trial)](Status status) {
    const auto known = waiting.lock();
    if (!known) return;
    trials_.erase(known);
    known->done(std::move(status));
  });
}

}  // namespace brume::emulator::schedule
