// A worker: what a fork of the zygote becomes.
#pragma once

#include "runtime/host/tmp_space.h"
#include "runtime/wire/control.h"

namespace brume::host {

// The zygote it was forked from.
struct Parent {
  int pid;
  int control;  // its end of the control socket
};

// Never returns: sets the environment up, and either loads the library, serves and exits, or
// becomes the program. REQUIRES: called in a fresh child of the single-threaded zygote.
[[noreturn]] void run_worker(wire::SpawnMessage spawn, const TmpSpace& tmp_space,
                             const Parent& parent);

}  // namespace brume::host
