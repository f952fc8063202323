// Tells the emulator what a dying worker was doing: on a fatal signal one kCrash frame goes out,
// then the signal does what it would have done.
#pragma once

namespace brume::host {

// For the calling thread's stack overflows too. `answers`: the worker's end of that pipe.
void report_crashes_on(int answers);

}  // namespace brume::host
