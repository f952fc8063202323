// What other commands ask of the emulator's clock, under /_brume/clock:
//   GET  clock                    {"now","virtual","nextDue","movingTo","speed"}
//   POST clock/advance?by=1h      time moves; lines of JSON come as things happen, and a last one
//   POST clock/to?at=2027-01-01   as that
//   POST clock/run?speed=60       from now on time runs, 60 seconds in a second
//   POST clock/stop               time stands still: ends a move where it is, and a run
// A move ends early, too, when its client goes away or the emulator stops. It waits for a client
// that reads slowly: nothing is left out. 409 where the clock is the machine's, or a move is under
// way.
//
// Loop thread. REQUIRES: the hosting outlives it
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "emulator/app/function_runtime.h"
#include "emulator/http/exchange.h"
#include "emulator/service/management_request.h"

namespace brume::emulator::app {

// The fastest that run takes: a year in a second.
inline constexpr double kMaxClockSpeed = 31'557'600;

class ClockControl {
 public:
  explicit ClockControl(FunctionRuntime& hosting) : runtime_(hosting) {}
  ~ClockControl();

  void answer(const ManagementRequest& request);
  // Time stands still from now on.
  void stop();

 private:
  class Report;
  std::string state_json() const;
  void move(const std::shared_ptr<http::Exchange>& exchange, Result<WallTime> target);

  FunctionRuntime& runtime_;
};

}  // namespace brume::emulator::app
