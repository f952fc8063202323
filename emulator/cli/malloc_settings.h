// For commands that build large trees and end: transform, validate.
#pragma once

namespace brume::emulator::cli {

// Has the heap grow in large pages, where the system has them: a template of 500 functions takes
// five thousand page faults otherwise, an eighth of its time. Once, at the beginning of the command
// and before other threads.
void expect_large_heap();

}  // namespace brume::emulator::cli
