// What /proc says of the files that this process's children, and theirs, have open. Reads a few
// small files for each of them; any thread.
#pragma once

#include <filesystem>

namespace brume::emulator {

// Whether one of them has it open for writing. False where the kernel keeps no lists of children.
bool descendants_write(const std::filesystem::path& file);

}  // namespace brume::emulator
