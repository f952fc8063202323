// The properties of every resource, as written, beside what AWS publishes of its type: unknown and
// missing ones, wrong types, ranges, lengths, characters, values; unknown types. Where a function
// stands for a value, what it gives is judged, if that is known here; else it passes.
#pragma once

#include "emulator/check/check_input.h"
#include "emulator/check/schema.h"

namespace brume::emulator::check {

void check_resources(const Subject& subject, Schema& schema);

}  // namespace brume::emulator::check
