// The one door through which bytes that are not Brume's own (functions' output, paths of requests,
// names of a template) reach a terminal or a log file. Pure.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator::app {

// Control characters become \x1b and the like, so that they cannot steer a terminal. Escape
// sequences stay: functions may colour their lines.
void append_printable(std::string& out, std::string_view text);

}  // namespace brume::emulator::app
