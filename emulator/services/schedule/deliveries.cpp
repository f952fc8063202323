#include "emulator/services/schedule/deliveries.h"

#include <algorithm>
#include <cstdint>

namespace brume::emulator::schedule {
namespace {

constexpr Duration kBackoffMin = std::chrono::seconds(1);
constexpr Duration kBackoffMax = std::chrono::minutes(5);
constexpr int kExecutionIdDigits = 16;

bool may_pass(const Error& error) {
  return error.code == Error::Code::kUnavailable || error.code == Error::Code::kThrottled ||
         error.code == Error::Code::kInternal;
}

}  // namespace

struct Deliveries::Delivery {
  std::shared_ptr<const Schedule> schedule;
  std::size_t target_index = 0;
  Firing firing;
  Callback<void(Status)> done = {};  // of try_once()
  Callback<void()> ended = {};       // of deliver()
  WallTime began = {};
  Duration backoff = kBackoffMin;
  Activity::Token token = {};  // while it waits for an answer
  Timer retry = {};

  const Target& target() const { return schedule->targets[target_index]; }
};

Deliveries::~Deliveries() = default;

void Deliveries::deliver(std::shared_ptr<const Schedule> schedule, std::size_t target,
                         Firing firing, Callback<void()> ended) {
  auto delivery =
      std::make_shared<Delivery>(Delivery{std::move(schedule), target, std::move(firing)});
  delivery->ended = std::move(ended);
  begin(std::move(delivery));
}

void Deliveries::try_once(std::shared_ptr<const Schedule> schedule, std::size_t target,
                          Firing firing, Callback<void(Status)> done) {
  auto delivery =
      std::make_shared<Delivery>(Delivery{std::move(schedule), target, std::move(firing)});
  delivery->done = std::move(done);
  begin(std::move(delivery));
}

void Deliveries::begin(std::shared_ptr<Delivery> delivery) {
  delivery->began = services_.clock.wall();
  pending_.insert(delivery);
  attempt(delivery);
}

void Deliveries::attempt(const std::shared_ptr<Delivery>& delivery) {
  delivery->token = services_.activity.begin();
  delivery->firing.execution_id = services_.ids.hex(kExecutionIdDigits);
  Event event{payload_of(*delivery->schedule, delivery->target(), delivery->firing)};
  services_.invoker.accept(delivery->target().function, std::move(event),
                           [this, waiting = std::weak_ptr(delivery)](Status status) {
                             if (const auto known = waiting.lock())
                               on_answer(known, std::move(status));
                           });
}

void Deliveries::on_answer(const std::shared_ptr<Delivery>& delivery, Status status) {
  // Until everything that follows from it is under way.
  const Activity::Token token = std::move(delivery->token);
  if (delivery->done) {
    pending_.erase(delivery);
    delivery->done(std::move(status));
  } else if (status) {
    end(delivery);
  } else if (may_pass(status.error())) {
    retry_later(delivery, status.error());
  } else {
    give_up(delivery, status.error());
  }
}

void Deliveries::end(const std::shared_ptr<Delivery>& delivery) {
  pending_.erase(delivery);
  delivery->ended();
}

void Deliveries::retry_later(const std::shared_ptr<Delivery>& delivery, const Error& error) {
  const RetryPolicy& policy = delivery->target().retry;
  const Duration age = services_.clock.wall() + delivery->backoff - delivery->began;
  if (delivery->firing.attempt > policy.attempts_max || age > policy.age_max) {
    return give_up(delivery, error);
  }
  if (delivery->firing.attempt == 1) {
    notice(*delivery, "is not delivered yet and will be tried again: " + error.message);
  }
  ++delivery->firing.attempt;
  const Duration wait =
      std::exchange(delivery->backoff, std::min(delivery->backoff * 2, kBackoffMax));
  delivery->retry = services_.timers.start(wait, [this, waiting = std::weak_ptr(delivery)] {
    if (const auto known = waiting.lock()) attempt(known);
  });
}

void Deliveries::give_up(const std::shared_ptr<Delivery>& delivery, const Error& error) {
  const Target& target = delivery->target();
  const int attempts = delivery->firing.attempt;
  const std::string dead_letter =
      target.dead_letter_arn.empty()
          ? std::string()
          : " and its dead-letter queue " + target.dead_letter_arn + " is not emulated";
  notice(*delivery, "is dropped after " + std::to_string(attempts) +
                        (attempts == 1 ? " attempt: " : " attempts: ") + error.message +
                        dead_letter + ": " +
                        payload_of(*delivery->schedule, target, delivery->firing));
  end(delivery);
}

void Deliveries::notice(const Delivery& delivery, std::string_view text) {
  const std::string line = "schedule " + delivery.schedule->name + ": the event of " +
                           iso_seconds(delivery.firing.due) + " " + std::string(text);
  const std::string& function = delivery.target().function;
  services_.log.write({LogRecord::Kind::kNotice,
                       services_.clock.wall(),
                       std::string_view(function).substr(0, function.find(':')),
                       {},
                       line});
}

}  // namespace brume::emulator::schedule
