// What the checks of this folder share: the template they look at and where they report.
#pragma once

#include <string>
#include <string_view>

#include "emulator/template/load/load.h"
#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/report.h"

namespace brume::emulator::check {

struct Subject {
  const LoadOptions& options;
  const TemplateTrees& trees;
  Reporter& reporter;
};

// What CloudFormation names in a template, and what is written there for a name: the members of a
// section, or none.
const Value::Map& section(const Value& root, std::string_view name);

// Hints of later mistakes are not read, and each is compared with many names.
inline constexpr std::size_t kHintsMax = 20;

// The nearest of the names that `names` finds, while few mistakes were found.
template <typename Names>
std::string hint(Reporter& reporter, std::string_view word, const Names& names) {
  if (reporter.diagnostics().size() >= kHintsMax) return {};
  return suggestion(word, names());
}

}  // namespace brume::emulator::check
