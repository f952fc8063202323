#include "tests/simulation/outbox_world.h"

#include <algorithm>
#include <cstdio>
#include <iterator>
#include <utility>

namespace brume::emulator::simulation {

using namespace std::chrono_literals;
using delivery::Message;
using delivery::RetryPolicy;

namespace {

constexpr int kMaxMessages = 60;
constexpr int kMaxTroubles = 10;
constexpr int kMaxKills = 25;
constexpr int kTargets = 3;
constexpr const char* kTargetArn = "arn:aws:lambda:us-east-1:123456789012:function:f";
constexpr const char* kDeadArn = "arn:aws:sqs:us-east-1:123456789012:dead";
constexpr const char* kTopicArn = "arn:aws:sns:us-east-1:123456789012:topic";

Database outbox_in_memory() {
  auto database = Database::open(":memory:");
  BRUME_CHECK(database.ok());
  const Status made = database->migrate({delivery::kOutboxTable});
  BRUME_CHECK(made.ok());
  return std::move(database).value();
}

// Of a payload "17" or, as it is rendered, "17 3".
std::string id_of(const std::string& payload) {
  return payload.substr(0, payload.find(' '));
}

}  // namespace

OutboxWorld::OutboxWorld(std::uint64_t seed, bool verbose)
    : chance_(seed),
      verbose_(verbose),
      time_(WallTime(24h * 20'000)),
      database_(outbox_in_memory()),
      arrivals_left_(1 + static_cast<int>(chance_.below(kMaxMessages))),
      disturbances_left_(static_cast<int>(chance_.below(kMaxTroubles))),
      kills_left_(static_cast<int>(chance_.below(kMaxKills))) {
  constexpr int kKills[] = {0, 1, 5, 25};
  constexpr int kFailures[] = {0, 20, 60, 97};
  kill_percent_ = kKills[chance_.below(std::size(kKills))];
  fail_percent_ = kFailures[chance_.below(std::size(kFailures))];
  targets_.add("lambda", *this);
  targets_.add("sqs", *this);
  open();
  arrival_ = time_.start(0ms, [this] { arrive(); });
  disturbance_ = time_.start(chance_.between(0s, 5s), [this] { disturb(); });
}

OutboxWorld::~OutboxWorld() = default;

// A new process: the database as it was left.
void OutboxWorld::open() {
  store_ = std::make_unique<testing::VirtualStore>(time_, database_);
  store_->takes = chance_.percent(50) ? Duration(0) : chance_.between(0ms, 50ms);
  outbox_ = std::make_unique<delivery::Outbox>(
      delivery::OutboxServices{*store_, targets_, time_, time_, pending_work_, *this,
                               [](const Message& message, int attempt) {
                                 return message.payload + " " + std::to_string(attempt);
                               }});
  outbox_->start();
}

// --- what happens ---

std::optional<std::string> OutboxWorld::run() {
  while (!failure_ && time_.advance_to_next()) {
    const bool kills = outbox_ && kills_left_ > 0 && chance_.percent(kill_percent_);
    if (kills) kill();
  }
  if (!failure_) check_end();
  return failure_;
}

void OutboxWorld::arrive() {
  const std::uint64_t burst = chance_.percent(20) ? 1 + chance_.below(20) : 1;
  for (std::uint64_t i = 0; i < burst && arrivals_left_ > 0; ++i) {
    --arrivals_left_;
    if (outbox_) put();
  }
  if (arrivals_left_ == 0) return;
  arrival_ = time_.start(chance_.between(0s, 3s), [this] { arrive(); });
}

void OutboxWorld::put() {
  constexpr Duration kAges[] = {10s, 5min, 24h};
  const std::string id = std::to_string(sent_.size());
  Sent& sent = sent_[id];
  const bool topic = chance_.percent(3);
  sent.message = {
      .target = topic ? kTopicArn : kTargetArn + std::to_string(chance_.below(kTargets)),
      .payload = id,
      .subject = "message " + id};
  if (chance_.percent(40)) sent.message.dead_letter = chance_.percent(70) ? kDeadArn : kTopicArn;
  sent.policy = {.attempts_max = static_cast<int>(chance_.below(8)),
                 .age_max = kAges[chance_.below(std::size(kAges))],
                 .back_off_first = chance_.percent(50) ? Duration(200ms) : Duration(1s),
                 .back_off_longest = 30s,
                 .waits_for_target = chance_.percent(50)};
  sent.put = time_.wall();
  say(id + " is put, for " + sent.message.target);
  store_->submit(
      [&sent](Database& database) {
        Status put = delivery::put_in_outbox(database, sent.message, sent.policy, sent.put);
        sent.committed = put.ok();
        return put;
      },
      [this, life = life_](const Status& status) {
        expect(life == life_, "a dead process was called back");
        if (status) outbox_->on_put();
      });
}

void OutboxWorld::disturb() {
  if (disturbances_left_-- <= 0) return;
  disturbance_ = time_.start(chance_.between(0s, 30s), [this] { disturb(); });
  if (!outbox_) return;
  switch (chance_.below(3)) {
    case 0:
      return stop_orderly();
    case 1:
      return fail_disk();
    default:
      return vanish();
  }
}

void OutboxWorld::kill() {
  --kills_left_;
  say("the emulator is killed");
  outbox_.reset();
  store_->die(chance_.below(store_->waiting() + 1));
  leave();
}

void OutboxWorld::stop_orderly() {
  say("the emulator stops");
  outbox_->drain([this] {
    say("what was being delivered has ended");
    expect(calls_.empty() || !outbox_, "a drain ended while a target was at work");
  });
  recovery_ = time_.start(chance_.between(0s, 10s), [this] {
    const Timer fired = std::move(recovery_);
    if (!outbox_) return;
    outbox_.reset();
    leave();
  });
}

void OutboxWorld::leave() {
  ++life_;
  calls_.clear();
  store_.reset();
  repair_.reset();
  expect(pending_work_.idle(), "a dead process still does something");
  recovery_ = time_.start(chance_.between(0s, 90s), [this] {
    const Timer fired = std::move(recovery_);
    say("the emulator comes back");
    open();
  });
}

void OutboxWorld::fail_disk() {
  say("the disk is full");
  store_->failing = Error{Error::Code::kUnavailable, "full"};
  repair_ = time_.start(chance_.between(0s, 60s), [this] {
    say("the disk has room again");
    store_->failing.reset();
  });
}

void OutboxWorld::vanish() {
  const std::string arn = kTargetArn + std::to_string(chance_.below(kTargets));
  say(arn + " vanishes");
  vanished_[arn] = time_.start(chance_.between(0s, 120s), [this, arn] {
    say(arn + " comes back");
    const auto back = vanished_.extract(arn);
    if (outbox_) outbox_->on_targets_changed();
  });
}

// --- the targets ---

void OutboxWorld::deliver(Message message, Callback<void(Status)> taken) {
  if (message.target == kDeadArn) return on_letter(message, std::move(taken));
  const std::string id = id_of(message.payload);
  const auto found = sent_.find(id);
  expect(found != sent_.end(), "a message came that nobody has sent: " + message.payload);
  if (found == sent_.end()) return taken(Done{});
  Sent& sent = found->second;
  on_call(id, sent);
  expect(message.target == sent.message.target, id + " reached another target");
  answer_later(id, answer_of(sent), std::move(taken));
}

void OutboxWorld::on_call(const std::string& id, Sent& sent) {
  say(id + " is delivered");
  ++sent.calls;
  expect(sent.committed, id + " is delivered, and was not committed");
  expect(sent.at_target != life_, id + " is delivered twice at once");
  expect(sent.taken_in != life_, id + " is delivered again, and had been taken");
  const bool early = sent.failed_in == life_ && sent.failed_at &&
                     time_.wall() - *sent.failed_at < sent.policy.back_off_first;
  expect(!early, id + " is tried again too soon");
  sent.at_target = life_;
}

void OutboxWorld::on_letter(const Message& letter, Callback<void(Status)> taken) {
  const std::string id = id_of(letter.payload);
  say(id + " is delivered as a dead letter");
  Sent& sent = sent_[id];
  expect(sent.message.dead_letter == kDeadArn, id + " became a dead letter, and has no such queue");
  expect(letter.attributes.find("ERROR_CODE") != std::string::npos, id + " does not say why");
  ++sent.letters;
  taken(Done{});
}

Status OutboxWorld::answer_of(const Sent& sent) {
  if (vanished_.contains(sent.message.target)) {
    return Error{Error::Code::kNotFound, "Function not found"};
  }
  if (!chance_.percent(fail_percent_)) return Done{};
  if (chance_.percent(5)) return Error{Error::Code::kPayloadTooLarge, "too large"};
  return Error{chance_.percent(50) ? Error::Code::kThrottled : Error::Code::kUnavailable, "busy"};
}

// At once or later; what was taken may be so long before the outbox hears of it.
void OutboxWorld::answer_later(const std::string& id, Status answer, Callback<void(Status)> taken) {
  if (answer && chance_.percent(50)) ++sent_[id].taken;
  if (chance_.percent(40)) return on_answer(id, answer, std::move(taken));
  const std::uint64_t number = next_call_++;
  Call& call = calls_[number];
  call.id = id;
  call.taken = std::move(taken);
  call.answers = time_.start(chance_.between(0s, 5s), [this, number, answer = std::move(answer)] {
    Call answered = std::move(calls_.at(number));
    calls_.erase(number);
    on_answer(answered.id, answer, std::move(answered.taken));
  });
}

void OutboxWorld::on_answer(const std::string& id, const Status& answer,
                            Callback<void(Status)> taken) {
  Sent& sent = sent_[id];
  sent.at_target = -1;
  if (answer) {
    ++sent.taken;
    sent.taken_in = life_;
  } else if (delivery::may_pass(answer.error())) {
    ++sent.failures;
    sent.failed_at = time_.wall();
    sent.failed_in = life_;
    // What a kill makes forgotten does not count.
    expect(sent.failures <= sent.policy.attempts_max + 1 + life_, id + " is tried too often");
  } else if (answer.error().code == Error::Code::kNotFound) {
    sent.absent = true;
    sent.failed_at.reset();
    sent.refused = sent.refused || !sent.policy.waits_for_target;
  } else {
    sent.refused = true;
  }
  say(id + (answer ? " is taken" : ": " + answer.error().message));
  taken(answer ? Status(Done{}) : Status(answer.error()));
}

// The outbox's own words: each message that is given up is named.
void OutboxWorld::write(const LogRecord& record) {
  const std::string text(record.text);
  say("log: " + text);
  constexpr std::string_view kSubject = "message ";
  const std::size_t dropped = text.find(" is dropped after ");
  if (dropped == std::string::npos || !text.starts_with(kSubject)) return;
  const std::string id = text.substr(kSubject.size(), dropped - kSubject.size());
  Sent& sent = sent_[id];
  ++sent.given_up;
  const bool whole = text.find(": " + id + " ") != std::string::npos;
  const bool letter = text.ends_with(" gets it");
  expect(whole || letter, id + " is given up, and the log does not have it whole");
  check_given_up(id, sent);
}

// --- invariants ---

void OutboxWorld::check_given_up(const std::string& id, const Sent& sent) {
  const int failures = std::max(sent.failures, 1);
  const bool often = sent.failures > sent.policy.attempts_max;
  const Duration age = time_.wall() - sent.put;
  const bool old = age > sent.policy.age_max - sent.policy.back_off(failures);
  const bool unsendable = sent.message.target == kTopicArn;
  expect(sent.refused || often || old || unsendable, id + " is given up too soon");
}

std::string OutboxWorld::fate_of(const Sent& sent) const {
  if (!sent.committed) return "not committed";
  if (sent.taken > 0) return sent.calls == 1 ? "taken" : "taken later";
  if (sent.letters > 0) return "dead letters";
  if (sent.given_up > 0 && sent.message.dead_letter != kDeadArn) return "given up";
  if (sent.message.target == kTopicArn && sent.message.dead_letter != kDeadArn) return "unsendable";
  return {};
}

void OutboxWorld::check_end() {
  expect(outbox_ != nullptr, "the emulator did not come back");
  expect(pending_work_.idle(), "nothing is left to happen, and something is under way");
  auto left = database_.prepare("SELECT count(*) FROM outbox");
  BRUME_CHECK(left.ok());
  BRUME_CHECK(left->next().ok());
  expect(left->integer(0) == 0, "nothing is left to happen, and messages wait");
  for (const auto& [id, sent] : sent_) {
    const std::string fate = fate_of(sent);
    expect(!fate.empty(), id + " was committed and is lost");
    ++ends_[fate];
  }
}

void OutboxWorld::expect(bool holds, const std::string& otherwise) {
  if (!holds && !failure_) failure_ = otherwise;
}

void OutboxWorld::say(const std::string& what) const {
  if (!verbose_) return;
  const Duration since = time_.monotonic().time_since_epoch();
  std::printf("%12.6f  %s\n", static_cast<double>(since.count()) / 1e6, what.c_str());
}

}  // namespace brume::emulator::simulation
