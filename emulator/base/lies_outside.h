// Whether a path leads out of a folder, by its words alone: links are not followed. Pure.
#pragma once

#include <filesystem>

namespace brume::emulator {

// `folder` empty: of a relative path, whether it leads above its start; an absolute one does.
inline bool lies_outside(const std::filesystem::path& path, const std::filesystem::path& folder) {
  const std::filesystem::path normal = path.lexically_normal();
  const std::filesystem::path inside =
      folder.empty() ? normal : normal.lexically_relative(folder.lexically_normal());
  return inside.empty() || inside.is_absolute() || *inside.begin() == "..";
}

}  // namespace brume::emulator
