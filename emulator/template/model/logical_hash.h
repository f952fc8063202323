// The ten hexadecimal digits SAM appends to logical ids that must change with their content.
#pragma once

#include <string>
#include <string_view>

#include "emulator/template/model/value.h"

namespace brume::emulator::sam {

// The first ten digits of the SHA-1 of the value as compact JSON with sorted keys (of a string: of
// its own text).
std::string logical_hash(const Value& value);

std::string sha1_hex(std::string_view bytes);

}  // namespace brume::emulator::sam
