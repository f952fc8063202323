#include "emulator/delivery/outbox.h"

#include <algorithm>
#include <utility>

#include "emulator/delivery/dead_letter.h"
#include "emulator/text/function_arn.h"

namespace brume::emulator::delivery {

struct Outbox::Reading {
  OutboxBatch batch;
};

// A message from the moment it is read until what became of it is stored.
struct Outbox::Delivery {
  enum class Phase {
    kAtTarget,  // its target has been called and has not answered
    kStoring,   // `outcome` is on its way to the database
    kUnstored,  // the database failed: it is stored again later
  };
  struct Outcome {
    enum class Kind { kForget, kPostpone, kPark };
    Kind kind = Kind::kForget;
    WallTime due{};                           // of kPostpone
    std::optional<Message> dead_letter = {};  // that enters as the message goes
  };

  OutboxRow row;
  std::uint64_t targets_version = 0;  // when its target was called
  Phase phase = Phase::kAtTarget;
  Outcome outcome = {};
};

Outbox::Outbox(OutboxServices services) : services_(std::move(services)) {}
Outbox::~Outbox() = default;

void Outbox::start() {
  BRUME_CHECK(!started_);
  started_ = true;
  on_targets_changed();
}

void Outbox::on_put() {
  more_ = true;
  pump();
}

void Outbox::on_targets_changed() {
  ++targets_version_;
  unpark_ = true;
  on_put();
}

void Outbox::stop() {
  started_ = false;
  read_again_.reset();
  store_again_.reset();
  wake_.reset();
  wake_time_.reset();
}

void Outbox::drain(Callback<void()> done) {
  BRUME_CHECK(!drained_);
  stop();
  drained_ = std::move(done);
  update_pending_work();
}

// --- reading ---

void Outbox::pump() {
  const bool room = deliveries_.size() <= kDeliveredAtOnce / 2;
  if (started_ && more_ && room && !reading_ && !read_again_) {
    reading_ = true;
    more_ = false;
    OutboxQuery query{services_.clock.wall(), {}, 0, kReadBytes};
    for (const auto& [id, delivery] : deliveries_) query.except.insert(id);
    query.count_max = static_cast<int>(kDeliveredAtOnce - deliveries_.size());
    auto reading = std::make_shared<Reading>();
    services_.store.submit(
        [reading, query = std::move(query), unpark = unpark_](Database& database) -> Status {
          if (unpark) {
            if (Status done = unpark_outbox(database); !done) return done;
          }
          auto batch = read_outbox(database, query);
          if (!batch) return std::move(batch).error();
          reading->batch = std::move(*batch);
          return Done{};
        },
        [this, reading, version = targets_version_,
         alive = std::weak_ptr<int>(alive_)](const Status& status) {
          if (alive.expired()) return;
          if (status && version == targets_version_) unpark_ = false;
          on_read(*reading, status);
        });
  }
  update_pending_work();
}

void Outbox::on_read(Reading& reading, const Status& status) {
  BRUME_CHECK(reading_);
  reading_ = false;
  if (!status) return read_later(status.error());
  read_failures_ = 0;
  OutboxBatch& batch = reading.batch;
  if (batch.more) more_ = true;
  if (!started_) return update_pending_work();
  if (batch.next_due) wake_at(*batch.next_due);
  for (OutboxRow& row : batch.rows) send(std::move(row));
  pump();
}

void Outbox::read_later(const Error& why) {
  if (++read_failures_ == 1) {
    notice({}, "messages that wait to be delivered cannot be read, and are tried again: " +
                   why.message);
  }
  more_ = true;
  if (started_) {
    read_again_ = services_.timers.start(kDatabaseRetries.back_off(read_failures_), [this] {
      const Timer fired = std::move(read_again_);
      pump();
    });
  }
  update_pending_work();
}

void Outbox::wake_at(WallTime due) {
  if (!started_ || (wake_time_ && *wake_time_ <= due)) return;
  wake_time_ = due;
  const Duration wait = std::max(due - services_.clock.wall(), Duration(0));
  wake_ = services_.timers.start(wait, [this] {
    const Timer fired = std::move(wake_);
    wake_time_.reset();
    on_put();
  });
}

// --- an attempt ---

void Outbox::send(OutboxRow row) {
  const std::int64_t id = row.id;
  const auto [place, fresh] = deliveries_.emplace(id, Delivery{std::move(row)});
  BRUME_CHECK(fresh);
  Delivery& delivery = place->second;
  Message& message = delivery.row.message;
  delivery.targets_version = targets_version_;
  const Result<Target*> target = services_.targets.find(message.target);
  if (!target) return drop_unsendable(delivery, target.error());
  if (services_.render) {
    message.payload = services_.render(message, delivery.row.attempts + 1);
  }
  target.value()->deliver(message,
                          [this, id, alive = std::weak_ptr<int>(alive_)](const Status& taken) {
                            if (!alive.expired()) on_answer(id, taken);
                          });
}

void Outbox::on_answer(std::int64_t id, const Status& taken) {
  const auto found = deliveries_.find(id);
  BRUME_CHECK(found != deliveries_.end());
  Delivery& delivery = found->second;
  BRUME_CHECK(delivery.phase == Delivery::Phase::kAtTarget);
  const RetryPolicy& policy = delivery.row.policy;
  if (taken) return forget(delivery);
  const Error& error = taken.error();
  if (error.code == Error::Code::kNotFound && policy.waits_for_target) {
    return wait_for_target(delivery);
  }
  if (may_pass(error)) return try_later(delivery, error);
  give_up(delivery, error);
}

void Outbox::forget(Delivery& delivery) {
  failing_.erase(delivery.row.message.target);
  delivery.outcome.kind = Delivery::Outcome::Kind::kForget;
  store(delivery);
}

void Outbox::try_later(Delivery& delivery, const Error& error) {
  OutboxRow& row = delivery.row;
  const WallTime now = services_.clock.wall();
  const auto pause = row.policy.next(row.attempts + 1, now - row.accepted);
  if (!pause) return give_up(delivery, error);
  if (failing_.insert(row.message.target).second) {
    notice(row.message,
           row.message.subject + " is not delivered yet and will be tried again: " + error.message);
  }
  ++row.attempts;
  delivery.outcome.kind = Delivery::Outcome::Kind::kPostpone;
  delivery.outcome.due = now + *pause;
  store(delivery);
}

void Outbox::wait_for_target(Delivery& delivery) {
  const Message& message = delivery.row.message;
  say_once(message, message.target,
           message.subject + " waits for " + message.target + ", which is not here");
  delivery.outcome.kind = Delivery::Outcome::Kind::kPark;
  store(delivery);
}

void Outbox::give_up(Delivery& delivery, const Error& error) {
  const Message& message = delivery.row.message;
  const int attempts = delivery.row.attempts + 1;
  delivery.outcome.kind = Delivery::Outcome::Kind::kForget;
  std::string text = message.subject + " is dropped after " + std::to_string(attempts) +
                     (attempts == 1 ? " attempt: " : " attempts: ") + error.message;
  if (!message.dead_letter.empty() && services_.targets.find(message.dead_letter)) {
    delivery.outcome.dead_letter = dead_letter_of(message, delivery.row.policy, {attempts, error});
    text += "; " + message.dead_letter + " gets it";
  } else {
    if (!message.dead_letter.empty()) {
      text += " and its dead-letter queue " + message.dead_letter + " is not emulated";
    }
    text += ": " + message.payload;
  }
  notice(message, text);
  store(delivery);
}

// Its ARN is none, or of a service that has no target: which is said once, and nothing piles up.
void Outbox::drop_unsendable(Delivery& delivery, const Error& error) {
  const Message& message = delivery.row.message;
  if (!message.dead_letter.empty() && services_.targets.find(message.dead_letter)) {
    return give_up(delivery, error);
  }
  say_once(message, message.target, message.target + " gets nothing: " + error.message);
  delivery.outcome.kind = Delivery::Outcome::Kind::kForget;
  store(delivery);
}

// --- what became of it ---

void Outbox::store(Delivery& delivery) {
  using Kind = Delivery::Outcome::Kind;
  delivery.phase = Delivery::Phase::kStoring;
  // A target that came while its absence was on its way to us, or to the database, would be missed.
  if (delivery.outcome.kind == Kind::kPark && delivery.targets_version != targets_version_) {
    delivery.outcome.kind = Kind::kPostpone;
    delivery.outcome.due = services_.clock.wall();
  }
  auto work = [id = delivery.row.id, attempts = delivery.row.attempts, policy = delivery.row.policy,
               outcome = delivery.outcome,
               now = services_.clock.wall()](Database& database) -> Status {
    if (outcome.kind == Kind::kPark) return park_in_outbox(database, id);
    if (outcome.kind == Kind::kPostpone) {
      return postpone_in_outbox(database, id, attempts, outcome.due);
    }
    if (outcome.dead_letter) {
      Status put = put_in_outbox(database, *outcome.dead_letter, policy, now);
      if (!put) return put;
    }
    return remove_from_outbox(database, id);
  };
  services_.store.submit_soon(
      std::move(work),
      [this, id = delivery.row.id, alive = std::weak_ptr<int>(alive_)](const Status& status) {
        if (!alive.expired()) on_stored(id, status);
      });
}

void Outbox::on_stored(std::int64_t id, const Status& status) {
  const auto found = deliveries_.find(id);
  BRUME_CHECK(found != deliveries_.end());
  Delivery& delivery = found->second;
  BRUME_CHECK(delivery.phase == Delivery::Phase::kStoring);
  if (!status) return store_later(delivery, status.error());
  store_failures_ = 0;
  const Delivery::Outcome outcome = std::move(delivery.outcome);
  deliveries_.erase(found);
  if (outcome.kind == Delivery::Outcome::Kind::kPostpone) wake_at(outcome.due);
  if (outcome.dead_letter) more_ = true;
  pump();
}

// What has been delivered is not delivered again because a disk is full: it is stored again.
void Outbox::store_later(Delivery& delivery, const Error& why) {
  delivery.phase = Delivery::Phase::kUnstored;
  ++unstored_;
  BRUME_CHECK(unstored_ <= deliveries_.size());
  if (started_ && !store_again_) {
    if (++store_failures_ == 1) {
      notice({}, "what has been delivered cannot be stored, and is tried again: " + why.message);
    }
    store_again_ = services_.timers.start(kDatabaseRetries.back_off(store_failures_),
                                          [this] { store_again(); });
  }
  update_pending_work();
}

void Outbox::store_again() {
  const Timer fired = std::move(store_again_);
  for (auto& [id, delivery] : deliveries_) {
    if (delivery.phase != Delivery::Phase::kUnstored) continue;
    BRUME_CHECK(unstored_ > 0);
    --unstored_;
    store(delivery);
  }
  update_pending_work();
}

// While it waits for a timer there is nothing under way.
void Outbox::update_pending_work() {
  BRUME_CHECK(unstored_ <= deliveries_.size());
  const bool active = reading_ || deliveries_.size() > unstored_;
  if (active && !active_) active_ = services_.pending_work.begin();
  if (active) return;
  const PendingWork::Token ended = std::move(active_);
  if (drained_) std::exchange(drained_, Callback<void()>())();
}

// --- words ---

void Outbox::notice(const Message& message, const std::string& text) {
  const auto function = function_of_arn(message.target);
  const std::string name = function ? function->function : std::string();
  services_.log.write({LogRecord::Kind::kNotice, services_.clock.wall(), name, {}, text});
}

void Outbox::say_once(const Message& message, const std::string& about, const std::string& text) {
  if (said_.insert(about).second) notice(message, text);
}

}  // namespace brume::emulator::delivery
