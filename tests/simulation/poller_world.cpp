#include "tests/simulation/poller_world.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "emulator/polling/batch.h"
#include "tests/unit/polling/poller_fixture.h"

namespace brume::emulator::simulation {

using namespace std::chrono_literals;
using polling::Poller;
using testing::FakeProcess;
using testing::FakeSource;

namespace {

constexpr int kMaxWrites = 80;
constexpr int kMaxMishaps = 15;
constexpr int kAccountPlaces = 6;
constexpr int kQueueAttempts = 4;
constexpr const char* kUnwanted = "miss";

std::vector<std::string> split(const std::string& ids) {
  std::vector<std::string> all;
  for (std::size_t at = 0; at < ids.size();) {
    const std::size_t comma = std::min(ids.find(',', at), ids.size());
    all.push_back(ids.substr(at, comma - at));
    at = comma + 1;
  }
  return all;
}

FakeSource::Kind kind_of(Chance& chance) {
  constexpr FakeSource::Kind kKinds[] = {FakeSource::Kind::kQueue, FakeSource::Kind::kFifo,
                                         FakeSource::Kind::kStream};
  return kKinds[chance.below(std::size(kKinds))];
}

}  // namespace

PollerWorld::PollerWorld(std::uint64_t seed, bool verbose)
    : chance_(seed),
      verbose_(verbose),
      hosting_(kAccountPlaces),
      kind_(kind_of(chance_)),
      source_(hosting_.time, kind_),
      writes_left_(1 + static_cast<int>(chance_.below(kMaxWrites))),
      disturbances_left_(static_cast<int>(chance_.below(kMaxMishaps))) {
  constexpr int kFailing[] = {0, 10, 50};
  failing_percent_ = kFailing[chance_.below(std::size(kFailing))];
  hosting_.log.keep = false;
  hosting_.services.clock_events = &clock_events_;
  clock_events_.subscribe([this](const ClockEvent& event) {
    if (event.what == "invocation") running_.erase(std::string(event.request_id));
  });
  hosting_.launcher.on_launch = [this](FakeProcess& process) { on_launch(process); };
  hosting_.invoker.reset();
  source_.attempts_max = kQueueAttempts;
  source_.expires = chance_.percent(50);
  source_.takes = chance_.percent(50) ? Duration(0) : chance_.between(0ms, 50ms);
  set_up_mapping();
  open();
  write_ = hosting_.time.start(0ms, [this] { write(); });
  disturbance_ = hosting_.time.start(chance_.between(0s, 5s), [this] { disturb(); });
}

PollerWorld::~PollerWorld() {
  clock_events_.subscribe({});
  poller_.reset();
  hosting_.invoker.reset();
}

void PollerWorld::set_up_mapping() {
  mapping_.uuid = "12345678-0000-4000-8000-000000000000";
  mapping_.function = "f";
  mapping_.source_arn = "arn:aws:sqs:us-east-1:123456789012:q";
  change_mapping();
}

// Every field that may change, anew.
void PollerWorld::change_mapping() {
  mapping_.batch_size = 1 + chance_.below(10);
  const bool windows = kind_ != Kind::kFifo && chance_.percent(50);
  mapping_.batching_window = windows ? chance_.between(1ms, 5s) : Duration(0);
  mapping_.maximum_concurrency.reset();
  if (chance_.percent(50)) mapping_.maximum_concurrency = 1 + static_cast<int>(chance_.below(4));
  mapping_.function_response_types.clear();
  if (chance_.percent(60)) {
    mapping_.function_response_types.emplace_back(polling::kReportBatchItemFailures);
  }
  mapping_.bisect_on_error = chance_.percent(50);
  // A stream without a limit would try a record for ever.
  mapping_.maximum_retry_attempts = static_cast<int>(chance_.below(4));
  filter_.reset();
  if (chance_.percent(50)) filter_ = std::make_shared<testing::TextFilter>(kUnwanted);
}

// A new process: the function as ever, the source as it was left.
void PollerWorld::open() {
  hosting_.invoker = std::make_unique<Invoker>(hosting_.services, kAccountPlaces);
  const bool reserved = chance_.percent(50);
  hosting_.add("f", [&](FunctionConfig& config) {
    if (reserved) config.reserved_concurrency = 1 + static_cast<int>(chance_.below(3));
  });
  hosting_.add("other");
  poller_ =
      std::make_unique<Poller>(polling::PollerServices{*hosting_.invoker, hosting_.time,
                                                       hosting_.time, hosting_.log, pending_work_},
                               source_, mapping_, filter_);
  allowed_ = mapping_.maximum_concurrency.value_or(kAccountPlaces);
  poller_->start();
}

// --- what happens ---

std::optional<std::string> PollerWorld::run() {
  while (!failure_ && hosting_.time.advance_to_next()) check();
  if (!failure_) check_end();
  return failure_;
}

void PollerWorld::write() {
  const std::uint64_t burst = chance_.percent(30) ? 1 + chance_.below(20) : 1;
  for (std::uint64_t i = 0; i < burst && writes_left_ > 0; ++i) {
    --writes_left_;
    std::string id = "r" + std::to_string(next_id_++);
    if (chance_.percent(15)) id += kUnwanted;
    const std::string key(1, static_cast<char>('a' + chance_.below(4)));
    written_[id].key = kind_ == Kind::kQueue ? std::string() : key;
    say(id + " is written to " + key);
    source_.put(id, key, chance_.percent(3) ? std::size_t{2} << 20 : 0);
  }
  if (writes_left_ == 0) return;
  write_ = hosting_.time.start(chance_.between(0s, 3s), [this] { write(); });
}

void PollerWorld::disturb() {
  if (disturbances_left_-- <= 0) return;
  disturbance_ = hosting_.time.start(chance_.between(0s, 20s), [this] { disturb(); });
  if (!poller_) return;
  switch (chance_.below(6)) {
    case 0:
      return crash();
    case 1:
      return stop_orderly();
    case 2:
      return fail_source();
    case 3:
      return take_places();
    default:
      if (draining_) return;
      say("the mapping changes");
      change_mapping();
      mapping_.enabled = chance_.percent(60);
      if (!mapping_.enabled) {
        change_ = hosting_.time.start(chance_.between(0s, 20s), [this] {
          mapping_.enabled = true;
          if (poller_ && !draining_) poller_->update(mapping_, filter_);
        });
      }
      poller_->update(mapping_, filter_);
  }
}

void PollerWorld::crash() {
  say("the emulator is killed");
  leave();
}

void PollerWorld::stop_orderly() {
  if (draining_) return;
  say("the emulator stops");
  draining_ = true;
  poller_->drain([this] {
    say("its batches have ended");
    expect(running_.empty() && poller_->unsettled() == 0, "drained, and a batch is under way");
  });
  stop_ = hosting_.time.start(chance_.between(0s, 10s), [this] {
    const Timer fired = std::move(stop_);
    if (!poller_) return;
    poller_->stop();
    hosting_.invoker->shut_down();
    leave();
  });
}

void PollerWorld::leave() {
  stop_.reset();
  draining_ = false;
  poller_.reset();
  hosting_.invoker.reset();
  running_.clear();
  source_.lose_poller(chance_.percent(50));
  expect(pending_work_.idle(), "a dead process still does something");
  expect(source_.waiting() == 0, "a dead process still receives");
  recovery_ = hosting_.time.start(chance_.between(0s, 40s), [this] {
    say("the emulator comes back");
    open();
  });
}

void PollerWorld::fail_source() {
  const Error full{Error::Code::kUnavailable, "full"};
  say("the source fails");
  if (chance_.percent(60)) source_.receive_error = full;
  if (chance_.percent(60)) source_.settle_error = full;
  repair_ = hosting_.time.start(chance_.between(0s, 20s), [this] {
    source_.receive_error.reset();
    source_.settle_error.reset();
  });
}

// Others call the function, or all that the account allows.
void PollerWorld::take_places() {
  const bool same = chance_.percent(50);
  for (std::uint64_t calls = 1 + chance_.below(kAccountPlaces); calls > 0; --calls) {
    calls_.push_back(hosting_.call(same ? "f" : "other"));
  }
}

// --- the function ---

void PollerWorld::on_launch(FakeProcess& process) {
  process.on_invoke = [this](FakeProcess& invoked) { on_invoke(invoked); };
  timers_.push_back(hosting_.time.start(chance_.between(0ms, 300ms), [&process] {
    if (process.alive()) process.ready();
  }));
}

void PollerWorld::on_invoke(FakeProcess& process) {
  const FakeProcess::Invoke& invoke = process.invokes.back();
  const std::vector<std::string> ids = split(testing::ids_of(invoke.payload));
  if (!ids.empty()) {
    say(invoke.request_id + " gets " + testing::ids_of(invoke.payload));
    expect(invoke.payload.size() <= polling::kMaxBatchBytes, "a batch is larger than 6 MB");
    check_batch(ids);
    check_order(invoke.request_id, ids);
    for (const std::string& id : ids) running_[invoke.request_id].insert(written_[id].key);
  }
  // Now and then never: a timeout, or the call hangs until it.
  const Duration takes =
      chance_.percent(failing_percent_ / 4) ? Duration(1h) : chance_.between(1ms, 800ms);
  timers_.push_back(hosting_.time.start(takes, [this, &process, nth = process.invokes.size()] {
    if (process.alive() && process.kills == 0 && process.invokes.size() == nth) answer(process);
  }));
}

void PollerWorld::answer(FakeProcess& process) {
  const std::vector<std::string> ids = split(testing::ids_of(process.invokes.back().payload));
  if (!chance_.percent(failing_percent_)) {
    succeed(ids);
    return process.reply("null");
  }
  switch (chance_.below(4)) {
    case 0:
      return process.fail("E", "no");
    case 1:
      return process.die_of(11);
    case 2:
      // With ReportBatchItemFailures the whole batch fails; without, it is a success.
      if (!mapping_.reports_item_failures()) succeed(ids);
      return process.reply(R"({"batchItemFailures":[{"itemIdentifier":"?"}]})");
    default:
      return name_items(process, ids);
  }
}

// From one record on all fail, as a function must say it when order counts.
void PollerWorld::name_items(FakeProcess& process, const std::vector<std::string>& ids) {
  const std::size_t first = ids.empty() ? 0 : chance_.below(ids.size());
  std::string items;
  for (std::size_t i = first; i < ids.size(); ++i) {
    items += (items.empty() ? "" : ",") + (R"({"itemIdentifier":")" + ids[i] + "\"}");
  }
  const bool partial = mapping_.reports_item_failures();
  const auto end = partial ? ids.begin() + static_cast<std::ptrdiff_t>(first) : ids.end();
  succeed({ids.begin(), end});
  process.reply(R"({"batchItemFailures":[)" + items + "]}");
}

void PollerWorld::succeed(const std::vector<std::string>& ids) {
  for (const std::string& id : ids) written_[id].succeeded = true;
}

// --- invariants ---

void PollerWorld::expect(bool holds, std::string_view otherwise) {
  if (!holds && !failure_) failure_ = std::string(otherwise);
}

void PollerWorld::check_batch(const std::vector<std::string>& ids) {
  expect(ids.size() <= 10, "a batch has more records than any mapping allowed");
  for (const std::string& id : ids) {
    const FakeSource::Item& item = source_.item(id);
    ++written_[id].deliveries;
    const bool again = kind_ == Kind::kQueue;  // a queue may deliver once more
    expect(again || item.fate == FakeSource::Fate::kWaiting, id + " came after its end");
    expect(item.fate != FakeSource::Fate::kFiltered, id + " was filtered and came");
  }
}

void PollerWorld::check_order(const std::string& request_id, const std::vector<std::string>& ids) {
  if (kind_ == Kind::kQueue) return;
  std::set<std::string> keys;
  for (const std::string& id : ids) keys.insert(written_[id].key);
  expect(kind_ != Kind::kStream || keys.size() == 1, "a batch mixes shards");
  for (const auto& [request, others] : running_) {
    if (request == request_id) continue;  // once more, in an environment that could start
    for (const std::string& key : keys) expect(!others.contains(key), "two batches of one key run");
  }
  // All that is before one of them is in the batch, before it, or has ended.
  std::map<std::string, std::size_t> next;
  for (const FakeSource::Item& item : source_.items()) {
    if (!keys.contains(item.key) || item.fate != FakeSource::Fate::kWaiting) continue;
    // Filtered, by this filter or the one before, and its end is being stored.
    const std::string& id = item.record.item_id;
    const bool here = std::find(ids.begin(), ids.end(), id) != ids.end();
    if (!here && item.unsettled && id.ends_with(kUnwanted)) continue;
    std::size_t& at = next[item.key];
    while (at < ids.size() && written_[ids[at]].key != item.key) ++at;
    if (at < ids.size()) expect(ids[at++] == id, id + " was passed over");
  }
}

void PollerWorld::check() {
  if (!hosting_.invoker || !poller_) return;
  expect(hosting_.invoker->running() <= kAccountPlaces, "more runs than the account allows");
  const int limit = mapping_.maximum_concurrency.value_or(kAccountPlaces);
  // A lower limit holds for those that begin.
  allowed_ = std::max(limit, std::min(allowed_, poller_->running()));
  expect(poller_->running() <= allowed_, "more runs than the mapping allows");
  expect(pending_work_.idle() || poller_->unsettled() > 0, "work under way, and no batch");
}

void PollerWorld::check_end() {
  expect(poller_ != nullptr, "the emulator did not come back");
  expect(pending_work_.idle(), "nothing is left to happen, and something is under way");
  if (failure_) return;
  expect(poller_->running() == 0 && poller_->unsettled() == 0, "a batch is stuck");
  expect(source_.waiting() == 1, "the poller does not wait for records at the end");
  for (const FakeSource::Item& item : source_.items()) {
    const std::string& id = item.record.item_id;
    const Written& written = written_[id];
    switch (item.fate) {
      case FakeSource::Fate::kWaiting:
        expect(false, id + " is lost");
        break;
      case FakeSource::Fate::kDone:
        expect(written.succeeded, id + " was settled without a success");
        ++ends_[written.deliveries > 1 ? "done again" : "done"];
        break;
      case FakeSource::Fate::kFiltered:
        expect(id.ends_with(kUnwanted), id + " was filtered though it matches");
        ++ends_["filtered"];
        break;
      case FakeSource::Fate::kGivenUp:
        expect(item.attempts > 0 && written.deliveries > 0, id + " was given up untried");
        ++ends_["given up"];
    }
  }
}

void PollerWorld::say(const std::string& what) const {
  if (!verbose_) return;
  std::printf("%12.6f  %s\n", static_cast<double>(hosting_.now().count()) / 1e6, what.c_str());
}

}  // namespace brume::emulator::simulation
