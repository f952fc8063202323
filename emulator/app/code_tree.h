// The folders that a function of a script language is made of: what is watched, and whether
// anything in them has changed.
//
// Blocking, looks at folders and files only. Any thread.
#pragma once

#include <filesystem>
#include <set>

#include "emulator/app/library_copies.h"

namespace brume::emulator::app {

struct CodeTree {
  std::set<std::filesystem::path> folders;  // the folder itself and those below it
  FileStamp stamp;                          // of all files together; another when one has changed
};

// Without what version control, Brume and interpreters keep beside the code. Links to folders are
// not followed.
CodeTree look_at_code(const std::filesystem::path& folder);

}  // namespace brume::emulator::app
