// AsyncWatch: sees the events of the asynchronous queue as they are run and end, for whoever has
// caused them.
//
// Loop thread. Outlives the queue it is given to.
#pragma once

#include <string>

#include "emulator/async/event_table.h"

namespace brume::emulator {

class AsyncWatch {
 public:
  virtual ~AsyncWatch() = default;
  // Its function is called. `onward`: the trace header of what the function causes.
  virtual void on_run(const StoredEvent& event, const std::string& onward) = 0;
  // That call is over; another may follow.
  virtual void on_ran(const StoredEvent& event) = 0;
  // It is over for good, and that is stored. `condition`: kConditionSuccess or why it is not.
  virtual void on_done(const StoredEvent& event, const std::string& condition) = 0;
};

}  // namespace brume::emulator
