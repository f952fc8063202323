#include "emulator/template/load.h"

#include <algorithm>
#include <set>

#include "emulator/template/environment.h"
#include "emulator/template/for_each.h"
#include "emulator/template/functions.h"
#include "emulator/template/include.h"
#include "emulator/template/parse.h"
#include "emulator/template/resolve.h"
#include "emulator/template/sam/expand.h"
#include "emulator/template/structure.h"
#include "emulator/template/value_json.h"

namespace brume::emulator {
namespace {

// One template on its way. The stages run in the order of the members.
class Loader {
 public:
  // `trees` may be null.
  Loader(const LoadOptions& options, Diagnostics& diagnostics, SourceFiles& sources,
         TemplateTrees* trees = nullptr)
      : options_(options), reporter_(diagnostics), sources_(sources), trees_(trees) {}

  // Parse, check the outline, read the parameters. False: stop.
  bool read(bool values_required);
  // Read, but without what SAM asks for first of all.
  bool lacks_resources() const { return root_.is_map() && root_.find("Resources") == nullptr; }
  // SAM -> CloudFormation. False when SAM rejects the template.
  bool expand();
  const Expansion& expansion() const { return expansion_; }
  Application resolve();

 private:
  Resource resolve_resource(const Value::Member& member, Resolver& resolver,
                            std::set<std::string>& failed);
  void resolve_events(FunctionSpec& function, Resolver& resolver);
  void resolve_outputs(Application& application, Resolver& resolver);
  void check_names(const Application& application);

  const LoadOptions& options_;
  Reporter reporter_;
  SourceFiles& sources_;
  TemplateTrees* trees_;
  ParameterValues parameters_;
  Value root_;
  Expansion expansion_;
  NotEmulated not_emulated_;
};

// AWS's own order: included files, then loops, then the outline can be judged.
bool Loader::read(bool values_required) {
  Reporter syntax = reporter_.as(rules::kSyntax);
  auto root = parse_file(options_.template_file, sources_, syntax);
  if (!root) return false;
  root_ = std::move(*root);
  expand_includes(root_, options_.template_file.parent_path(), sources_, reporter_);
  if (trees_ != nullptr) trees_->raw = root_;
  Reporter parameters = reporter_.as(rules::kParameter);
  parameters_ = read_parameters(root_, {options_.parameter_overrides, values_required}, parameters);
  expand_for_each(root_, parameters_, reporter_);
  if (trees_ != nullptr) {
    trees_->written = root_;
    trees_->parameters = parameters_;
  }
  return check_structure(root_, reporter_);
}

bool Loader::expand() {
  expansion_ = expand_sam(std::move(root_), parameters_, reporter_);
  return expansion_.rejections.empty();
}

Resource Loader::resolve_resource(const Value::Member& member, Resolver& resolver,
                                  std::set<std::string>& failed) {
  Resource resource;
  resource.logical_id = member.key;
  resource.at = member.key_at;
  if (const Value* type = member.value.find("Type"); type != nullptr && type->is_string()) {
    resource.type = type->as_string();
  }
  if (const Value* metadata = member.value.find("Metadata")) resource.metadata = *metadata;
  resolver.enter(member.key);
  if (const Value* depends_on = member.value.find("DependsOn")) {
    if (depends_on->is_string()) resolver.depend(*depends_on, depends_on->as_string());
    if (depends_on->is_list()) {
      for (const Value& name : depends_on->items()) {
        if (name.is_string()) resolver.depend(name, name.as_string());
      }
    }
  }
  resource.properties = Value::map();
  const Value* properties = member.value.find("Properties");
  if (properties == nullptr || !properties->is_map()) return resource;
  resource.properties.place_as(*properties);
  const Path section = Path() / "Resources";
  const Path path = section / member.key;
  const Path properties_path = path / "Properties";
  for (const Value::Member& property : properties->members()) {
    auto value = resolver.resolve(property.value, properties_path / property.key);
    if (!value) {
      failed.insert(property.key);
    } else if (!is_no_value(*value)) {
      resource.properties.members().push_back(
          {property.key, std::move(*value), property.key_at, property.key_length});
    }
  }
  return resource;
}

void Loader::resolve_events(FunctionSpec& function, Resolver& resolver) {
  const auto events = expansion_.events.find(function.logical_id);
  if (events == expansion_.events.end() || !events->second.is_map()) return;
  const Path section = Path() / "Resources";
  const Path resource = section / function.logical_id;
  const Path properties = resource / "Properties";
  const Path path = properties / "Events";
  resolver.enter({});  // what events refer to is no need of the function's
  for (const Value::Member& member : events->second.members()) {
    const Path event_path = path / member.key;
    const Value* type = member.value.find("Type");
    if (type == nullptr || !type->is_string()) {
      reporter_.error(member, event_path, "event `" + member.key + "` needs a `Type`");
      continue;
    }
    EventSource event{member.key, type->as_string(), Value::map(), member.key_at};
    if (const Value* written = member.value.find("Properties"); written != nullptr) {
      auto value = resolver.resolve(*written, event_path / "Properties");
      if (value && !value->is_null() && !is_no_value(*value)) event.properties = std::move(*value);
    }
    function.events.push_back(std::move(event));
  }
}

void Loader::resolve_outputs(Application& application, Resolver& resolver) {
  const Value* outputs = expansion_.root.find("Outputs");
  if (outputs == nullptr || outputs->is_null()) return;
  const Path path = Path() / "Outputs";
  if (!outputs->is_map()) {
    reporter_.error(*outputs, path, "`Outputs` must be a map");
    return;
  }
  resolver.enter({});
  for (const Value::Member& member : outputs->members()) {
    const Path output_path = path / member.key;
    const Value* value = member.value.find("Value");
    if (value == nullptr) {
      reporter_.error(member, output_path, "output `" + member.key + "` has no `Value`");
      continue;
    }
    const Value* condition = member.value.find("Condition");
    if (condition != nullptr && condition->is_string() &&
        !resolver.holds(condition->as_string(), *condition, output_path)) {
      continue;
    }
    auto resolved = resolver.resolve(*value, output_path / "Value");
    if (resolved) application.outputs[member.key] = std::move(*resolved);
  }
}

void Loader::check_names(const Application& application) {
  std::set<std::string> names;
  for (const FunctionSpec& function : application.functions) {
    if (names.insert(function.name).second) continue;
    Value where;
    where.place(function.at);
    reporter_.as(rules::kDuplicateName)
        .error(where, Path(), "two functions are named `" + function.name + "`");
  }
}

Application Loader::resolve() {
  Application application;
  std::error_code error;
  application.template_file = std::filesystem::absolute(options_.template_file, error);
  application.region = options_.region;
  const Value& root = expansion_.root;
  if (const Value* text = root.find("Description"); text != nullptr && text->is_scalar()) {
    application.description = text->text();
  }
  Resolver resolver(root, parameters_,
                    {options_.region, application.account_id, options_.stack_name}, reporter_);
  resolver.check_conditions();
  for (const Value::Member& member : root.find("Resources")->members()) {
    if (!member.value.is_map() || !resolver.is_created(member.key)) continue;
    std::set<std::string> failed;
    Resource resource = resolve_resource(member, resolver, failed);
    if (resource.type == "AWS::Lambda::Function") {
      Value site;
      site.place(member.key_at, member.key_length);
      FunctionSpec function =
          read_function({resource, site, failed, application.template_file.parent_path()},
                        not_emulated_, reporter_);
      resolve_events(function, resolver);
      application.functions.push_back(std::move(function));
    }
    application.resources.push_back(std::move(resource));
  }
  resolve_outputs(application, resolver);
  resolver.report_cycles();
  check_names(application);
  if (!options_.env_vars_file.empty()) {
    apply_env_vars(options_.env_vars_file, application.functions, sources_, reporter_);
  }
  not_emulated_.report(reporter_);
  note_not_emulated(root, reporter_);
  return application;
}

}  // namespace

Loaded load_application(const LoadOptions& options, TemplateTrees* trees) {
  Loaded loaded;
  Loader loader(options, loaded.diagnostics, loaded.sources, trees);
  if (loader.read(trees == nullptr)) {
    // A function that SAM rejects is left as it was: the others are still read for their errors.
    loader.expand();
    if (trees != nullptr) trees->expanded = loader.expansion().root;
    Application application = loader.resolve();
    if (!has_errors(loaded.diagnostics)) loaded.application = std::move(application);
  }
  tidy(loaded.diagnostics);
  return loaded;
}

Transformed transform_template(const LoadOptions& options) {
  Transformed result;
  Loader loader(options, result.diagnostics, result.sources);
  const bool sound = loader.read(false);
  if (sound || loader.lacks_resources()) {
    result.accepted = loader.expand() && sound;
    const Expansion& expansion = loader.expansion();
    result.json = to_pretty_json(
        result.accepted ? expansion.root
                        : Value::map({{"errorMessage", sam_error_message(expansion)}}));
  }
  tidy(result.diagnostics);
  return result;
}

}  // namespace brume::emulator
