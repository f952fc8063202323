// The one way from a file to an Application: parse, expand SAM, resolve, read.
// Reads the template, the env-vars file and included files; touches nothing else. Any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "emulator/template/load/load_options.h"
#include "emulator/template/load/template_trees.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/diagnostic.h"

namespace brume::emulator {

struct Loaded {
  // Absent exactly when `diagnostics` holds an error.
  std::optional<Application> application;
  Diagnostics diagnostics;
  SourceFiles sources;
};

// `trees`: filled unless null; then parameters need no values, and what depends on one that has
// none is absent.
Loaded load_application(const LoadOptions&, TemplateTrees* trees = nullptr);

// The first half of that way: SAM expanded into plain CloudFormation, nothing resolved.
struct Transformed {
  bool accepted = false;
  // The expanded template; or, when SAM rejects it, {"errorMessage": …} in SAM's words.
  std::string json;
  Diagnostics diagnostics;
  SourceFiles sources;
  // The trees it was made from, for those who need not take them apart.
  std::shared_ptr<const void> trees = {};
};

Transformed transform_template(const LoadOptions&);

// template.yaml, template.yml or template.json in the folder; the first when there is none.
std::filesystem::path default_template(const std::filesystem::path& folder);

}  // namespace brume::emulator
