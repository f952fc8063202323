// What a template refers to by name and does not have, in resources and branches that are not taken
// as well: Ref, GetAtt, Sub, If, Condition, FindInMap; attributes that a type does not have.
#pragma once

#include "emulator/check/check_input.h"
#include "emulator/check/schema.h"

namespace brume::emulator::check {

// REQUIRES: SAM has accepted the template
void check_references(const Subject& subject, Schema& schema);

// The template is changed by macros that do not run here: it may have what it seems not to have.
bool has_foreign_macros(const Value& root);

}  // namespace brume::emulator::check
