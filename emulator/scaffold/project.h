// A new project: what `brume init` writes. The files build with `brume build` and run with
// `brume invoke`, and deploy to AWS as they are.
//
// Touches nothing but the project's folder. Blocking; any thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace brume::emulator {

enum class ProjectLanguage { kCpp, kC };

struct ProjectFile {
  std::string name;  // relative to the project's folder
  std::string text;
  std::string what;  // a few words for the person who asked for it
};

// What is wrong with a project's name, which is also its library's; nothing when it will do:
// 1..40 letters, digits, `-` and `_`, a letter first, no name that CMake keeps for itself.
std::optional<std::string> name_complaint(std::string_view name);

// "image-resizer" -> "ImageResizerFunction".
std::string logical_id_of(std::string_view name);

// REQUIRES: !name_complaint(name)
std::vector<ProjectFile> project_files(std::string_view name, ProjectLanguage language);

// Writes all of the files or none, and never over a file that is there. Makes the folder when
// there is none. kInvalidArgument names the file in the way; kUnavailable is the system's refusal.
Status write_project(const std::filesystem::path& folder, const std::vector<ProjectFile>& files);

}  // namespace brume::emulator
