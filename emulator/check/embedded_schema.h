// The texts of schema.h as they lie in the program's file: pages of it are read when they are
// looked at, and not before.
#pragma once

#include <string_view>

namespace brume::emulator::check {

std::string_view cloudformation_text();
std::string_view sam_text();
std::string_view limits_text();

}  // namespace brume::emulator::check
