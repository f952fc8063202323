// What `brume schedule list`, the start table and the management say of schedules. Pure but for the
// machine's time zone.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "emulator/services/schedule/scheduler.h"

namespace brume::emulator::schedule {

// As the scheduler would have them if it began now: for a template that nothing runs.
std::vector<schedule::Scheduler::State> states_of(const std::vector<schedule::Schedule>& schedules,
                                                  WallTime now);

// [{name, group, kind, arn, expression, timezone, state, targets, next: [{utc, local, zoned}],
// last, fired}], with so many of the next firings each.
nlohmann::ordered_json schedules_json(const std::vector<schedule::Scheduler::State>& states,
                                      std::size_t count);

// "HelloFunction, arn:aws:sqs:… (not emulated)"
std::string targets_text(const schedule::Schedule& schedule);

}  // namespace brume::emulator::schedule
