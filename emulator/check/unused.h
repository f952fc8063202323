// Parameters, mappings and conditions that nothing uses; parameters without a value.
#pragma once

#include "emulator/check/check_input.h"

namespace brume::emulator::check {

void check_unused(const Subject& subject);

// One note that names parameters without a value: what depends on them is not checked.
void note_valueless_parameters(const Subject& subject);

}  // namespace brume::emulator::check
