#include "emulator/template/load/stack.h"

#include <utility>

#include "emulator/template/parse/parse.h"
#include "emulator/template/resolve/assertions.h"
#include "emulator/template/resolve/for_each.h"
#include "emulator/template/resolve/include.h"
#include "emulator/template/resolve/language_extensions.h"
#include "emulator/template/sections/structure.h"

namespace brume::emulator {
namespace {

std::filesystem::path absolute_path(const std::filesystem::path& file) {
  std::error_code error;
  return std::filesystem::absolute(file, error).lexically_normal();
}

std::string type_of(const Value& resource) {
  const Value* type = resource.find("Type");
  return type != nullptr && type->is_string() ? type->as_string() : std::string();
}

}  // namespace

Stack::Stack(StackRun& run, std::filesystem::path file, std::string name)
    : run_(run), file_(std::move(file)), name_(std::move(name)) {}

Stack::Stack(const Stack& parent, std::filesystem::path file, std::string_view logical_id)
    : run_(parent.run_),
      parent_(&parent),
      file_(std::move(file)),
      name_(parent.name_ + "-" + std::string(logical_id)),
      prefix_(parent.prefix_ + std::string(logical_id) + "-") {}

Stack::~Stack() = default;

std::unique_ptr<StackStages> Stack::nested(std::filesystem::path file,
                                           std::string_view logical_id) const {
  return std::make_unique<Stack>(*this, std::move(file), logical_id);
}

// AWS's own order: included files, then loops, then the outline can be judged.
bool Stack::parse() {
  Reporter syntax = run_.reporter.as(rules::kSyntax);
  auto root = parse_file(file_, run_.sources, syntax);
  if (!root) return false;
  root_ = std::move(*root);
  expand_includes(root_, file_.parent_path(), run_.sources, run_.reporter);
  if (parent_ == nullptr && run_.trees != nullptr) run_.trees->raw = root_;
  return true;
}

bool Stack::read(const std::map<std::string, std::string>& parameters, bool values_required) {
  TemplateTrees* trees = parent_ == nullptr ? run_.trees : nullptr;
  Reporter reporter = run_.reporter.as(rules::kParameter);
  parameters_ = read_parameters(
      root_, {parameters, values_required, parent_ != nullptr, &run_.given.parameters}, reporter);
  extended_ = has_language_extensions(root_);
  const auto known = [&] {
    return std::make_unique<EarlyValues>(root_, parameters_, resolve_options());
  };
  auto early = known();
  if (expand_computed_includes(root_, file_.parent_path(), run_.sources, *early, run_.reporter)) {
    if (trees != nullptr) trees->raw = root_;
    early = known();
  }
  check_transform_list(root_, run_.reporter);
  check_assertions(root_, *early, reporter);
  expand_for_each(root_, *early, run_.reporter);
  if (trees != nullptr) {
    trees->written = root_;
    trees->parameters = parameters_;
  }
  if (extended_) resolve_early(root_, *known(), run_.reporter);
  return check_structure(root_, run_.reporter);
}

ResolveOptions Stack::resolve_options() const {
  ResolveOptions options;
  options.region = run_.options.region;
  options.stack_name = name_;
  options.prefix = prefix_;
  options.extensions = extended_;
  return options;
}

bool Stack::expand() {
  // SAM knows these two as if they were parameters.
  ParameterValues known = parameters_;
  known.try_emplace("AWS::Region", run_.options.region);
  known.try_emplace("AWS::Partition", "aws");
  expansion_ = expand_sam(std::move(root_), known, run_.reporter);
  return expansion_.rejections.empty();
}

std::vector<std::string_view> Stack::parameter_names() const {
  std::vector<std::string_view> names;
  const Value* section = root_.find("Parameters");
  if (section == nullptr || !section->is_map()) return names;
  for (const Value::Member& member : section->members()) names.push_back(member.key);
  return names;
}

std::optional<Value> Stack::resolved(const Value& value, const Path& path) {
  auto result = resolver_->resolve(value, path);
  if (result) references_->fill(*result, path);
  return result;
}

Resource Stack::resolve_resource(const Value::Member& member, std::set<std::string>& failed) {
  Resource resource;
  resource.logical_id = prefix_ + member.key;
  resource.at = member.key_at;
  resource.type = type_of(member.value);
  if (const Value* metadata = member.value.find("Metadata")) resource.metadata = *metadata;
  resolver_->enter(member.key);
  if (const Value* depends_on = member.value.find("DependsOn")) {
    if (depends_on->is_string()) resolver_->depend(*depends_on, depends_on->as_string());
    if (depends_on->is_list()) {
      for (const Value& name : depends_on->items()) {
        if (name.is_string()) resolver_->depend(name, name.as_string());
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
    auto value = resolved(property.value, properties_path / property.key);
    if (!value) {
      failed.insert(property.key);
    } else if (!is_no_value(*value)) {
      resource.properties.members().push_back(
          {property.key, std::move(*value), property.key_at, property.key_length});
    }
  }
  return resource;
}

void Stack::resolve_events(const std::string& id, FunctionSpec& function) {
  const auto events = expansion_.events.find(id);
  if (events == expansion_.events.end() || !events->second.is_map()) return;
  const Path section = Path() / "Resources";
  const Path resource = section / id;
  const Path properties = resource / "Properties";
  const Path path = properties / "Events";
  resolver_->enter({});  // what events refer to is no need of the function's
  for (const Value::Member& member : events->second.members()) {
    const Path event_path = path / member.key;
    const Value* type = member.value.find("Type");
    if (type == nullptr || !type->is_string()) {
      run_.reporter.error(member, event_path, "event `" + member.key + "` needs a `Type`");
      continue;
    }
    EventSource event{member.key, type->as_string(), Value::map(), member.key_at};
    if (const Value* written = member.value.find("Properties"); written != nullptr) {
      auto value = resolved(*written, event_path / "Properties");
      if (value && !value->is_null() && !is_no_value(*value)) event.properties = std::move(*value);
    }
    function.events.push_back(std::move(event));
  }
}

void Stack::resolve_outputs(Application& application) {
  const Value* outputs = expansion_.root.find("Outputs");
  if (outputs == nullptr || outputs->is_null()) return;
  const Path path = Path() / "Outputs";
  if (!outputs->is_map()) {
    run_.reporter.error(*outputs, path, "`Outputs` must be a map");
    return;
  }
  resolver_->enter({});
  for (const Value::Member& member : outputs->members()) {
    const Path output_path = path / member.key;
    const Value* value = member.value.find("Value");
    if (value == nullptr) {
      run_.reporter.error(member, output_path, "output `" + member.key + "` has no `Value`");
      continue;
    }
    const Value* condition = member.value.find("Condition");
    if (condition != nullptr && condition->is_string() &&
        !resolver_->holds(condition->as_string(), *condition, output_path)) {
      continue;
    }
    auto result = resolved(*value, output_path / "Value");
    if (result) application.outputs[member.key] = std::move(*result);
  }
}

void Stack::add_resource(const Value::Member& member, Application& application) {
  std::set<std::string> failed;
  Resource resource = resolve_resource(member, failed);
  if (resource.type == "AWS::Lambda::Function") {
    Value site;
    site.place(member.key_at, member.key_length);
    FunctionSpec function =
        read_function({resource, site, failed, absolute_path(file_).parent_path()},
                      run_.not_emulated, run_.reporter);
    resolve_events(member.key, function);
    application.functions.push_back(std::move(function));
  }
  application.resources.push_back(std::move(resource));
  nested_->take(member, application);
}

Application Stack::resolve() {
  Application application;
  application.template_file = absolute_path(file_);
  application.region = run_.options.region;
  const Value& root = expansion_.root;
  if (const Value* text = root.find("Description"); text != nullptr && text->is_scalar()) {
    application.description = text->text();
  }
  nested_ = std::make_unique<NestedStacks>(*this, root);
  ResolveOptions options = resolve_options();
  options.stacks = nested_.get();
  resolver_ = std::make_unique<Resolver>(root, parameters_, std::move(options), run_.reporter);
  nested_->use(*resolver_);
  references_ = std::make_unique<DynamicReferences>(
      *resolver_, run_.given, parent_ == nullptr ? nullptr : parent_->references_.get(),
      run_.reporter);
  resolver_->check_conditions();
  for (const Value::Member& member : root.find("Resources")->members()) {
    if (member.value.is_map() && resolver_->is_created(member.key)) {
      add_resource(member, application);
    }
  }
  resolve_outputs(application);
  resolver_->report_cycles();
  note_not_emulated(root, run_.reporter);
  return application;
}

}  // namespace brume::emulator
