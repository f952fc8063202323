// What one template may hold at most, so that a small text cannot take all memory.
#pragma once

#include <cstddef>

namespace brume::emulator {

inline constexpr std::size_t kTemplateBytesMax = 4 * 1024 * 1024;  // AWS's is 1 MiB
inline constexpr std::size_t kValuesMax = 150'000;                 // maps, lists and scalars
inline constexpr std::size_t kNestingMax = 128;                    // maps and lists in each other
inline constexpr std::size_t kAliasNodesMax = 100'000;  // what all aliases together expand to
inline constexpr std::size_t kAliasBytesMax =
    8 * 1024 * 1024;  // of memory; and all anchored values

}  // namespace brume::emulator
