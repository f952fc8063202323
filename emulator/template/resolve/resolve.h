// Resolver: computes intrinsics, parameters and conditions until plain data is left. Every mistake
// it meets is reported once; what depends on it fails silently.
//
// Refers to the template it resolves, which outlives it. One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "emulator/base/account.h"
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/resolve/ref_and_getatt.h"
#include "emulator/template/sections/parameters.h"

namespace brume::emulator {

// What the outputs of the stacks inside a template are.
class StackOutputs {
 public:
  virtual ~StackOutputs() = default;
  // The value of `Outputs.X` of that AWS::CloudFormation::Stack. Nothing after a report, and while
  // that stack itself waits for what asks.
  virtual std::optional<Value> output(std::string_view logical_id, std::string_view name,
                                      const Value& site, const Path& path) = 0;
};

struct ResolveOptions {
  std::string region = "us-east-1";
  std::string account_id{kAccountId};
  std::string stack_name = "local";
  std::string prefix = {};         // before logical ids, where names are made of them
  StackOutputs* stacks = nullptr;  // null: outputs are texts that name them
  bool extensions = true;          // the template has AWS::LanguageExtensions
};

class Resolver {
 public:
  Resolver(const Value& root, const ParameterValues& parameters, ResolveOptions options,
           Reporter& reporter);

  // The value without intrinsics; members and items that are AWS::NoValue are left out. Nothing
  // after an error, which is reported. A value that is AWS::NoValue itself answers is_no_value().
  std::optional<Value> resolve(const Value& value, const Path& path);

  // Whether the resource is made: it has no Condition, or one that is true.
  bool is_created(std::string_view logical_id);
  // Whether a named condition is true; false after a report, too.
  bool holds(const std::string& name, const Value& site, const Path& path) {
    return condition(name, site, path).value_or(false);
  }
  // Evaluates all of `Conditions`, so that errors in unused ones are found too.
  void check_conditions();

  // From here on, references are noted as made by this resource (for cycles()).
  void enter(std::string_view logical_id) { current_ = logical_id; }
  std::string_view current() const { return current_; }
  // Notes that the current resource needs `logical_id`, as DependsOn says.
  void depend(const Value& where, std::string_view logical_id);
  // Reports each cycle among the noted references once.
  void report_cycles();
  const Value* resource(std::string_view logical_id) const;
  std::vector<std::string_view> resource_ids() const;

 private:
  using Outcome = std::optional<Value>;
  enum class Truth { kUnknown, kEvaluating, kFalse, kTrue, kFailed };
  struct Edge {
    std::string_view to;
    Value where;
  };

  // False, once reported, when the functions' results together take too much memory.
  bool afford(const Value& result, const Value& site, const Path& path);
  Outcome call(const IntrinsicCall& call, const Value& site, const Path& path);
  Outcome call_text(const IntrinsicCall& call, const Value& site, const Path& path);
  Outcome fail(const Value& where, const Path& path, std::string message, std::string hint = {});
  // The same for what refers to nothing.
  Outcome lacks(const Value& where, const Path& path, std::string message, std::string hint = {});
  // Reports what only AWS::LanguageExtensions brings, where the template does not list it.
  void need_extensions(const Value& site, const Path& path, const std::string& what);

  // resolve_reference.cpp
  Outcome ref(std::string_view name, const Value& site, const Path& path);
  Outcome pseudo_parameter(std::string_view name) const;
  Outcome get_att(const Value& argument, const Value& site, const Path& path);
  Outcome attribute(std::string_view id, std::string_view name, const Value& site,
                    const Path& path);
  // An attribute that is a map of others: `SnapStartResponse`.
  static Outcome whole_attribute(const std::string& type, std::string_view name,
                                 const PhysicalContext& context);
  // Of what a resource says itself: an output of a stack, the value of a parameter.
  Outcome own_attribute(std::string_view id, std::string_view name, const Value& site,
                        const Path& path, bool& known);
  Outcome sub(const Value& argument, const Value& site, const Path& path);
  Outcome substitute(const std::string& text, const Value* variables, const Value& site,
                     const Path& path);
  Outcome find_in_map(const Value& argument, const Value& site, const Path& path);
  const Value* look_up(const Value::List& keys, const Value& site, const Path& path, bool quiet);
  bool reach(std::string_view id, const Value& site, const Path& path);
  std::optional<std::string> name_of(std::string_view id, const Value& resource,
                                     std::string_view property, const Path& path);
  struct Names {
    std::string name, qualifier;
    std::string_view suffix = {};
  };
  PhysicalContext context_of(std::string_view id, const Names& names) const;
  std::optional<Names> names_of(std::string_view id, const Value& resource, const Path& path);
  // For the first mistakes only: each costs a look at all names.
  bool wants_hint() const;
  std::vector<std::string_view> reference_names() const;

  // resolve_text.cpp
  Outcome join(const Value& argument, const Path& path);
  Outcome split(const Value& argument, const Path& path);
  Outcome select(const Value& argument, const Path& path);
  Outcome base64(const Value& argument, const Path& path);
  Outcome cidr(const Value& argument, const Path& path);
  Outcome length(const Value& argument, const Path& path);
  Outcome get_azs(const Value& argument, const Path& path);
  Outcome import_value(const Value& argument, const Path& path);

  // resolve_logic.cpp
  Outcome choose(const Value& argument, const Value& site, const Path& path);
  std::optional<bool> condition(const std::string& name, const Value& site, const Path& path);
  std::optional<bool> truth(const Value& value, const Path& path);
  std::optional<bool> all_or_any(const IntrinsicCall& call, const Path& path);
  std::optional<bool> equals(const Value& argument, const Path& path);

  const Value& root_;
  const ParameterValues& parameters_;
  ResolveOptions options_;
  Reporter& reporter_;
  std::map<std::string_view, const Value*> resources_;
  std::map<std::string, Truth, std::less<>> conditions_;
  std::vector<std::string> evaluating_;   // conditions, outermost first
  std::vector<std::string_view> naming_;  // resources whose names are being resolved
  std::string_view current_;
  std::map<std::string_view, std::optional<Names>> names_;  // of resources asked for so far
  std::unordered_map<const Value*, std::string> refs_;      // what Ref gave for each of them
  std::map<std::string_view, std::vector<Edge>> edges_;
  std::size_t depth_ = 0;
  std::size_t made_bytes_ = 0;  // by all functions
};

}  // namespace brume::emulator
