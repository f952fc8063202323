// Moves a dropped file away when its events have ended. Blocks; any thread.
#pragma once

#include <filesystem>
#include <string>

#include "emulator/base/result.h"

namespace brume::emulator::storage {

// To the folder `to` within `folder`, under its own path, with a number behind if that is taken;
// removes it if `to` is empty. A file that is not there is no error.
Status put_file_away(const std::filesystem::path& folder, const std::string& path,
                     const std::string& to);

}  // namespace brume::emulator::storage
