// A plain (unquoted) scalar of YAML 1.1 -> Value. Pure.
#pragma once

#include <string>

#include "emulator/template/model/value.h"

namespace brume::emulator {

// What a plain (unquoted) YAML 1.1 scalar means: null, boolean, integer, float, else a string.
// `json` also reads 1e3 as a number, as JSON does.
Value plain_scalar(std::string text, bool json);

}  // namespace brume::emulator
