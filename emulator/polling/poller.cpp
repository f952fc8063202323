#include "emulator/polling/poller.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "emulator/base/check.h"
#include "emulator/invoke/invoker.h"
#include "emulator/polling/batch_response.h"
#include "emulator/text/arn.h"

namespace brume::emulator::polling {
namespace {

Duration twice(Duration back_off) {
  return std::clamp(back_off * 2, kFirstPollBackOff, kMaxPollBackOff);
}

bool is_waiting(const Error& error) {
  return error.code == Error::Code::kThrottled || error.code == Error::Code::kNotFound ||
         error.code == Error::Code::kUnavailable;
}

}  // namespace

template <typename Step>
auto Poller::alive(Step step) {
  return [step = std::move(step), alive = std::weak_ptr<int>(alive_)](auto&&... arguments) {
    if (!alive.expired()) step(std::forward<decltype(arguments)>(arguments)...);
  };
}

Poller::Poller(const PollerServices& services, Source& source, EventSourceMapping mapping,
               std::shared_ptr<const Filter> filter)
    : services_(services),
      source_(source),
      mapping_(std::move(mapping)),
      filter_(std::move(filter)) {
  BRUME_CHECK(mapping_.batch_size > 0);
  source_.configure(mapping_);
}

Poller::~Poller() = default;

void Poller::start() {
  BRUME_CHECK(phase_ == Phase::kNew);
  phase_ = Phase::kStarted;
  pump();
}

void Poller::update(EventSourceMapping mapping, std::shared_ptr<const Filter> filter) {
  BRUME_CHECK(phase_ == Phase::kNew || phase_ == Phase::kStarted);
  BRUME_CHECK(mapping.uuid == mapping_.uuid && mapping.source_arn == mapping_.source_arn);
  BRUME_CHECK(mapping.batch_size > 0);
  mapping_ = std::move(mapping);
  filter_ = std::move(filter);
  source_.configure(mapping_);
  // Each was made with the old sizes.
  receive_.reset();
  for (const JobPtr& job : jobs_) job->receive.reset();
  on_functions_changed();
}

void Poller::on_functions_changed() {
  run_hold_.reset();
  run_back_off_ = Duration{0};
  pump();
}

void Poller::drain(Callback<void()> done) {
  BRUME_CHECK(phase_ == Phase::kStarted);
  phase_ = Phase::kDraining;
  drained_ = std::move(done);
  pump();
}

void Poller::stop() {
  alive_ = std::make_shared<int>();
  phase_ = Phase::kStopped;
  receive_.reset();
  run_hold_.reset();
  receive_hold_.reset();
  for (const JobPtr& job : jobs_) {
    job->receive.reset();
    job->hold.reset();
  }
  jobs_.clear();
  keys_.clear();
  running_ = settling_ = unstored_ = 0;
  active_.reset();
  drained_ = {};
}

std::string_view Poller::state() const {
  if (receives()) return "Enabled";
  return jobs_.empty() ? "Disabled" : "Disabling";
}

void Poller::move(Job& job, Job::Phase to) {
  using P = Job::Phase;
  const P from = job.phase;
  const bool allowed = (from == P::kGathering && (to == P::kReady || to == P::kSettling)) ||
                       (from == P::kReady && (to == P::kRunning || to == P::kSettling)) ||
                       (from == P::kRunning && (to == P::kReady || to == P::kSettling)) ||
                       (from == P::kSettling && to == P::kUnsettled) ||
                       (from == P::kUnsettled && to == P::kSettling);
  BRUME_CHECK(allowed);
  job.phase = to;
}

// --- what can be done now ---

void Poller::pump() {
  // Called from inside: the loop below looks once more.
  pump_again_ = true;
  if (pumping_) return;
  pumping_ = true;
  while (std::exchange(pump_again_, false)) pump_once();
  pumping_ = false;
  BRUME_CHECK(running_ >= 0 && settling_ >= unstored_ && unstored_ >= 0);
  const bool active = running_ > 0 || settling_ > unstored_;
  if (active && !active_) active_ = services_.pending_work.begin();
  if (!active) active_.reset();
  end_drain();
}

void Poller::pump_once() {
  if (phase_ != Phase::kStarted && phase_ != Phase::kDraining) return;
  if (receives()) {
    gather();
  } else {
    return_waiting();
  }
  run_ready();
  receive_more();
}

// What has not reached the function goes back to the source.
void Poller::return_waiting() {
  run_hold_.reset();
  receive_hold_.reset();
  for (auto next = jobs_.begin(); next != jobs_.end();) {
    const JobPtr job = *next++;
    const bool waits = job->phase == Job::Phase::kGathering || job->phase == Job::Phase::kReady;
    if (waits) settle_all(job, Failures::Cause::kReturned);
    const bool unstored = job->phase == Job::Phase::kUnsettled;
    if (unstored && phase_ == Phase::kDraining) forget(job);
  }
}

void Poller::gather() {
  const WallTime now = services_.clock.wall();
  for (const JobPtr& job : jobs_) {
    if (job->phase != Job::Phase::kGathering) continue;
    if (job->open.is_full(mapping_, now)) {
      job->receive.reset();
      move(*job, Job::Phase::kReady);
    } else if (!job->receive) {
      // Not the pointer: the batch holds its receive, which holds this.
      const auto on_batch = [this, gathering = job.get()](Result<Batch> received) {
        on_more(*gathering, std::move(received));
      };
      job->receive = source_.receive(job->open.demand(mapping_, now), alive(on_batch));
    }
  }
}

// Neither running nor settling takes a batch from the list before this returns.
void Poller::run_ready() {
  for (const JobPtr& job : jobs_) {
    if (job->phase != Job::Phase::kReady || expire(job)) continue;
    if (run_hold_ || running_ >= concurrency()) continue;
    if (services_.invoker.free_places(mapping_.function_name()) > 0) {
      run(job);
    } else {
      const bool callable = services_.invoker.is_callable(mapping_.function);
      hold_runs(callable ? "" : "there is no such function");
    }
  }
}

bool Poller::expire(const JobPtr& job) {
  const std::optional<WallTime>& expires = job->open.batch().expires;
  if (!expires || services_.clock.wall() < *expires) return false;
  settle_all(job, Failures::Cause::kExpired);
  return true;
}

void Poller::hold_runs(std::string_view why) {
  ++counters_.refused;
  if (run_hold_) return;
  if (run_back_off_ == Duration{0} && !why.empty()) {
    notice("a batch waits for " + mapping_.function + ": " + std::string(why));
  }
  run_back_off_ = twice(run_back_off_);
  Duration wait = run_back_off_;
  for (const JobPtr& job : jobs_) {
    const std::optional<WallTime>& expires = job->open.batch().expires;
    if (job->phase == Job::Phase::kReady && expires) {
      wait = std::min(wait, std::max(*expires - services_.clock.wall(), Duration{0}));
    }
  }
  run_hold_ = services_.timers.start(wait, [this] {
    const Timer fired = std::move(run_hold_);
    pump();
  });
}

// --- receiving ---

// Gathered, or waiting for a place.
int Poller::unrun() const {
  return static_cast<int>(std::count_if(jobs_.begin(), jobs_.end(), [](const JobPtr& job) {
    return job->phase == Job::Phase::kGathering || job->phase == Job::Phase::kReady;
  }));
}

bool Poller::gathers(std::string_view lane) const {
  return std::any_of(jobs_.begin(), jobs_.end(), [&](const JobPtr& job) {
    return job->phase == Job::Phase::kGathering && job->open.batch().lane == lane;
  });
}

// Not more than can run soon: what waits here ages, and another may have it.
bool Poller::wants_records() const {
  if (!receives() || receive_hold_ || settling_ >= kMaxSettling || gathers("")) return false;
  const bool waits = std::any_of(jobs_.begin(), jobs_.end(), [](const JobPtr& job) {
    return job->phase == Job::Phase::kReady;
  });
  return !waits && running_ + unrun() < concurrency();
}

void Poller::receive_more() {
  if (!wants_records()) return receive_.reset();
  if (receive_) return;
  demand_ = Demand{.records = mapping_.batch_size, .bytes = kMaxBatchBytes - event_bytes({})};
  receive_ = source_.receive(
      demand_, alive([this](Result<Batch> received) { on_received(std::move(received)); }));
}

void Poller::check_demand(const Batch& batch, const Demand& demand) {
  BRUME_CHECK(batch.records.size() <= demand.records);
  std::size_t bytes = batch.members.empty() ? 0 : batch.members.size() + 1;
  for (const Record& record : batch.records) bytes += record.json.size() + 1;
  BRUME_CHECK(bytes <= demand.bytes || (!demand.lane && batch.records.size() == 1));
}

void Poller::on_received(Result<Batch> received) {
  const std::unique_ptr<Receive> ended = std::move(receive_);
  if (!received) return on_receive_error(received.error());
  receive_back_off_ = Duration{0};
  Batch batch = std::move(*received);
  check_demand(batch, demand_);
  BRUME_CHECK(!batch.records.empty() || batch.sealed);
  const bool had_records = !batch.records.empty();
  filter(batch);
  if (had_records && batch.records.empty()) return pump();
  const JobPtr job = open(std::move(batch));
  claim_keys(job->open.batch(), *job);
  pump();
}

Poller::JobPtr Poller::open(Batch batch) {
  const auto job = std::make_shared<Job>(OpenBatch(std::move(batch), services_.clock.wall()));
  job->place = jobs_.insert(jobs_.end(), job);
  return job;
}

void Poller::on_more(Job& job, Result<Batch> received) {
  BRUME_CHECK(job.phase == Job::Phase::kGathering);
  const std::unique_ptr<Receive> ended = std::move(job.receive);
  if (!received) {
    // It runs as it is.
    move(job, Job::Phase::kReady);
    return on_receive_error(received.error());
  }
  Batch more = std::move(*received);
  check_demand(more, job.open.demand(mapping_, services_.clock.wall()));
  const bool over = more.records.empty();
  filter(more);
  claim_keys(more, job);
  job.open.add(std::move(more));
  if (over) move(job, Job::Phase::kReady);
  pump();
}

void Poller::on_receive_error(const Error& error) {
  if (receive_back_off_ == Duration{0}) {
    notice("no records can be received from " + mapping_.source_arn + ": " + error.message);
  }
  ++counters_.receive_errors;
  receive_back_off_ = twice(receive_back_off_);
  receive_hold_ = services_.timers.start(receive_back_off_, [this] {
    const Timer fired = std::move(receive_hold_);
    pump();
  });
  pump();
}

void Poller::filter(Batch& batch) {
  counters_.received += batch.records.size();
  if (!filter_) return;
  Batch missed{.lane = batch.lane, .sealed = true};
  const auto kept =
      std::stable_partition(batch.records.begin(), batch.records.end(),
                            [this](const Record& record) { return filter_->matches(record); });
  std::move(kept, batch.records.end(), std::back_inserter(missed.records));
  batch.records.erase(kept, batch.records.end());
  if (missed.records.empty()) return;
  settle(open(std::move(missed)), Failures{.cause = Failures::Cause::kFiltered});
}

// Nothing of the same lane or key is unsettled: else two batches of it could run at once.
void Poller::claim_keys(const Batch& batch, const Job& job) {
  const auto claim = [&](const std::string& key) {
    if (key.empty()) return;
    const auto found = keys_.find(key);
    BRUME_CHECK(found == keys_.end() || found->second == &job);
    if (found == keys_.end()) keys_.emplace(key, &job);
  };
  claim(batch.lane);
  for (const Record& record : batch.records) claim(record.order_key);
}

// --- an invocation ---

void Poller::run(const JobPtr& job) {
  BRUME_CHECK(running_ < concurrency());
  move(*job, Job::Phase::kRunning);
  ++running_;
  const Batch& batch = job->open.batch();
  Event event{.payload = event_of(batch), .caller = short_name_of_arn(mapping_.source_arn)};
  for (const Record& record : batch.records) {
    if (event.trace_header.empty()) event.trace_header = record.trace_header;
  }
  services_.invoker.invoke(
      mapping_.function, std::move(event),
      alive([this, job](Result<Reply> result) { on_end(job, std::move(result)); }));
}

void Poller::on_end(const JobPtr& job, Result<Reply> result) {
  BRUME_CHECK(job->phase == Job::Phase::kRunning && running_ > 0);
  --running_;
  if (result) {
    ++counters_.invocations;
    run_back_off_ = Duration{0};
    Failures failures =
        outcome_of(job->open.batch(), std::move(*result), mapping_.reports_item_failures());
    last_result_ = failures.success() ? "OK" : "PROBLEM: Function call failed";
    settle(job, std::move(failures));
    // A place has become free.
    run_hold_.reset();
  } else {
    on_refused(job, result.error());
  }
  pump();
}

void Poller::on_refused(const JobPtr& job, const Error& error) {
  last_result_ = "PROBLEM: Function call failed";
  if (!is_waiting(error)) {
    notice("a batch cannot be sent to " + mapping_.function + ": " + error.message);
    return settle_all(job, Failures::Cause::kRefused);
  }
  move(*job, Job::Phase::kReady);
  hold_runs(error.code == Error::Code::kThrottled ? "" : error.message);
}

Failures Poller::outcome_of(const Batch& batch, Reply reply, bool reports_item_failures) {
  Failures failures;
  failures.request_id = std::move(reply.request_id);
  failures.executed_version = std::move(reply.executed_version);
  failures.function_error = reply.function_error();
  failures.response = std::move(reply.payload);
  if (!failures.function_error && !reports_item_failures) return failures;
  if (!failures.function_error) {
    auto items = read_batch_response(failures.response, batch.records);
    if (items) {
      if (!items->empty()) failures.cause = Failures::Cause::kItemFailures;
      failures.items = std::move(*items);
      return failures;
    }
  }
  failures.cause =
      failures.function_error ? Failures::Cause::kFunctionError : Failures::Cause::kBadResponse;
  for (std::size_t i = 0; i < batch.records.size(); ++i) failures.items.push_back(i);
  return failures;
}

// --- settling ---

void Poller::settle_all(const JobPtr& job, Failures::Cause cause) {
  Failures failures{.cause = cause};
  for (std::size_t i = 0; i < job->open.batch().records.size(); ++i) failures.items.push_back(i);
  settle(job, std::move(failures));
}

void Poller::settle(const JobPtr& job, Failures failures) {
  job->receive.reset();
  move(*job, Job::Phase::kSettling);
  job->failures = std::move(failures);
  ++settling_;
  tell_source(job);
}

void Poller::tell_source(const JobPtr& job) {
  source_.settle(job->open.batch(), job->failures,
                 alive([this, job](Status status) { on_settled(job, status); }));
}

void Poller::on_settled(const JobPtr& job, const Status& status) {
  BRUME_CHECK(job->phase == Job::Phase::kSettling);
  if (status) {
    count(*job);
    forget(job);
    return pump();
  }
  ++counters_.settle_errors;
  if (job->back_off == Duration{0}) {
    notice("a batch of " + mapping_.source_arn + " cannot be settled: " + status.error().message);
  }
  move(*job, Job::Phase::kUnsettled);
  ++unstored_;
  job->back_off = twice(job->back_off);
  job->hold = services_.timers.start(job->back_off, [this, job = job.get()] {
    const Timer fired = std::move(job->hold);
    move(*job, Job::Phase::kSettling);
    --unstored_;
    tell_source(*job->place);
    pump();
  });
  pump();
}

void Poller::count(const Job& job) {
  const std::size_t records = job.open.batch().records.size();
  const Failures& failures = job.failures;
  const std::size_t failed = failures.items.size();
  switch (failures.cause) {
    case Failures::Cause::kFiltered:
      counters_.filtered += records;
      return;
    case Failures::Cause::kExpired:
      ++counters_.expired;
      return;
    case Failures::Cause::kReturned:
      ++counters_.returned;
      return;
    default:
      counters_.failed += failed;
      counters_.succeeded += records - failed;
  }
}

void Poller::release_keys(const Job& job) {
  const auto release = [&](const std::string& key) {
    const auto found = keys_.find(key);
    if (found != keys_.end() && found->second == &job) keys_.erase(found);
  };
  release(job.open.batch().lane);
  for (const Record& record : job.open.batch().records) release(record.order_key);
}

void Poller::forget(JobPtr job) {
  BRUME_CHECK(job->phase == Job::Phase::kSettling || job->phase == Job::Phase::kUnsettled);
  --settling_;
  if (job->phase == Job::Phase::kUnsettled) --unstored_;
  job->hold.reset();
  release_keys(*job);
  jobs_.erase(job->place);
}

void Poller::end_drain() {
  if (phase_ != Phase::kDraining || !jobs_.empty()) return;
  BRUME_CHECK(running_ == 0 && settling_ == 0 && keys_.empty());
  phase_ = Phase::kStopped;
  receive_hold_.reset();
  drained_();
}

void Poller::notice(std::string_view text) const {
  services_.log.write(
      {LogRecord::Kind::kNotice, services_.clock.wall(), mapping_.function_name(), {}, text});
}

}  // namespace brume::emulator::polling
