// The environment variables of the SAM CLI, beside those that an option of the command line names
// as its own (SAM_TEMPLATE_FILE, SAM_DEBUG_PORT, AWS_REGION).
//
// Main thread, after the command line has been read and before samconfig.toml is.
#pragma once

#include "emulator/template/model/diagnostic.h"

namespace CLI {
class App;
}

namespace brume::emulator::cli {

// AWS_DEFAULT_REGION, where nothing else says the region.
void apply_environment(CLI::App& command);

// A note for what is set for `sam` and does nothing here.
Diagnostics foreign_variables();

}  // namespace brume::emulator::cli
