// What `brume start`, `start-api` and `start-lambda` do once their options are understood: serve an
// application until somebody stops it. Main thread; blocks.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "emulator/app/application_reloader.h"
#include "emulator/app/buckets.h"
#include "emulator/app/log_output.h"
#include "emulator/app/servers.h"
#include "emulator/history/record.h"

namespace brume::emulator::cli {

struct StartOptions {
  std::string command;  // "start", for messages
  LoadOptions load;
  HostingPlace place;
  ServeOptions serve;
  std::filesystem::path log_file;  // empty: standard error
  LogFormat log_format = LogFormat::kText;
  std::optional<WallTime> virtual_start;  // where the clock stands; absent: it is the machine's
  std::optional<BucketOptions> buckets;   // absent: there are none
  std::optional<HistoryLimits> record;    // of what is kept of each invocation; absent: nothing is
  bool ephemeral = false;                 // nothing is kept in .brume
  bool reload = true;                     // changed files are taken over
  bool build = false;                     // changed sources are built
};

// Returns the exit code.
int start(StartOptions options);

}  // namespace brume::emulator::cli
