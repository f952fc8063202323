// AWS::Lambda::Function, resolved -> FunctionSpec, with all that AWS and this emulator check.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "emulator/template/model/application.h"
#include "emulator/template/model/report.h"

namespace brume::emulator {

struct FunctionInput {
  const Resource& resource;
  const Value& site;                      // the resource as written, for the caret
  const std::set<std::string>& failed;    // properties that could not be resolved
  std::filesystem::path template_folder;  // absolute
};

// Which properties and features of a template are not emulated, and where: told once for all.
struct NotEmulated {
  struct Use {
    Value where;
    std::vector<std::string> resources;
  };
  std::map<std::string, Use> features;  // "`Layers`" -> …

  void add(const std::string& feature, const Value& where, const std::string& logical_id);
  void report(Reporter& reporter) const;
};

// Always gives a spec; its errors are reported.
FunctionSpec read_function(const FunctionInput& input, NotEmulated& not_emulated,
                           Reporter& reporter);

}  // namespace brume::emulator
