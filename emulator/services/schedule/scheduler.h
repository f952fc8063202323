// Scheduler: fires what is due. One timer, for the nearest firing of all.
//
// - An event is handed over at its instant, in the order of the instants; equal ones in the order
//   of the schedules. FlexibleTimeWindow: at an instant within the window that depends on the
//   schedule and the firing only.
// - A rate counts from when its schedule was first seen, in whole seconds, over restarts too, until
//   its expression, zone, dates or state change.
// - A firing that is more than a minute late was missed: the machine slept, or no emulator ran.
//   CatchUp says what becomes of it; the log says which.
// - What is remembered as served is in the outbox, which delivers it, over restarts too. Delivered
//   twice is at most what was stored, or taken, just before the process was killed.
//
// Loop thread. What it is given outlives it.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/services/schedule/deliveries.h"
#include "emulator/services/schedule/schedule.h"
#include "emulator/services/schedule/schedule_memory.h"

namespace brume::emulator::schedule {

enum class CatchUp {
  kOnce,  // each schedule that missed some fires once, for the last of them
  kAll,   // each missed firing is made up for
  kNone,  // missed is missed
};

struct SchedulerOptions {
  CatchUp catch_up = CatchUp::kOnce;
  // A timer may stand still while the machine sleeps: the clock is looked at this often at least.
  Duration longest_sleep = std::chrono::seconds(20);
  bool fires = true;  // false: only fire() does (`--no-schedules`)
};

class Scheduler {
 public:
  Scheduler(const DeliveryServices& services, ScheduleMemory& memory, SchedulerOptions options);

  // From now on these, and no others. What stays the same keeps its phase and fires nothing twice.
  // The first time begins with what an earlier process has left to deliver.
  void set_schedules(const std::vector<Schedule>& schedules);

  // No schedule fires any more; deliveries under way go on.
  void stop();
  // Every enabled one, now, besides its time (`--run-on-start`).
  void fire_all();
  // That one, enabled or not, now, once; `done` with what became of each target that is a function.
  // kNotFound. `name`: its name, group/name, ARN or logical id.
  struct TargetResult {
    std::string function;
    Status status;
  };
  Status fire(std::string_view name, Callback<void(std::vector<TargetResult>)> done);

  struct State {
    std::shared_ptr<const Schedule> schedule;
    WallTime created;
    std::optional<WallTime> next;  // absent: none any more, or disabled
    std::optional<WallTime> last;  // of this run
    std::uint64_t fired = 0;       // in this run
  };
  // In the template's order. Those that ActionAfterCompletion has deleted are gone.
  std::vector<State> states() const;

 private:
  struct Entry {
    State state;
    std::size_t order = 0;
    WallTime seen{};
    WallTime at{};  // when to hand over state.next; its window considered
    std::map<WallTime, std::size_t> open = {};  // firings that are not stored yet: their targets
    WallTime remembered{};
  };
  struct QueuePosition {
    WallTime at;
    std::size_t order = 0;
    auto operator<=>(const QueuePosition&) const = default;
  };

  Entry take(const Schedule& schedule, WallTime now);
  void plan(Entry& entry);
  void arm();
  void on_timer();
  void serve(Entry& entry, WallTime now);
  void catch_up(Entry& entry, WallTime now);
  void hand_over(Entry& entry, WallTime due);
  void see(Entry& entry, WallTime due);
  void on_stored(const std::string& arn, WallTime due);
  void remember(Entry& entry);
  const Entry* find(std::string_view name) const;
  void notice(const Schedule& schedule, std::string_view text);

  DeliveryServices services_;
  ScheduleMemory& memory_;
  const SchedulerOptions options_;
  Deliveries deliveries_;
  bool delivers_ = false;
  std::map<std::string, Entry> entries_;   // by ARN
  std::map<QueuePosition, Entry*> queue_;  // those that have a next firing
  Timer timer_;
};

}  // namespace brume::emulator::schedule
