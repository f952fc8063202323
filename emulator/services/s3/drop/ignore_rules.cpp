#include "emulator/services/s3/drop/ignore_rules.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>

#include "emulator/services/s3/model/key_path.h"

namespace brume::emulator::storage {
namespace {

// Besides key_path.h's names, which objects made through the API do not get either.
constexpr std::array<const char*, 2> kUnfinished{
    "~$*",            // office programs, while a document is open
    "*.opdownload"};  // Opera

bool matches(const std::string& pattern, const std::string& text) {
  return ::fnmatch(pattern.c_str(), text.c_str(), FNM_PATHNAME) == 0;
}

}  // namespace

DropNames::DropNames(std::vector<std::string> ignored) {
  names_.assign(kUnfinished.begin(), kUnfinished.end());
  for (std::string& pattern : ignored) {
    const bool own = pattern.starts_with('/');
    while (pattern.ends_with('/')) pattern.pop_back();
    if (own) pattern.erase(0, 1);
    if (pattern.empty()) continue;
    const bool path = own || pattern.find('/') != std::string::npos;
    (path ? paths_ : names_).push_back(std::move(pattern));
  }
}

bool DropNames::ignores_one(const std::string& path, std::string_view name) const {
  if (is_unfinished_name(name)) return true;
  const std::string own(name);
  const auto names = [&own](const std::string& pattern) { return matches(pattern, own); };
  const auto is = [&path](const std::string& pattern) { return matches(pattern, path); };
  return std::any_of(names_.begin(), names_.end(), names) ||
         std::any_of(paths_.begin(), paths_.end(), is);
}

bool DropNames::ignores(std::string_view path) const {
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t to = std::min(path.find('/', from), path.size());
    if (ignores_one(std::string(path.substr(0, to)), path.substr(from, to - from))) return true;
    from = to + 1;
  }
  return false;
}

}  // namespace brume::emulator::storage
