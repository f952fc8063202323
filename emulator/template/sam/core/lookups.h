// What SAM looks up while it expands: parameters in Ref and Sub, and mappings in FindInMap. Other
// intrinsics stay as they are.
//
// Pure functions, of the expansion's thread.
#pragma once

#include <string>

#include "emulator/template/model/value.h"
#include "emulator/template/sections/parameters.h"

namespace brume::emulator::sam {

struct Lookups {
  const ParameterValues& values;
  const Value* declared;  // `Parameters` of the template; nullptr: none
  const Value* mappings;  // `Mappings`; nullptr: none
  // Why SAM stops at what was looked up, in its words; empty: it does not.
  std::string wrong = {};
};

Value look_up_parameters(const Value& value, Lookups& lookups);
Value look_up_mappings(const Value& value, Lookups& lookups);

}  // namespace brume::emulator::sam
