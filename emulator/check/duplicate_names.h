// Two resources of one name, where AWS lets there be one.
#pragma once

#include "emulator/template/model/application.h"
#include "emulator/template/model/report.h"

namespace brume::emulator::check {

void check_names(const Application& application, Reporter& reporter);

}  // namespace brume::emulator::check
