// Application -> the schedules it asks for: AWS::Events::Rule with a ScheduleExpression,
// AWS::Scheduler::Schedule, AWS::Scheduler::ScheduleGroup.
//
// Loading only; any thread.
#pragma once

#include <vector>

#include "emulator/services/schedule/schedule.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/diagnostic.h"

namespace brume::emulator::schedule {

struct ReadSchedules {
  std::vector<Schedule> schedules;  // in the template's order; those that are right
  // Errors: what AWS would refuse. Warnings: targets that are not emulated or lead nowhere.
  Diagnostics diagnostics;
};

ReadSchedules read_schedules(const Application& application);

}  // namespace brume::emulator::schedule
