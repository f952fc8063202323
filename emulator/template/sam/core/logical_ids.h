// The logical ids that SAM makes. Pure.
#pragma once

#include <string>
#include <string_view>

namespace brume::emulator::sam {

// Letters and digits only, and at least one.
bool is_alphanumeric(std::string_view text);
// SAM's id part for a name that may hold anything: the name, or its hash.
std::string id_part(std::string_view text);

}  // namespace brume::emulator::sam
