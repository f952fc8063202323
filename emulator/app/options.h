// The options of an emulator, with those of its services. A value.
#pragma once

#include <filesystem>
#include <optional>

#include "emulator/app/function_configs.h"
#include "emulator/app/server_options.h"
#include "emulator/history/record.h"
#include "emulator/services/apigateway/apigateway_options.h"
#include "emulator/services/s3/s3_options.h"
#include "emulator/services/schedule/schedule_options.h"
#include "emulator/template/load/load.h"

namespace brume::emulator::app {

struct EmulatorOptions {
  LoadOptions load;  // template_file: absolute
  HostingPlace place;
  ServerOptions servers;
  gateway::ApiGatewayOptions api_gateway;
  schedule::ScheduleOptions schedules;
  std::optional<storage::BucketOptions> buckets;  // absent: S3 is not served
  std::optional<WallTime> virtual_start;          // absent: the clock is the machine's
  std::optional<HistoryLimits> record;            // of the recorded invocations; absent: none are
  bool ephemeral = false;                         // nothing is kept in .brume
  bool reload = true;                             // changed files are taken over
  bool build = false;                             // changed sources are built
  std::filesystem::path host_program = {};        // brume-host; empty: beside this program
};

}  // namespace brume::emulator::app
