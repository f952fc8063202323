#include "emulator/check/handlers.h"

#include <algorithm>

#include "emulator/artifact/artifact.h"
#include "emulator/check/check_input.h"

namespace brume::emulator::check {
namespace {

namespace fs = std::filesystem;

struct FileProperty {
  std::string_view type;
  std::string_view property;
};

constexpr FileProperty kFiles[] = {
    {"AWS::Serverless::Api", "DefinitionUri"},
    {"AWS::Serverless::HttpApi", "DefinitionUri"},
    {"AWS::Serverless::LayerVersion", "ContentUri"},
    {"AWS::Serverless::StateMachine", "DefinitionUri"},
    {"AWS::Serverless::Application", "Location"},
    {"AWS::Serverless::GraphQLApi", "SchemaUri"},
    {"AWS::CloudFormation::Stack", "TemplateURL"},
};

constexpr std::string_view kFileEndings[] = {".py", ".js", ".mjs", ".cjs", ".ts", ".rb", ".so"};

// How its runtime takes the handler apart, where that can be wrong.
std::string mismatch(const FunctionSpec& function) {
  const std::string& handler = function.handler;
  const auto runs = [&](std::string_view runtime) { return function.runtime.starts_with(runtime); };
  const bool script = runs("python") || runs("nodejs") || runs("ruby");
  for (const std::string_view ending : kFileEndings) {
    if ((script || runs("provided")) && handler.ends_with(ending)) {
      return "names a file, and no function in it";
    }
  }
  if ((script || runs("provided")) && handler.find("::") != std::string::npos && !runs("ruby")) {
    return "is written as one of Java or .NET";
  }
  return {};
}

Value site_of(const FunctionSpec& function, const Application& application) {
  const auto found = std::find_if(
      application.resources.begin(), application.resources.end(),
      [&](const Resource& resource) { return resource.logical_id == function.logical_id; });
  const Value* handler =
      found == application.resources.end() ? nullptr : found->properties.find("Handler");
  Value site;
  if (handler != nullptr) {
    site.place_as(*handler);
  } else {
    site.place(function.at);
  }
  return site;
}

// What keeps it from being called; empty: nothing. `hint` is what to do about it.
std::string complaint(const FunctionSpec& function, const fs::path& build_dir, std::string& hint) {
  const auto name = handler_name(function.handler);
  if (!name) return {};  // reported when it was read
  for (const fs::path& folder : {build_dir / function.logical_id, function.code}) {
    if (library_in(folder, name->library)) {
      return artifact_complaint(folder, function.handler).value_or("");
    }
  }
  std::error_code error;
  if (!fs::exists(function.code, error)) return {};  // reported when it was read
  hint = "`brume build` makes it, or point CodeUri at the folder that holds it";
  return "there is no library `" + name->library + ".so` of `" + function.logical_id + "` yet";
}

}  // namespace

void check_handlers(const Application& application, const fs::path& build_dir, Reporter& reporter) {
  const Path resources = Path() / "Resources";
  for (const FunctionSpec& function : application.functions) {
    const Path id = resources / function.logical_id;
    const Path properties = id / "Properties";
    const Path path = properties / "Handler";
    std::string hint;
    std::string what = mismatch(function);
    if (!what.empty()) {
      what = "the handler `" + function.handler + "` " + what;
      hint = "for " + function.runtime + ": `file.function`";
    } else if (function.cannot_run.empty()) {
      what = complaint(function, build_dir, hint);
    }
    if (what.empty()) continue;
    reporter.as(rules::kHandler).warning(site_of(function, application), path, what, hint);
  }
}

void check_files(const Value& written, const fs::path& folder, Reporter& reporter) {
  const Path resources = Path() / "Resources";
  for (const Value::Member& member : section(written, "Resources")) {
    const Value* type = member.value.find("Type");
    const Value* properties = member.value.find("Properties");
    if (type == nullptr || !type->is_string() || properties == nullptr) continue;
    for (const FileProperty& each : kFiles) {
      if (each.type != type->as_string()) continue;
      const Value* value = properties->find(each.property);
      if (value == nullptr || !value->is_string()) continue;
      const std::string& text = value->as_string();
      if (text.empty() || text.find("://") != std::string::npos ||
          text.find("{{resolve:") != std::string::npos) {
        continue;
      }
      std::error_code error;
      if (fs::exists(folder / text, error)) continue;
      const Path id = resources / member.key;
      const Path path = id / "Properties";
      reporter.as(rules::kCode)
          .warning(*value, path / each.property,
                   "there is no `" + (folder / text).lexically_normal().string() + "`");
    }
  }
}

}  // namespace brume::emulator::check
