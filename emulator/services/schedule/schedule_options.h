// What a user may choose of schedules. A value.
#pragma once

#include "emulator/services/schedule/scheduler.h"

namespace brume::emulator::schedule {

struct ScheduleOptions {
  bool fire = true;  // false: only on request (`--no-schedules`)
  bool run_on_start = false;
  CatchUp catch_up = CatchUp::kOnce;
};

}  // namespace brume::emulator::schedule
