// What `brume start` shows when it is ready: routes and their functions, schedules and their next
// times, buckets and their folders, other functions, addresses, what is not emulated. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/app/application_reloader.h"
#include "emulator/app/buckets.h"
#include "emulator/app/terminal.h"
#include "emulator/services/schedule/scheduler.h"

namespace brume::emulator::cli {

struct Served {
  std::string api_url;  // empty: not served
  std::string aws_url;
  std::vector<schedule::Scheduler::State> schedules;
  std::optional<std::vector<Buckets::State>> buckets;  // absent: S3 is not served
};

// Several lines, the last one ended.
std::string start_table(const LiveApplication& application, const Served& served,
                        const Terminal& terminal);

}  // namespace brume::emulator::cli
