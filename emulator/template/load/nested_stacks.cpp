#include "emulator/template/load/nested_stacks.h"

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

#include "emulator/template/model/did_you_mean.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kType = "AWS::CloudFormation::Stack";
constexpr std::string_view kOutputs = "Outputs.";

bool is_stack(const Value& resource) {
  const Value* type = resource.find("Type");
  return type != nullptr && type->is_string() && type->as_string() == kType;
}

const Value* property(const Value::Member& resource, std::string_view name) {
  const Value* properties = resource.value.find("Properties");
  return properties == nullptr ? nullptr : properties->find(name);
}

// What CloudFormation hands to the nested stack; nothing for what is no text and no list of texts.
std::optional<std::string> parameter_text(const Value& value) {
  if (value.is_scalar()) return value.text();
  if (!value.is_list()) return std::nullopt;
  std::string text;
  for (const Value& item : value.items()) {
    if (!item.is_scalar()) return std::nullopt;
    if (&item != &value.items().front()) text += ',';
    text += item.text();
  }
  return text;
}

}  // namespace

NestedStacks::NestedStacks(const StackStages& owner, const Value& root)
    : owner_(owner), root_(root) {}
NestedStacks::~NestedStacks() = default;

std::optional<Value> NestedStacks::output(std::string_view logical_id, std::string_view name,
                                          const Value& site, const Path& path) {
  const std::string id(logical_id);
  const Value::Map& resources = root_.find("Resources")->members();
  const auto member = std::find_if(resources.begin(), resources.end(),
                                   [&](const auto& each) { return each.key == id; });
  Child& found = child(*member);
  if (found.state == Child::State::kElsewhere) return Value(id + "." + std::string(name));
  // Told where it fails; as a circle when it is being loaded.
  if (found.state != Child::State::kLoaded) return std::nullopt;
  std::vector<std::string_view> names;
  for (const auto& [key, value] : found.application.outputs) names.push_back(key);
  const std::string wanted(name.substr(kOutputs.size()));
  const auto output = found.application.outputs.find(wanted);
  if (output != found.application.outputs.end()) return output->second;
  owner_.run()
      .reporter.as(rules::kReference)
      .error(site, path, "stack `" + id + "` has no output `" + wanted + "`",
             suggestion(wanted, names));
  return std::nullopt;
}

void NestedStacks::take(const Value::Member& member, Application& application) {
  if (!is_stack(member.value)) return;
  Application& part = child(member).application;
  std::move(part.functions.begin(), part.functions.end(),
            std::back_inserter(application.functions));
  std::move(part.resources.begin(), part.resources.end(),
            std::back_inserter(application.resources));
  part.functions.clear();
  part.resources.clear();
}

NestedStacks::Child& NestedStacks::child(const Value::Member& member) {
  const auto [entry, is_new] = children_.try_emplace(member.key);
  if (!is_new) return entry->second;
  // What its parameters refer to is the stack's own need, whoever asks for it first.
  const std::string_view asking = resolver_->current();
  resolver_->enter(member.key);
  load(member, entry->second);
  resolver_->enter(asking);
  return entry->second;
}

void NestedStacks::load(const Value::Member& member, Child& child) {
  const auto file = file_of(member, child);
  if (!file) {
    if (child.state == Child::State::kLoading) child.state = Child::State::kFailed;
    return;
  }
  auto parameters = parameters_of(member);
  child.stack = owner_.nested(*file, member.key);
  Diagnostics& diagnostics = owner_.run().reporter.diagnostics();
  const std::size_t before = diagnostics.size();
  // Which parameters there are is known only once it is parsed.
  const bool read = parameters && child.stack->parse() &&
                    check_parameters(member, *child.stack, *parameters) &&
                    child.stack->read(*parameters, true);
  if (read) {
    child.stack->expand();
    child.application = child.stack->resolve();
  }
  // What stands in no line of the file is shown where the file is named.
  const Value* url = property(member, "TemplateURL");
  for (std::size_t i = before; i < diagnostics.size(); ++i) {
    if (diagnostics[i].at.line != 0) continue;
    diagnostics[i].at = url != nullptr ? url->at() : member.key_at;
    diagnostics[i].length = url != nullptr ? url->length() : member.key_length;
  }
  child.state = read ? Child::State::kLoaded : Child::State::kFailed;
}

std::optional<std::filesystem::path> NestedStacks::file_of(const Value::Member& member,
                                                           Child& child) {
  const Path resources = Path() / "Resources";
  const Path path = resources / member.key;
  Reporter reporter = owner_.run().reporter.as(rules::kReference);
  // CDK: the address is of a bucket that exists only after a deployment, the file is here.
  const Value* metadata = member.value.find("Metadata");
  const Value* asset = metadata == nullptr ? nullptr : metadata->find("aws:asset:path");
  const Value* url = property(member, "TemplateURL");
  Value where;
  where.place(member.key_at, member.key_length);
  if (url != nullptr) where.place_as(*url);
  std::string text;
  if (asset != nullptr && asset->is_string()) {
    text = asset->as_string();
  } else if (url == nullptr) {
    reporter.error(member, path, "stack `" + member.key + "` has no `TemplateURL`");
    return std::nullopt;
  } else {
    const auto resolved = resolver_->resolve(*url, path / "TemplateURL");
    if (!resolved) return std::nullopt;
    if (!resolved->is_string()) {
      reporter.error(*url, path, "`TemplateURL` must be a string");
      return std::nullopt;
    }
    text = resolved->as_string();
  }
  if (text.find("://") != std::string::npos) {
    child.state = Child::State::kElsewhere;
    owner_.run()
        .reporter.as(rules::kNotEmulated)
        .note(where, path,
              "stack `" + member.key + "` lies at " + text + ": what it holds is not loaded",
              "name a local file to have it here");
    return std::nullopt;
  }
  const std::filesystem::path file = (owner_.file().parent_path() / text).lexically_normal();
  if (!may_load(file, where, path)) return std::nullopt;
  return file;
}

bool NestedStacks::may_load(const std::filesystem::path& file, const Value& where,
                            const Path& path) {
  StackRun& run = owner_.run();
  Reporter reporter = run.reporter.as(rules::kCircular);
  std::string circle = file.filename().string();
  std::size_t depth = 1;
  for (const StackStages* stack = &owner_; stack != nullptr; stack = stack->parent(), ++depth) {
    circle = stack->file().filename().string() + " -> " + circle;
    if (stack->file().lexically_normal() != file) continue;
    reporter.error(where, path, "stacks contain each other in a circle: " + circle);
    return false;
  }
  if (depth > kStackDepthMax) {
    reporter.error(where, path,
                   "stacks contain each other deeper than " + std::to_string(kStackDepthMax));
    return false;
  }
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    run.reporter.error(where, path, "`" + file.string() + "` is no ordinary file");
    return false;
  }
  if (++run.stacks <= kStacksMax) return true;
  run.reporter.as(rules::kLimit)
      .error(where, path, "more than " + std::to_string(kStacksMax) + " stacks");
  return false;
}

std::optional<std::map<std::string, std::string>> NestedStacks::parameters_of(
    const Value::Member& member) {
  std::map<std::string, std::string> texts;
  const Value* given = property(member, "Parameters");
  if (given == nullptr) return texts;
  const Path resources = Path() / "Resources";
  const Path resource = resources / member.key;
  const Path path = resource / "Parameters";
  const auto resolved = resolver_->resolve(*given, path);
  if (!resolved) return std::nullopt;
  Reporter reporter = owner_.run().reporter.as(rules::kParameter);
  if (!resolved->is_map()) {
    reporter.error(*given, path, "`Parameters` of a stack must be a map");
    return std::nullopt;
  }
  for (const Value::Member& parameter : resolved->members()) {
    const auto text = parameter_text(parameter.value);
    if (!text) {
      reporter.error(parameter.value, path / parameter.key,
                     "a stack's parameter must be a string, found " +
                         std::string(kind_name(parameter.value.kind())));
      return std::nullopt;
    }
    texts[parameter.key] = *text;
  }
  return texts;
}

bool NestedStacks::check_parameters(const Value::Member& member, const StackStages& stack,
                                    std::map<std::string, std::string>& parameters) {
  const std::vector<std::string_view> known = stack.parameter_names();
  const Value* given = property(member, "Parameters");
  bool well = true;
  for (const auto& [name, text] : parameters) {
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    const Path resources = Path() / "Resources";
    const Path path = resources / member.key;
    Value where;
    for (const Value::Member& each : given->members()) {
      if (each.key == name) where.place(each.key_at, each.key_length);
    }
    owner_.run()
        .reporter.as(rules::kParameter)
        .error(where, path,
               "the template of stack `" + member.key + "` has no parameter `" + name + "`",
               suggestion(name, known));
    well = false;
  }
  return well;
}

}  // namespace brume::emulator
