// What CloudFormation demands of a template's outline: its sections and the attributes of its
// resources, before and after SAM is expanded.
#pragma once

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"

namespace brume::emulator {

// False when nothing can be read further: not a map, empty, without resources.
bool check_structure(const Value& root, Reporter& reporter);

// One note about all resources that have no emulation here.
void note_not_emulated(const Value& root, Reporter& reporter);

}  // namespace brume::emulator
