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

#include "emulator/template/load/nested_stacks.h"
#include "emulator/template/load/stack_stages.h"
#include "emulator/template/resolve/dynamic_references.h"
#include "emulator/template/resolve/resolve.h"
#include "emulator/template/sam/expand/expand.h"
#include "emulator/template/sections/parameters.h"

namespace brume::emulator {

class Stack final : public StackStages {
 public:
  Stack(StackRun& run, std::filesystem::path file, std::string name);
  // The stack `logical_id` inside `parent`, which outlives it.
  Stack(const Stack& parent, std::filesystem::path file, std::string_view logical_id);
  ~Stack() override;

  bool parse() override;
  bool read(const std::map<std::string, std::string>& parameters, bool values_required) override;
  // Read, but without what SAM asks for first of all.
  bool lacks_resources() const { return root_.is_map() && root_.find("Resources") == nullptr; }
  bool expand() override;
  const Expansion& expansion() const { return expansion_; }
  // Once it is resolved, or if it is not to be.
  Value take_expanded() { return std::move(expansion_.root); }
  Application resolve() override;

  std::unique_ptr<StackStages> nested(std::filesystem::path file,
                                      std::string_view logical_id) const override;
  StackRun& run() const override { return run_; }
  const StackStages* parent() const override { return parent_; }
  const std::filesystem::path& file() const override { return file_; }
  std::vector<std::string_view> parameter_names() const override;

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
