// Kernel: what the emulator gives every service. Constructed once, by app/Emulator.
//
// Loop thread. References only: everything it refers to outlives the services.
#pragma once

#include <filesystem>
#include <string>

#include "emulator/async/async_queue.h"
#include "emulator/base/account.h"
#include "emulator/base/clock.h"
#include "emulator/base/clock_events.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/delivery/targets.h"
#include "emulator/invoke/invoker.h"
#include "emulator/loop/loop.h"
#include "emulator/polling/pollers.h"
#include "emulator/resource/registry.h"

namespace brume::emulator {

// Where services keep their state.
struct StateStore {
  std::filesystem::path folder;  // absolute; made by app/Emulator
  bool kept = false;             // false: the folder goes with this process (--ephemeral)

  // The file of a service's database: "schedules" -> <folder>/schedules.db.
  std::filesystem::path database(const std::string& name) const { return folder / (name + ".db"); }
};

// Where the emulator is reached: "http://127.0.0.1:3000"; empty: not served. Set by listening.
struct Addresses {
  std::string api_url;
  std::string aws_url;
};

struct Kernel {
  Loop& loop;
  // The emulator's time: schedules, retries and expiries go by it.
  Clock& clock;
  Timers& timers;
  // wall() is the emulator's, monotonic() the machine's: for what really runs, with the loop's
  // timers.
  const Clock& hybrid_clock;
  bool virtual_time;  // the clock stands still until a user moves it
  Ids& ids;
  LogSink& log;
  PendingWork& pending;
  ClockEvents& events;
  const Account& account;
  const StateStore& state;
  const Addresses& addresses;
  Registry& resources;
  // The two doors to user code: called now, or accepted durably and called later.
  Invoker& invoker;
  AsyncQueue& async;
  // All that messages can be sent to, by the service in its ARN.
  const delivery::Targets& targets;
  // The event source mappings that run.
  polling::Pollers& pollers;

  // One line for the person who reads the log.
  void notice(std::string_view text) const {
    log.write({LogRecord::Kind::kNotice, clock.wall(), {}, {}, text});
  }
};

}  // namespace brume::emulator
