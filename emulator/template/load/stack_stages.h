// A stack as the stacks inside it see it, and as they are loaded themselves: the stages from a file
// to resources, in the order of the members. stack.h has the one implementation.
//
// One thread; refers to its StackRun.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/load/lambda_function_reader.h"
#include "emulator/template/load/load_options.h"
#include "emulator/template/load/template_trees.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/report.h"
#include "emulator/template/sections/given_values.h"

namespace brume::emulator {

// What all stacks of one run share.
struct StackRun {
  const LoadOptions& options;
  Reporter reporter;
  SourceFiles& sources;
  TemplateTrees* trees = nullptr;  // of the outermost stack
  GivenValues given = {};
  NotEmulated not_emulated = {};
  std::size_t stacks = 1;
};

class StackStages {
 public:
  virtual ~StackStages() = default;

  // The file and what it includes. False: stop.
  virtual bool parse() = 0;
  // Check the outline, read the parameters. False: stop.
  virtual bool read(const std::map<std::string, std::string>& parameters, bool values_required) = 0;
  // SAM -> CloudFormation. False when SAM rejects the template.
  virtual bool expand() = 0;
  // Its resources, functions and outputs, with those of the stacks inside it.
  virtual Application resolve() = 0;

  // The stack `logical_id` inside this one, which outlives it.
  virtual std::unique_ptr<StackStages> nested(std::filesystem::path file,
                                              std::string_view logical_id) const = 0;
  virtual StackRun& run() const = 0;
  // The stack around it; null: it is the outermost.
  virtual const StackStages* parent() const = 0;
  virtual const std::filesystem::path& file() const = 0;
  // Names of the parameters that the template declares.
  virtual std::vector<std::string_view> parameter_names() const = 0;
};

}  // namespace brume::emulator
