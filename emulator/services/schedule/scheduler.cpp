#include "emulator/services/schedule/scheduler.h"

#include <algorithm>
#include <utility>

#include "emulator/text/time_text.h"

namespace brume::emulator::schedule {
namespace {

// Later than that is missed. AWS's own precision. Source: "Schedule types".
constexpr Duration kOnTime = std::chrono::minutes(1);
// Handed over before others get their turn on the loop.
constexpr int kFiringsATurn = 200;

// FNV-1a: spreads firings over their windows, the same in every run.
Duration within_window(const Schedule& schedule, WallTime due) {
  if (schedule.window == Duration(0)) return Duration(0);
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char c : schedule.arn + iso_seconds(due)) {
    hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(schedule.window).count();
  return std::chrono::seconds(hash % static_cast<std::uint64_t>(seconds));
}

}  // namespace

Scheduler::Scheduler(const DeliveryServices& services, ScheduleMemory& memory,
                     SchedulerOptions options)
    : services_(services), memory_(memory), options_(options), deliveries_(services) {}

void Scheduler::set_schedules(const std::vector<Schedule>& schedules) {
  const WallTime now = std::chrono::floor<std::chrono::seconds>(services_.clock.wall());
  std::map<std::string, Entry> taken;
  for (const Schedule& schedule : schedules) {
    Entry entry = take(schedule, now);
    entry.order = taken.size();
    taken.emplace(schedule.arn, std::move(entry));
  }
  std::vector<std::string> gone;
  for (const auto& [arn, remembered] : memory_.all()) {
    if (!taken.contains(arn)) gone.push_back(arn);
  }
  for (const std::string& arn : gone) memory_.forget(arn);
  entries_ = std::move(taken);
  queue_.clear();
  for (auto& [arn, entry] : entries_) plan(entry);
  if (!std::exchange(delivers_, true)) deliveries_.start();
  arm();
}

Scheduler::Entry Scheduler::take(const Schedule& schedule, WallTime now) {
  Entry entry;
  entry.state.schedule = std::make_shared<const Schedule>(schedule);
  const std::string fingerprint = schedule.fingerprint();
  const auto known = entries_.find(schedule.arn);
  if (known != entries_.end() && known->second.state.schedule->fingerprint() == fingerprint) {
    const State& before = known->second.state;
    entry.state.created = before.created;
    entry.state.last = before.last;
    entry.state.fired = before.fired;
    entry.seen = known->second.seen;
    entry.open = known->second.open;
    entry.remembered = known->second.remembered;
    return entry;
  }
  const auto remembered = memory_.all().find(schedule.arn);
  // A memory of the future was made on another clock.
  const bool good = remembered != memory_.all().end() && known == entries_.end() &&
                    remembered->second.fingerprint == fingerprint &&
                    remembered->second.created <= now && remembered->second.seen <= now;
  entry.state.created = good ? remembered->second.created : now;
  entry.seen = good ? remembered->second.seen : now;
  entry.remembered = entry.seen;
  if (!good) memory_.remember(schedule.arn, {fingerprint, now, now});
  return entry;
}

void Scheduler::plan(Entry& entry) {
  const Schedule& schedule = *entry.state.schedule;
  entry.state.next.reset();
  if (!schedule.enabled || !options_.fires) return;
  entry.state.next = schedule.timetable.next(entry.seen, entry.state.created);
  if (!entry.state.next) return;
  entry.at = *entry.state.next + within_window(schedule, *entry.state.next);
  queue_.emplace(QueuePosition{entry.at, entry.order}, &entry);
}

void Scheduler::arm() {
  timer_.reset();
  if (queue_.empty()) return;
  const Duration wait = std::max(queue_.begin()->first.at - services_.clock.wall(), Duration(0));
  timer_ = services_.timers.start(std::min(wait, options_.longest_sleep), [this] { on_timer(); });
}

void Scheduler::on_timer() {
  const Timer ended = std::move(timer_);
  const WallTime now = services_.clock.wall();
  for (int i = 0; i < kFiringsATurn && !queue_.empty(); ++i) {
    const auto nearest = queue_.begin();
    if (nearest->first.at > now) break;
    Entry& entry = *nearest->second;
    queue_.erase(nearest);
    serve(entry, now);
    plan(entry);
  }
  arm();
}

void Scheduler::serve(Entry& entry, WallTime now) {
  if (now - entry.at > kOnTime) return catch_up(entry, now);
  hand_over(entry, *entry.state.next);
  see(entry, *entry.state.next);
}

void Scheduler::catch_up(Entry& entry, WallTime now) {
  const WallTime first = *entry.state.next;
  const Schedule& schedule = *entry.state.schedule;
  if (options_.catch_up == CatchUp::kAll) {
    notice(schedule, "was due at " + iso_seconds(first) + " and is made up for");
    hand_over(entry, first);
    return see(entry, first);
  }
  // What is due in this very minute is late, not missed: without catching up it fires as planned.
  const bool once = options_.catch_up == CatchUp::kOnce;
  const WallTime until = once ? now : now - kOnTime;
  const WallTime last =
      schedule.timetable.last(entry.seen, until, entry.state.created).value_or(first);
  if (once) {
    notice(schedule, "missed what was due since " + iso_seconds(first) + " and fires once for " +
                         iso_seconds(last));
    hand_over(entry, last);
  } else {
    notice(schedule, "missed what was due from " + iso_seconds(first) + " to " + iso_seconds(last));
  }
  see(entry, last);
}

void Scheduler::hand_over(Entry& entry, WallTime due) {
  entry.state.last = due;
  ++entry.state.fired;
  const Schedule& schedule = *entry.state.schedule;
  services_.clock_events.publish({.at = services_.clock.wall(),
                                  .what = "schedule",
                                  .who = schedule.name,
                                  .text = schedule.expression});
  const Firing firing{due, services_.ids.uuid(), {}, 1};
  for (std::size_t i = 0; i < schedule.targets.size(); ++i) {
    if (schedule.targets[i].function.empty()) continue;
    ++entry.open[due];
    deliveries_.deliver(entry.state.schedule, i, firing,
                        [this, arn = schedule.arn, due] { on_stored(arn, due); });
  }
}

void Scheduler::on_stored(const std::string& arn, WallTime due) {
  const auto known = entries_.find(arn);
  if (known == entries_.end()) return;
  Entry& entry = known->second;
  const auto open = entry.open.find(due);
  if (open == entry.open.end()) return;  // of a schedule that began anew since
  if (--open->second == 0) entry.open.erase(open);
  remember(entry);
}

void Scheduler::see(Entry& entry, WallTime due) {
  entry.seen = due;
  remember(entry);
}

void Scheduler::remember(Entry& entry) {
  WallTime served = entry.seen;
  if (!entry.open.empty()) served = std::min(served, entry.open.begin()->first - Duration(1));
  if (served <= entry.remembered) return;
  entry.remembered = served;
  const Schedule& schedule = *entry.state.schedule;
  memory_.remember(schedule.arn, {schedule.fingerprint(), entry.state.created, served});
}

void Scheduler::stop() {
  timer_.reset();
  queue_.clear();
}

void Scheduler::fire_all() {
  const WallTime now = std::chrono::floor<std::chrono::seconds>(services_.clock.wall());
  std::vector<Entry*> ordered(entries_.size());
  for (auto& [arn, entry] : entries_) ordered[entry.order] = &entry;
  for (Entry* const entry : ordered) {
    if (entry->state.schedule->enabled) hand_over(*entry, now);
  }
}

Status Scheduler::fire(std::string_view name, Callback<void(std::vector<TargetResult>)> done) {
  const Entry* const entry = find(name);
  if (entry == nullptr) {
    return Error{Error::Code::kNotFound, "there is no schedule `" + std::string(name) + "`"};
  }
  struct FireResults {
    std::vector<TargetResult> handed;
    std::size_t open = 1;
    Callback<void(std::vector<TargetResult>)> done;

    void end_one() {
      if (--open == 0) done(std::move(handed));
    }
  };
  const auto gathered = std::make_shared<FireResults>();
  gathered->done = std::move(done);
  const std::shared_ptr<const Schedule> schedule = entry->state.schedule;
  const Firing firing{std::chrono::floor<std::chrono::seconds>(services_.clock.wall()),
                      services_.ids.uuid(),
                      {},
                      1};
  for (std::size_t i = 0; i < schedule->targets.size(); ++i) {
    const std::string& function = schedule->targets[i].function;
    if (function.empty()) continue;
    ++gathered->open;
    deliveries_.try_once(*schedule, i, firing, [gathered, function](Status status) {
      gathered->handed.push_back({function, std::move(status)});
      gathered->end_one();
    });
  }
  gathered->end_one();
  return Done{};
}

const Scheduler::Entry* Scheduler::find(std::string_view name) const {
  for (const auto& [arn, entry] : entries_) {
    const Schedule& schedule = *entry.state.schedule;
    if (name == arn || name == schedule.name || name == schedule.logical_id ||
        name == schedule.group + "/" + schedule.name) {
      return &entry;
    }
  }
  return nullptr;
}

std::vector<Scheduler::State> Scheduler::states() const {
  std::vector<const Entry*> ordered(entries_.size());
  for (const auto& [arn, entry] : entries_) ordered[entry.order] = &entry;
  std::vector<State> states;
  for (const Entry* const entry : ordered) {
    const Schedule& schedule = *entry->state.schedule;
    const bool over = options_.fires && schedule.enabled && !entry->state.next;
    if (!(over && schedule.delete_when_done)) states.push_back(entry->state);
  }
  return states;
}

void Scheduler::notice(const Schedule& schedule, std::string_view text) {
  const std::string line = "schedule " + schedule.name + " " + std::string(text);
  log_notice(services_.log, services_.clock, line);
}

}  // namespace brume::emulator::schedule
