// The states of a function that clients see pass: Pending -> Active after CreateFunction,
// InProgress -> Successful after an update, each end with a new revision id. The work itself is
// done before the answer; only the state changes later, so that waiters have something to wait for.
// Source: "Lambda function states" of the developer guide; recordings for revision ids.
//
// Loop thread. What it is given outlives it.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "emulator/base/ids.h"
#include "emulator/base/timers.h"
#include "emulator/services/lambda/api/functions.h"

namespace brume::emulator::aws::lambda {

// AWS takes seconds.
inline constexpr std::chrono::milliseconds kChangeShown{10};

class Changes {
 public:
  // `timers`: the machine's, which a clock that stands still does not hold up.
  Changes(Functions& functions, Timers& timers, Ids& ids)
      : functions_(functions), timers_(timers), ids_(ids) {}

  // $LATEST of this function is being created or updated, for a moment.
  void begin(const std::string& function, VersionRecord::Change change);
  // Ends it now: the next change, or a version to be published, does not wait for it.
  // AWS refuses them meanwhile (ResourceConflictException).
  void settle(const std::string& function);

 private:
  Functions& functions_;
  Timers& timers_;
  Ids& ids_;
  std::map<std::string, Timer> running_;  // by function
};

}  // namespace brume::emulator::aws::lambda
