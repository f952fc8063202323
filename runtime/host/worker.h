// A worker: what a fork of the zygote becomes.
#pragma once

#include "runtime/host/tmp_space.h"
#include "runtime/wire/control.h"

namespace brume::host {

// Never returns: sets the environment up, loads the library, serves, and exits.
// REQUIRES: called in a fresh child of the single-threaded zygote, whose pid is `zygote`.
[[noreturn]] void run_worker(wire::SpawnMessage spawn, const TmpSpace& tmp_space, int zygote);

}  // namespace brume::host
