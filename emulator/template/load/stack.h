// One stack on its way from a file to resources: its template is read, expanded and resolved, and
// with it the stacks inside it, each when something first needs it. Their resources become part of
// the same Application; their logical ids begin with those of the stacks around them:
// "Child-Hello".
//
// The stages run in the order of the members. One thread; refers to its StackRun.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/template/load/lambda_function_reader.h"
#include "emulator/template/load/load.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/report.h"
#include "emulator/template/resolve/dynamic_references.h"
#include "emulator/template/resolve/resolve.h"
#include "emulator/template/sam/expand/expand.h"
#include "emulator/template/sections/parameters.h"

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

class NestedStacks;

class Stack {
 public:
  Stack(StackRun& run, std::filesystem::path file, std::string name);
  // The stack `logical_id` inside `parent`, which outlives it.
  Stack(const Stack& parent, std::filesystem::path file, std::string_view logical_id);
  ~Stack();

  // The file and what it includes. False: stop.
  bool parse();
  // Check the outline, read the parameters. False: stop.
  bool read(const std::map<std::string, std::string>& parameters, bool values_required);
  // Read, but without what SAM asks for first of all.
  bool lacks_resources() const { return root_.is_map() && root_.find("Resources") == nullptr; }
  // SAM -> CloudFormation. False when SAM rejects the template.
  bool expand();
  const Expansion& expansion() const { return expansion_; }
  // Once it is resolved, or if it is not to be.
  Value take_expanded() { return std::move(expansion_.root); }
  // Its resources, functions and outputs, with those of the stacks inside it.
  Application resolve();

  StackRun& run() const { return run_; }
  const Stack* parent() const { return parent_; }
  const std::filesystem::path& file() const { return file_; }
  std::filesystem::path folder() const { return file_.parent_path(); }
  // Names of the parameters that the template declares.
  std::vector<std::string_view> parameter_names() const;

 private:
  void add_resource(const Value::Member& member, Application& application);
  Resource resolve_resource(const Value::Member& member, std::set<std::string>& failed);
  void resolve_events(const std::string& id, FunctionSpec& function);
  void resolve_outputs(Application& application);
  std::optional<Value> resolved(const Value& value, const Path& path);
  ResolveOptions resolve_options() const;

  StackRun& run_;
  const Stack* parent_ = nullptr;
  std::filesystem::path file_;
  std::string name_;    // AWS::StackName
  std::string prefix_;  // of logical ids
  ParameterValues parameters_;
  bool extended_ = false;  // by AWS::LanguageExtensions
  Value root_;
  Expansion expansion_;
  std::unique_ptr<NestedStacks> nested_;
  std::unique_ptr<Resolver> resolver_;
  std::unique_ptr<DynamicReferences> references_;
};

}  // namespace brume::emulator
