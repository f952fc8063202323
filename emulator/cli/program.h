// The program `brume`: its commands, the project's configuration, --help.
// Main thread.
#pragma once

namespace brume::emulator::cli {

// The exit code, one of app/exit_codes.h.
int run_program(int argc, char** argv);

}  // namespace brume::emulator::cli
