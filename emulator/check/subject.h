// What the checks of this folder share: the template they look at and where they report.
#pragma once

#include "emulator/template/load.h"
#include "emulator/template/report.h"

namespace brume::emulator::check {

struct Subject {
  const LoadOptions& options;
  const TemplateTrees& trees;
  Reporter& reporter;
};

// What CloudFormation names in a template, and what is written there for a name: the members of a
// section, or none.
const Value::Map& section(const Value& root, std::string_view name);

}  // namespace brume::emulator::check
