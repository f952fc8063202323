// The stacks inside one stack: AWS::CloudFormation::Stack whose template is a local file. Each is
// loaded when an output of it is asked for, or its turn comes. Templates elsewhere are told by
// name.
//
// Owned by the Stack it serves, and refers to it and to its Resolver.
#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/template/load/stack_stages.h"
#include "emulator/template/model/application.h"
#include "emulator/template/resolve/resolve.h"

namespace brume::emulator {

inline constexpr std::size_t kStackDepthMax = 10;  // stacks in each other
inline constexpr std::size_t kStacksMax = 100;     // of one load

class NestedStacks final : public StackOutputs {
 public:
  NestedStacks(const StackStages& owner, const Value& root);
  ~NestedStacks() override;
  // REQUIRES: called once, before any other call
  void use(Resolver& resolver) { resolver_ = &resolver; }

  std::optional<Value> output(std::string_view logical_id, std::string_view name, const Value& site,
                              const Path& path) override;
  // Moves what the stack `member` holds to the end of `application`; nothing for others.
  void take(const Value::Member& member, Application& application);

 private:
  struct Child {
    enum class State { kLoading, kFailed, kElsewhere, kLoaded };
    State state = State::kLoading;
    std::unique_ptr<StackStages> stack = {};
    Application application = {};
  };
  Child& child(const Value::Member& member);
  void load(const Value::Member& member, Child& child);
  // The template's file; nothing when it is elsewhere, or wrong.
  std::optional<std::filesystem::path> file_of(const Value::Member& member, Child& child);
  bool may_load(const std::filesystem::path& file, const Value& where, const Path& path);
  std::optional<std::map<std::string, std::string>> parameters_of(const Value::Member& member);
  bool check_parameters(const Value::Member& member, const StackStages& stack,
                        std::map<std::string, std::string>& parameters);

  const StackStages& owner_;
  const Value& root_;
  Resolver* resolver_ = nullptr;
  std::map<std::string, Child, std::less<>> children_;
};

}  // namespace brume::emulator
