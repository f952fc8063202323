#include "emulator/template/resolve/include.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <vector>

#include "emulator/base/lies_outside.h"
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/parse/parse.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kInclude = "AWS::Include";
constexpr std::string_view kTransform = "Fn::Transform";

// Most templates include nothing, which is seen faster than expanded.
bool has_fn_transform(const Value& value) {
  if (value.is_list()) {
    return std::any_of(value.items().begin(), value.items().end(), has_fn_transform);
  }
  if (!value.is_map()) return false;
  return std::any_of(value.members().begin(), value.members().end(), [](const auto& member) {
    return member.key == kTransform || has_fn_transform(member.value);
  });
}

class Includer {
 public:
  // `early`: for locations that must be computed; null: they are left as they are.
  Includer(std::filesystem::path folder, SourceFiles& sources, EarlyValues* early,
           Reporter& reporter)
      : folder_(std::move(folder)), sources_(sources), early_(early), reporter_(reporter) {}

  std::size_t files() const { return files_; }

  void expand(Value& value, const Path& path, int depth);
  void expand_top_level(Value& root);
  void read_definition(Value& properties, std::string_view definition, const Path& path);

 private:
  void expand_map(Value& value, const Path& path, int depth);
  std::optional<Value> read(const Value& macro, const Path& path, int depth);
  std::optional<Value> read_file(const Value& place, const Path& path, int depth);
  // False, and reported, when the file must not be read: it is being read already, or too many are.
  bool may_read(const std::filesystem::path& file, const Value& place, const Path& path);
  std::optional<Value> location(const Value& macro) const;

  std::filesystem::path folder_;
  SourceFiles& sources_;
  EarlyValues* early_;
  Reporter& reporter_;
  std::vector<std::filesystem::path> open_;  // files inside which others are being included
  std::size_t files_ = 0;
  std::size_t bytes_ = 0;
};

// The local location of {Name: AWS::Include, Parameters: {Location: …}}, else nothing.
std::optional<Value> Includer::location(const Value& macro) const {
  const Value* name = macro.find("Name");
  const Value* parameters = macro.find("Parameters");
  if (name == nullptr || !name->is_string() || name->as_string() != kInclude) {
    return std::nullopt;
  }
  const Value* place = parameters == nullptr ? nullptr : parameters->find("Location");
  if (place == nullptr) return std::nullopt;
  Value text = *place;
  if (is_intrinsic(*place) && early_ != nullptr) {
    if (auto known = early_->text(*place)) text = Value(std::move(*known)).place_as(*place);
  }
  if (!text.is_string() || text.as_string().find("://") != std::string::npos) return std::nullopt;
  return text;
}

std::optional<Value> Includer::read(const Value& macro, const Path& path, int depth) {
  const std::optional<Value> place = location(macro);
  if (!place) return std::nullopt;
  if (depth >= kIncludeDepthMax) {
    reporter_.error(
        *place, path,
        "files include each other deeper than " + std::to_string(kIncludeDepthMax) + " levels");
    return std::nullopt;
  }
  return read_file(*place, path, depth);
}

bool Includer::may_read(const std::filesystem::path& file, const Value& place, const Path& path) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
      !std::filesystem::is_directory(status)) {
    reporter_.error(place, path, "`" + file.string() + "` is no ordinary file");
    return false;
  }
  const auto first = std::find(open_.begin(), open_.end(), file);
  if (first != open_.end()) {
    std::string names;
    for (auto each = first; each != open_.end(); ++each)
      names += each->filename().string() + " -> ";
    reporter_.error(place, path,
                    "files include each other in a circle: " + names + file.filename().string());
    return false;
  }
  if (++files_ > kIncludedFilesMax || bytes_ > kIncludedBytesMax) {
    reporter_.error(place, path,
                    files_ > kIncludedFilesMax
                        ? "more than " + std::to_string(kIncludedFilesMax) + " files are included"
                        : "more than " + std::to_string(kIncludedBytesMax >> 20) +
                              " MiB of files are included");
    return false;
  }
  return true;
}

std::optional<Value> Includer::read_file(const Value& place, const Path& path, int depth) {
  const std::filesystem::path file = (folder_ / place.as_string()).lexically_normal();
  if (!may_read(file, place, path)) return std::nullopt;
  if (lies_outside(file, folder_)) {
    reporter_.note(place, path,
                   "`" + file.string() + "` lies outside of the template's folder and is included");
  }
  const std::size_t errors = reporter_.diagnostics().size();
  auto value = parse_file(file, sources_, reporter_);
  bytes_ += sources_.back().text.size();
  if (!value && reporter_.diagnostics().size() > errors) {
    // The caret belongs under the location, when the file itself has no place to show.
    for (std::size_t i = errors; i < reporter_.diagnostics().size(); ++i) {
      Diagnostic& diagnostic = reporter_.diagnostics()[i];
      if (diagnostic.at.line != 0) continue;
      diagnostic.at = place.at();
      diagnostic.length = place.length();
    }
    return std::nullopt;
  }
  if (!value) return std::nullopt;
  open_.push_back(file);
  expand(*value, path, depth + 1);
  open_.pop_back();
  return value;
}

void Includer::expand_map(Value& value, const Path& path, int depth) {
  for (std::size_t i = 0; i < value.members().size(); ++i) {
    Value::Member& member = value.members()[i];
    const Path member_path = path / member.key;
    if (member.key != kTransform) {
      expand(member.value, member_path, depth);
      continue;
    }
    auto included = read(member.value, member_path, depth);
    if (!included) continue;
    if (value.members().size() == 1) {  // the file stands for the whole value
      included->place_all(value.at(), value.length());
      value = std::move(*included);
      return;
    }
    if (!included->is_map()) {
      reporter_.error(member, member_path, "a file among other members must hold a map");
      continue;
    }
    value.members().erase(value.members().begin() + static_cast<std::ptrdiff_t>(i));
    --i;
    for (Value::Member& each : included->members()) {
      if (value.find(each.key) == nullptr) value.members().push_back(std::move(each));
    }
  }
}

void Includer::expand(Value& value, const Path& path, int depth) {
  if (value.is_map()) return expand_map(value, path, depth);
  if (!value.is_list()) return;
  for (std::size_t i = 0; i < value.items().size(); ++i) {
    expand(value.items()[i], path[i], depth);
  }
}

// `Transform: {Name: AWS::Include, …}` at the top, alone or in a list: the file's sections are
// merged into the template's.
void Includer::expand_top_level(Value& root) {
  Value* transform = root.find("Transform");
  if (transform == nullptr) return;
  Value::List macros = transform->is_list() ? transform->items() : Value::List{*transform};
  for (const Value& macro : macros) {
    auto included = macro.is_map() ? read(macro, Path() / "Transform", 0) : std::nullopt;
    if (!included || !included->is_map()) continue;
    for (Value::Member& section : included->members()) {
      Value* own = root.find(section.key);
      if (own == nullptr) {
        root.members().push_back(std::move(section));
      } else if (own->is_map() && section.value.is_map()) {
        for (Value::Member& each : section.value.members()) {
          if (own->find(each.key) == nullptr) own->members().push_back(std::move(each));
        }
      }
    }
  }
}

// A DefinitionUri that is a local file becomes the `definition` property, as if it had been
// included.
void Includer::read_definition(Value& properties, std::string_view definition, const Path& path) {
  const Value* uri = properties.find("DefinitionUri");
  if (uri == nullptr || !uri->is_string() || uri->as_string().empty()) return;
  const Value* body = properties.find(definition);
  if (body != nullptr && !body->is_null()) return;
  const Path uri_path = path / "DefinitionUri";
  std::error_code error;
  const bool local = uri->as_string().find("://") == std::string::npos;
  if (!local || !std::filesystem::is_regular_file(folder_ / uri->as_string(), error)) return;
  auto value = read_file(*uri, uri_path, 0);
  if (!value) return;
  properties.erase("DefinitionUri");
  properties.set(definition, std::move(*value));
}

}  // namespace

void expand_includes(Value& root, const std::filesystem::path& folder, SourceFiles& sources,
                     Reporter& reporter) {
  if (!root.is_map()) return;
  Includer includer(folder, sources, nullptr, reporter);
  includer.expand_top_level(root);
  if (has_fn_transform(root)) includer.expand(root, Path(), 0);
  Value* resources = root.find("Resources");
  if (resources == nullptr || !resources->is_map()) return;
  const Path section = Path() / "Resources";
  for (Value::Member& resource : resources->members()) {
    const Value* type = resource.value.find("Type");
    if (type == nullptr || !type->is_string()) continue;
    const std::string& name = type->as_string();
    const bool machine = name == "AWS::Serverless::StateMachine";
    if (!machine && name != "AWS::Serverless::Api" && name != "AWS::Serverless::HttpApi") continue;
    const Path path = section / resource.key;
    if (Value* properties = resource.value.find("Properties")) {
      includer.read_definition(*properties, machine ? "Definition" : "DefinitionBody", path);
    }
  }
}

bool expand_computed_includes(Value& root, const std::filesystem::path& folder,
                              SourceFiles& sources, EarlyValues& early, Reporter& reporter) {
  if (!root.is_map()) return false;
  Includer includer(folder, sources, &early, reporter);
  includer.expand(root, Path(), 0);
  return includer.files() > 0;
}

}  // namespace brume::emulator
