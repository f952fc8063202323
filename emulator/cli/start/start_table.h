// What `brume start` shows when it is ready: routes and their functions, other functions,
// addresses, what is not emulated. Pure.
#pragma once

#include <string>

#include "emulator/cli/start/live_application.h"
#include "emulator/cli/terminal.h"

namespace brume::emulator::cli {

struct Addresses {
  std::string api_url;  // empty: not served
  std::string aws_url;
};

// Several lines, the last one ended.
std::string start_table(const LiveApplication& application, const Addresses& addresses,
                        const Terminal& terminal);

}  // namespace brume::emulator::cli
