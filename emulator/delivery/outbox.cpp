#include "emulator/delivery/outbox.h"

#include <algorithm>
#include <utility>

#include "emulator/async/failed_events.h"
#include "emulator/invoke/limits.h"

namespace brume::emulator::storage {

struct Outbox::Reading {
  std::vector<OutboxRow> rows;
};

void Outbox::start() {
  started_ = true;
  on_told();
}

void Outbox::on_told() {
  more_ = true;
  pump();
}

void Outbox::on_functions_changed() {
  if (!std::exchange(waits_, false)) return;
  cursor_ = 0;
  on_told();
}

void Outbox::stop() {
  started_ = false;
  again_.reset();
}

void Outbox::pump() {
  if (started_ && more_ && !reading_ && told_.size() < kTellingAtOnce) {
    reading_ = true;
    more_ = false;
    auto reading = std::make_shared<Reading>();
    services_.store.submit(
        [reading, after = cursor_](Database& database) {
          auto rows = read_outbox(database, after, static_cast<int>(kTellingAtOnce));
          if (!rows) return Status(std::move(rows).error());
          reading->rows = std::move(*rows);
          return Status(Done{});
        },
        [this, reading, alive = std::weak_ptr<int>(alive_)](Status status) {
          if (!alive.expired()) on_read(*reading, status);
        });
  }
  look_active();
}

void Outbox::on_read(Reading& reading, const Status& status) {
  reading_ = false;
  if (!status) {
    say_once("", "what buckets have to tell cannot be read, and is tried again: " +
                     status.error().message);
    return again();
  }
  if (reading.rows.size() == kTellingAtOnce) more_ = true;
  for (OutboxRow& row : reading.rows) {
    cursor_ = std::max(cursor_, row.id);
    if (started_ && told_.insert(row.id).second) tell(std::move(row));
  }
  pump();
}

void Outbox::tell(OutboxRow row) {
  const Message& message = row.message;
  if (message.target != Notification::Target::kFunction) {
    const bool queue = message.target == Notification::Target::kQueue;
    say_once(message.arn, message.arn + " gets nothing: " + (queue ? "SQS queues" : "SNS topics") +
                              " are not emulated yet");
    return forget(row.id);
  }
  const auto function = function_of_arn(message.arn);
  if (!function) {
    say_once(message.arn, message.arn + " gets nothing: it is not the ARN of a function");
    return forget(row.id);
  }
  Event event{.payload = std::move(row.message.payload),
              .trace_header = std::move(row.message.trace_header)};
  services_.invoker.accept(
      callee_name(function->function, function->qualifier), std::move(event),
      [this, id = row.id, arn = row.message.arn, alive = std::weak_ptr<int>(alive_)](Status taken) {
        if (!alive.expired()) on_answer(id, arn, taken);
      });
}

void Outbox::on_answer(std::int64_t id, const std::string& arn, const Status& accepted) {
  if (accepted) {
    back_off_ = Duration{0};
    return forget(id);
  }
  const Error& error = accepted.error();
  if (error.code == Error::Code::kPayloadTooLarge) {
    say_once(arn, arn + " is not told of everything: " + error.message);
    return forget(id);
  }
  told_.erase(id);
  if (error.code == Error::Code::kNotFound) {
    waits_ = true;
    say_once(arn, "a bucket has something to tell to " + arn + ", which is not here: it waits");
    return pump();
  }
  again();
}

void Outbox::forget(std::int64_t id) {
  services_.store.submit_soon([id](Database& database) { return remove_from_outbox(database, id); },
                              [this, id, alive = std::weak_ptr<int>(alive_)](Status status) {
                                if (!alive.expired()) on_forgotten(id, status);
                              });
}

void Outbox::on_forgotten(std::int64_t id, const Status& status) {
  if (status) {
    told_.erase(id);
    return pump();
  }
  unforgotten_.push_back(id);
  again();
}

void Outbox::again() {
  if (!again_ && started_) {
    back_off_ = std::clamp(back_off_ * 2, kFirstTellAgain, kTellAgainAtMost);
    again_ = services_.timers.start(back_off_, [this] { on_again(); });
  }
  look_active();
}

void Outbox::on_again() {
  const Timer fired = std::move(again_);
  for (const std::int64_t id : std::exchange(unforgotten_, {})) forget(id);
  cursor_ = 0;
  on_told();
}

// While it waits for its timer there is nothing under way, whatever else waits.
void Outbox::look_active() {
  const bool active = reading_ || told_.size() > unforgotten_.size();
  if (active && !active_) active_ = services_.activity.begin();
  if (!active) active_.reset();
}

void Outbox::say_once(const std::string& about, const std::string& text) {
  if (!said_.insert(about).second) return;
  services_.log.write({LogRecord::Kind::kNotice, services_.clock.wall(), {}, {}, text});
}

}  // namespace brume::emulator::storage
