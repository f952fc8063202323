// Which of the files that appear in a drop folder are not meant to become objects: what editors,
// browsers and copying programs have not finished, and what a person has named. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator::storage {

class DropNames {
 public:
  // Patterns as shells have them, of names at any depth ("*.bak"), or of paths below the folder if
  // they have a slash ("out/*.log"; "/out" is the folder's own).
  explicit DropNames(std::vector<std::string> ignored = {});

  // `path`: of a file or folder, relative. What is in a folder that is ignored is ignored, too.
  bool ignores(std::string_view path) const;

 private:
  bool ignores_one(const std::string& path, std::string_view name) const;

  std::vector<std::string> names_, paths_;
};

}  // namespace brume::emulator::storage
