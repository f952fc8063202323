// Event patterns of rules and filters of event source mappings: what AWS refuses, what can never
// match.
#pragma once

#include "emulator/template/model/application.h"
#include "emulator/template/model/report.h"

namespace brume::emulator::check {

void check_patterns(const Application& application, Reporter& reporter);

}  // namespace brume::emulator::check
