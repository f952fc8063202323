// The schedule service: EventBridge's scheduled rules and the Scheduler's schedules of a template,
// what is remembered of them, and what other commands ask under /_brume/schedules:
//   GET  schedules?count=5         as schedules_json() has it
//   POST schedules/run?name=NAME   fires it now: {"name","handed":[{function,accepted,message}]}
#pragma once

#include <memory>

#include "emulator/service/kernel.h"
#include "emulator/service/service.h"
#include "emulator/services/schedule/schedule_options.h"

namespace brume::emulator::schedule {

std::unique_ptr<Service> make_service(const Kernel& kernel, const ScheduleOptions& options);

}  // namespace brume::emulator::schedule
