#include "emulator/template/resolve/language_extensions.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kSamTransform = "AWS::Serverless";
constexpr std::string_view kExtensions = "AWS::LanguageExtensions";
constexpr std::array<std::string_view, 3> kTransforms{"AWS::Serverless-2016-10-31", kExtensions,
                                                      "AWS::Include"};

// A local file of AWS::Include has been read, or is missing, which is told there.
bool is_local_include(const Value& macro) {
  const Value* parameters = macro.find("Parameters");
  const Value* location = parameters == nullptr ? nullptr : parameters->find("Location");
  return location != nullptr && location->is_string() &&
         location->as_string().find("://") == std::string::npos;
}

// Says by name what cannot run here: a macro is a function of somebody's account.
void check_macro(const Value& macro, const Path& path, Reporter& reporter) {
  const Value* named = macro.is_map() ? macro.find("Name") : &macro;
  if (named == nullptr || !named->is_string()) {
    reporter.error(macro, path, "a transform is a name, or a map with a `Name`");
    return;
  }
  const std::string& name = named->as_string();
  if (name.starts_with(kSamTransform) || name == kExtensions) return;
  if (name == "AWS::Include" && is_local_include(macro)) return;
  reporter.as(rules::kNotEmulated)
      .warning(
          *named, path, "the macro `" + name + "` cannot run here: what it makes is missing",
          name == "AWS::Include" ? "only local files are included" : suggestion(name, kTransforms));
}

class EarlyPass {
 public:
  EarlyPass(EarlyValues& early, Reporter& reporter) : early_(early), reporter_(reporter) {}

  void run(Value& root) {
    const Path top;
    if (Value* globals = root.find("Globals")) replace(*globals, top / "Globals", Reach::kTexts);
    for (const std::string_view name : {"Conditions", "Resources", "Outputs"}) {
      Value* section = root.find(name);
      if (section == nullptr || !section->is_map()) continue;
      const Path path = top / name;
      for (Value::Member& member : section->members()) {
        const Path here = path / member.key;
        if (name != "Conditions") replace_attributes(member.value, here);
        replace(member.value, here, is_sams(member.value) ? Reach::kTexts : Reach::kOwn);
      }
    }
  }

 private:
  // What is replaced: the transform's own functions, or also those that make texts, for SAM, which
  // takes plain ones in many places.
  enum class Reach { kOwn, kTexts };

  static bool is_sams(const Value& resource) {
    const Value* type = resource.find("Type");
    return type != nullptr && type->is_string() &&
           type->as_string().starts_with("AWS::Serverless::");
  }

  // Texts that no function may stand in for without this transform.
  void replace_attributes(Value& resource, const Path& path) {
    for (const std::string_view name :
         {"DeletionPolicy", "UpdateReplacePolicy", "Condition", "DependsOn"}) {
      Value* value = resource.find(name);
      if (value == nullptr) continue;
      if (value->is_list()) {
        for (Value& item : value->items()) replace_text(item, path / name, name);
      } else {
        replace_text(*value, path / name, name);
        if (is_no_value(*value)) resource.erase(name);
      }
    }
  }

  void replace_text(Value& value, const Path& path, std::string_view where) {
    if (!is_intrinsic(value) || is_no_value(value)) return;
    auto known = early_.value(value);
    if (known && (known->is_scalar() || is_no_value(*known))) {
      value = std::move(known->place_as(value));
      return;
    }
    reporter_.as(rules::kIntrinsic)
        .error(value, path,
               "`" + std::string(where) + "` must be a text that is known before the stack exists",
               "of parameters, mappings and conditions");
  }

  void replace(Value& value, const Path& path, Reach reach) {
    if (value.is_list()) {
      for (std::size_t i = 0; i < value.items().size(); ++i) {
        replace(value.items()[i], path[i], reach);
      }
      return;
    }
    if (!value.is_map()) return;
    if (const auto call = as_intrinsic(value)) {
      if (is_in_reach(*call, reach) && replace_call(value)) return;
      Value& argument = value.members().front().value;
      const std::string_view name = value.members().front().key;
      if (name == "Ref") return replace_text(argument, path, name);
      if (name == "Fn::GetAtt" && argument.is_list()) {
        for (Value& item : argument.items()) replace_text(item, path, name);
        return;
      }
    }
    for (Value::Member& member : value.members()) {
      replace(member.value, path / member.key, reach);
    }
  }

  static bool is_in_reach(const IntrinsicCall& call, Reach reach) {
    constexpr std::string_view kOwn[] = {"Fn::Length", "Fn::ToJsonString", "Fn::FindInMap"};
    constexpr std::string_view kTexts[] = {"Fn::Sub", "Fn::Join", "Fn::Select", "Fn::Split"};
    const auto is = [&](std::string_view name) { return name == call.name; };
    return std::any_of(std::begin(kOwn), std::end(kOwn), is) ||
           (reach == Reach::kTexts && std::any_of(std::begin(kTexts), std::end(kTexts), is));
  }

  bool replace_call(Value& value) {
    if (!early_.secret_in(value).empty()) return false;
    auto known = early_.value(value);
    if (!known || is_no_value(*known)) return false;
    value = std::move(known->place_as(value));
    return true;
  }

  EarlyValues& early_;
  Reporter& reporter_;
};

}  // namespace

void resolve_early(Value& root, EarlyValues& early, Reporter& reporter) {
  EarlyPass(early, reporter).run(root);
}

void check_transform_list(const Value& root, Reporter& reporter) {
  const Value* transform = root.find("Transform");
  if (transform == nullptr) return;
  const Path path = Path() / "Transform";
  const Value* sam = nullptr;
  for (const Value& item : transform->is_list() ? transform->items() : Value::List{*transform}) {
    check_macro(item, path, reporter);
    if (!item.is_string()) continue;
    if (item.as_string().starts_with(kSamTransform)) sam = &item;
    if (item.as_string() != kExtensions || sam == nullptr) continue;
    reporter.warning(item, path,
                     "AWS expands transforms in their order: SAM would see what " +
                         std::string(kExtensions) + " has not resolved yet",
                     "list " + std::string(kExtensions) + " before " + sam->as_string());
  }
}

}  // namespace brume::emulator
