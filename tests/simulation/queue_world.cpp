#include "tests/simulation/queue_world.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "emulator/invoke/limits.h"

namespace brume::emulator::simulation {

using namespace std::chrono_literals;
using testing::FakeProcess;

namespace {

constexpr int kMaxEvents = 60;
constexpr int kMaxDisturbances = 12;
constexpr int kAccountConcurrency = 8;
constexpr const char* kTold = "told";
constexpr const char* kToldArn = "arn:aws:lambda:us-east-1:123456789012:function:told";
constexpr const char* kQueueArn = "arn:aws:sqs:us-east-1:123456789012:queue";

Database in_memory() {
  auto database = Database::open(":memory:");
  BRUME_CHECK(database.ok());
  return std::move(database).value();
}

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

}  // namespace

QueueWorld::QueueWorld(std::uint64_t seed, bool verbose)
    : chance_(seed),
      verbose_(verbose),
      hosting_(kAccountConcurrency),
      workers_(hosting_, chance_,
               verbose ? [this](const std::string& what) { say(what); } : Workers::Say()),
      database_(in_memory()),
      arrivals_left_(1 + static_cast<int>(chance_.below(kMaxEvents))),
      disturbances_left_(static_cast<int>(chance_.below(kMaxDisturbances))) {
  hosting_.log.keep = false;
  hosting_.services.clock_events = &clock_events_;
  clock_events_.subscribe([this](const ClockEvent& event) { on_clock_event(event); });
  hosting_.launcher.on_launch = [this, launched = hosting_.launcher.on_launch](FakeProcess& p) {
    launched(p);
    watch(p);
  };
  add_functions();
  hosting_.invoker.reset();
  open();
  arrival_ = hosting_.time.start(0ms, [this] { arrive(); });
  disturbance_ = hosting_.time.start(chance_.between(0s, 5s), [this] { disturb(); });
}

QueueWorld::~QueueWorld() {
  clock_events_.subscribe({});
  queue_.reset();
  hosting_.invoker.reset();
}

void QueueWorld::watch(FakeProcess& process) {
  process.on_invoke = [this, given = std::move(process.on_invoke)](FakeProcess& invoked) {
    on_given(invoked);
    given(invoked);
  };
}

void QueueWorld::add_functions() {
  constexpr Duration kAges[] = {1min, 5min, 6h};
  const char* const destinations[] = {"", "", kToldArn, kQueueArn};
  const auto destination = [&] { return destinations[chance_.below(std::size(destinations))]; };
  const std::uint64_t count = 1 + chance_.below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    Function function{"f" + std::to_string(i), {}, {}};
    if (chance_.percent(50)) function.reserved = static_cast<int>(chance_.below(3));
    function.policy.retries_max = static_cast<int>(chance_.below(3));
    function.policy.age_max = kAges[chance_.below(std::size(kAges))];
    function.policy.on_success = destination();
    function.policy.on_failure = destination();
    if (chance_.percent(20)) function.policy.dead_letter = kQueueArn;
    functions_.push_back(std::move(function));
  }
  functions_.push_back({kTold, {}, {}});
}

AsyncPolicy QueueWorld::policy_of(const std::string& name) const {
  for (const Function& function : functions_) {
    if (function.name == name) return function.policy;
  }
  return {};
}

// A new process: the functions as ever, the database as it was left.
void QueueWorld::open() {
  hosting_.invoker = std::make_unique<Invoker>(hosting_.services, kAccountConcurrency);
  for (const Function& function : functions_) {
    hosting_.add(function.name, [&](FunctionConfig& config) {
      config.memory_mb = Workers::kMemoryMb;
      config.reserved_concurrency = function.reserved;
    });
  }
  auto tables = EventTables::open(database_);
  BRUME_CHECK(tables.ok());
  auto store = std::make_unique<testing::VirtualStore>(hosting_.time, database_);
  store_ = store.get();
  store_->takes = chance_.percent(50) ? Duration(0) : chance_.between(0ms, 50ms);
  queue_ = std::make_unique<AsyncQueue>(
      AsyncQueueServices{*hosting_.invoker, hosting_.time, hosting_.time, hosting_.ids,
                         hosting_.log, pending_work_, clock_events_,
                         [this](const auto& name, const auto&) { return policy_of(name); }},
      std::move(*tables), std::move(store));
  queue_->start();
}

// --- what happens ---

std::optional<std::string> QueueWorld::run() {
  while (!failure_ && hosting_.time.advance_to_next()) check();
  if (!failure_) check_end();
  return failure_;
}

void QueueWorld::arrive() {
  const std::uint64_t burst = chance_.percent(20) ? 1 + chance_.below(20) : 1;
  for (std::uint64_t i = 0; i < burst && arrivals_left_ > 0; ++i) {
    --arrivals_left_;
    if (queue_) send();
  }
  if (arrivals_left_ == 0) return;
  arrival_ = hosting_.time.start(chance_.between(0s, 3s), [this] { arrive(); });
}

void QueueWorld::send() {
  const std::string id = hosting_.ids.uuid();
  Sent& sent = sent_[id];
  sent.function = chance_.below(functions_.size() - 1);
  sent.restarts_before = restarts_;
  const std::string& name = functions_[sent.function].name;
  say(id + " is sent to " + name);
  queue_->accept(name, Event{.payload = '"' + id + '"', .request_id = id},
                 [this, &sent](Status status) {
                   ++sent.answers;
                   sent.accepted = status.ok();
                   expect(sent.restarts_before == restarts_, "a dead process answered");
                 });
}

void QueueWorld::disturb() {
  if (disturbances_left_-- <= 0) return;
  disturbance_ = hosting_.time.start(chance_.between(0s, 30s), [this] { disturb(); });
  if (!queue_) return;
  switch (chance_.below(4)) {
    case 0:
      return crash();
    case 1:
      return stop_orderly();
    case 2:
      return fail_disk();
    default:
      // Somebody else takes places of a function.
      for (std::uint64_t calls = 1 + chance_.below(4); calls > 0; --calls) {
        calls_.push_back(hosting_.call(functions_[chance_.below(functions_.size())].name));
      }
  }
}

void QueueWorld::crash() {
  say("the emulator is killed");
  store_->die(chance_.below(store_->waiting() + 1));
  leave();
}

void QueueWorld::stop_orderly() {
  say("the emulator stops");
  queue_->drain([this] { say("its events have ended"); });
  stop_ = hosting_.time.start(chance_.between(0s, 10s), [this] {
    const Timer fired = std::move(stop_);
    if (!queue_) return;
    queue_->stop();
    hosting_.invoker->shut_down();
    leave();
  });
}

void QueueWorld::leave() {
  ++restarts_;
  stop_.reset();
  repair_.reset();
  queue_.reset();
  store_ = nullptr;
  hosting_.invoker.reset();
  expect(pending_work_.idle(), "a dead process still does something");
  recovery_ = hosting_.time.start(chance_.between(0s, 90s), [this] {
    say("the emulator comes back");
    open();
  });
}

void QueueWorld::fail_disk() {
  say("the disk is full");
  store_->failing = Error{Error::Code::kUnavailable, "full"};
  repair_ = hosting_.time.start(chance_.between(0s, 20s), [this] {
    say("the disk has room again");
    store_->failing.reset();
  });
}

// A worker has been given an event.
void QueueWorld::on_given(const FakeProcess& process) {
  const FakeProcess::Invoke& invoke = process.invokes.back();
  if (process.function == kTold) {
    for (auto& [id, sent] : sent_) sent.told = sent.told || has(invoke.payload, id);
  }
  const auto found = sent_.find(invoke.request_id);
  if (found == sent_.end()) return;
  Sent& sent = found->second;
  ++sent.runs;
  expect(invoke.payload == '"' + found->first + '"', "an event was given another's payload");
  expect(process.function == functions_[sent.function].name, "an event reached another function");
  expect(sent.answers == 0 || sent.accepted, "a refused event was run");
  // An initialisation that fails is tried once more within an attempt; who dies, begins again.
  const int attempts = functions_[sent.function].policy.retries_max + 1;
  const int deaths = restarts_ - sent.restarts_before;
  expect(sent.runs <= 2 * (attempts + deaths), found->first + " was run too often");
}

void QueueWorld::on_clock_event(const ClockEvent& event) {
  if (event.what != "invocation") return;
  const std::string id(event.request_id);
  workers_.answered(id);
  say(id + " ends: " + std::string(event.text));
  const auto found = sent_.find(id);
  if (found != sent_.end() && event.text.starts_with("success")) {
    found->second.succeeded = true;
  }
}

// --- invariants ---

void QueueWorld::expect(bool holds, std::string_view otherwise) {
  if (!holds && !failure_) failure_ = std::string(otherwise);
}

void QueueWorld::check() {
  expect(workers_.violation().empty(), workers_.violation());
  for (const Function& function : functions_) {
    if (!function.reserved) continue;
    const auto alive =
        std::count_if(workers_.alive().begin(), workers_.alive().end(),
                      [&](const auto* process) { return process->function == function.name; });
    expect(alive <= *function.reserved, "a function runs more than it has reserved");
  }
  if (!hosting_.invoker) return;
  expect(hosting_.invoker->running() <= kAccountConcurrency, "more runs than the account allows");
}

void QueueWorld::check_end() {
  expect(queue_ != nullptr, "the emulator did not come back");
  expect(pending_work_.idle(), "nothing is left to happen, and something is under way");
  auto tables = EventTables::open(database_);
  BRUME_CHECK(tables.ok());
  expect(tables->at_start.empty(), "nothing is left to happen, and events wait");
  const auto failed = tables->failed->list({}, 100'000);
  BRUME_CHECK(failed.ok());
  for (const auto& [id, sent] : sent_) check_fate(id, sent, failed.value());
}

void QueueWorld::check_fate(const std::string& id, const Sent& sent,
                            const std::vector<FailedEvent>& failed) {
  const bool answered =
      sent.answers == 1 || (sent.answers == 0 && sent.restarts_before < restarts_);
  expect(answered, id + " was not answered exactly once");
  if (!sent.accepted) return static_cast<void>(++ends_[sent.runs > 0 ? "stored" : "refused"]);
  const bool kept = std::any_of(failed.begin(), failed.end(), [&](const FailedEvent& each) {
    return each.stored.event.request_id == id || has(each.stored.event.payload, id);
  });
  const bool done = sent.succeeded && functions_[sent.function].policy.on_success.empty();
  expect(kept || sent.told || done, id + " was accepted and is lost");
  ++ends_[kept ? "kept" : sent.told ? "told" : "done"];
}

void QueueWorld::say(const std::string& what) const {
  if (!verbose_) return;
  std::printf("%12.6f  %s\n", static_cast<double>(hosting_.now().count()) / 1e6, what.c_str());
}

}  // namespace brume::emulator::simulation
