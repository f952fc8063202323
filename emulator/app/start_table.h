// What `brume start` shows when it is ready: the addresses, what each service serves, functions
// without routes or triggers, functions that cannot be called. Pure.
#pragma once

#include <string>

#include "emulator/app/emulator.h"
#include "emulator/app/terminal.h"
#include "emulator/service/description.h"

namespace brume::emulator::app {

// Rows under a heading, in columns. Several lines, the last one ended; empty: nothing to show.
std::string section_text(const Section& section, const Terminal& terminal);

std::string start_table(const Emulator& emulator, const Terminal& terminal);

}  // namespace brume::emulator::app
