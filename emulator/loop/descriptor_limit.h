// How many descriptors this process may have: the system's default of 1024 is fewer than the
// connections a server may hold.
//
// Any thread. Children started later inherit it: start what runs functions before.
#pragma once

#include <cstddef>

namespace brume::emulator {

// Raises the limit to `wanted`, or as far as the system lets it; never lowers it. What it is now.
std::size_t raise_descriptor_limit(std::size_t wanted);

}  // namespace brume::emulator
