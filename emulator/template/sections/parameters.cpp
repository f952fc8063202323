#include "emulator/template/sections/parameters.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/pattern.h"

namespace brume::emulator {
namespace {

// Source: CloudFormation's quotas.
constexpr std::size_t kParametersMax = 200;
constexpr std::size_t kValueBytesMax = 4096;

constexpr std::array<std::string_view, 12> kParameterAttributes{
    "Type",     "Default",  "AllowedValues", "AllowedPattern",        "MinLength", "MaxLength",
    "MinValue", "MaxValue", "Description",   "ConstraintDescription", "NoEcho",    "Label"};

constexpr std::array<std::string_view, 4> kPlainTypes{"String", "Number", "List<Number>",
                                                      "CommaDelimitedList"};
constexpr std::string_view kSsmValue = "AWS::SSM::Parameter::Value<";
// CDK's own: the version of what `cdk bootstrap` has set up. Of no interest here.
constexpr std::string_view kCdkParameters = "/cdk-bootstrap/";

bool is_list_type(std::string_view type) {
  return type == "CommaDelimitedList" || type.starts_with("List<");
}

bool is_known_type(std::string_view type) {
  if (std::find(kPlainTypes.begin(), kPlainTypes.end(), type) != kPlainTypes.end()) return true;
  if (type.starts_with("List<") && type.ends_with('>')) {
    type = type.substr(5, type.size() - 6);
    return type == "String" || type.starts_with("AWS::");
  }
  return type.starts_with("AWS::");
}

std::optional<double> to_number(std::string_view text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || end.ec != std::errc() || end.ptr != text.data() + text.size()) return {};
  return value;
}

// Of UTF-8, as CloudFormation counts them.
std::ptrdiff_t characters(std::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; });
}

// An empty CommaDelimitedList has one item, the empty text: conditions on `!Select [0, …]` and
// Fn::Length count on it. Source: aws-cloudformation/cfn-language-discussion, issue 102.
std::vector<std::string> split_commas(std::string_view text, std::string_view type) {
  std::vector<std::string> parts;
  if (text.empty() && type != "CommaDelimitedList") return parts;
  while (true) {
    const std::size_t comma = text.find(',');
    std::string_view part = text.substr(0, comma);
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    parts.emplace_back(part);
    if (comma == std::string_view::npos) return parts;
    text.remove_prefix(comma + 1);
  }
}

// One parameter's declaration and the checks on its value.
class Declaration {
 public:
  Declaration(const Value& root, const Value::Member& member, const Path& path, Reporter& reporter)
      : root_(root), member_(member), path_(path), reporter_(reporter) {}

  // The value to use, or nothing after a report.
  std::optional<Value> read(const std::optional<std::string>& given,
                            const ParameterOptions& options);

 private:
  // What Parameter Store has: from a person, or from a plain resource of the template.
  std::optional<std::string> stored_value(const std::string& name,
                                          const ParameterOptions& options) const;
  bool check_shape();
  bool check(const std::string& text);
  bool check_text(const std::string& text);
  bool check_pattern(const std::string& text);
  bool check_range(const std::string& text, std::string_view lower, std::string_view upper,
                   std::optional<double> measured);
  bool reject(const std::string& text, const std::string& why);
  const Value* attribute(std::string_view name) const { return member_.value.find(name); }

  const Value& root_;
  const Value::Member& member_;
  const Path& path_;
  Reporter& reporter_;
  std::string type_;
  bool overridden_ = false;
};

std::optional<std::string> Declaration::stored_value(const std::string& name,
                                                     const ParameterOptions& options) const {
  if (options.stored != nullptr) {
    if (const auto found = options.stored->find(name); found != options.stored->end()) {
      return found->second;
    }
  }
  const Value* resources = root_.find("Resources");
  if (resources == nullptr || !resources->is_map()) return std::nullopt;
  for (const Value::Member& resource : resources->members()) {
    const Value* type = resource.value.find("Type");
    const Value* properties = resource.value.find("Properties");
    if (type == nullptr || properties == nullptr || !type->is_string()) continue;
    const Value* own = properties->find("Name");
    const Value* value = properties->find("Value");
    if (type->as_string() == "AWS::SSM::Parameter" && own != nullptr && own->is_scalar() &&
        own->text() == name && value != nullptr && value->is_scalar()) {
      return value->text();
    }
  }
  return std::nullopt;
}

bool Declaration::check_shape() {
  const std::string name = "parameter `" + member_.key + "`";
  if (!member_.value.is_map()) {
    reporter_.error(member_.value, path_, name + " must be a map with a `Type`");
    return false;
  }
  for (const Value::Member& attribute : member_.value.members()) {
    if (std::find(kParameterAttributes.begin(), kParameterAttributes.end(), attribute.key) ==
        kParameterAttributes.end()) {
      reporter_.error(attribute, path_ / attribute.key,
                      "a parameter has no attribute `" + attribute.key + "`",
                      suggestion(attribute.key, kParameterAttributes));
    }
  }
  const Value* type = attribute("Type");
  if (type == nullptr) {
    reporter_.error(member_, path_, name + " has no `Type`", "for most, `Type: String`");
    return false;
  }
  type_ = type->is_string() ? type->as_string() : "";
  if (!is_known_type(type_)) {
    reporter_.error(*type, path_ / "Type", name + " has an unknown type",
                    suggestion(type_, kPlainTypes));
    return false;
  }
  return true;
}

bool Declaration::reject(const std::string& text, const std::string& why) {
  const Value* no_echo = attribute("NoEcho");
  const bool secret = no_echo != nullptr && no_echo->is_scalar() && no_echo->text() == "true";
  const Value* description = attribute("ConstraintDescription");
  std::string hint;
  if (description != nullptr && description->is_string()) hint = description->as_string();
  const std::string shown = secret ? std::string("the value") : "`" + text + "`";
  const std::string message = shown + " " + why + " (parameter `" + member_.key + "`)";
  const Value* written = attribute("Default");
  if (!overridden_ && written != nullptr) {
    reporter_.error(*written, path_ / "Default", message, hint);
  } else {
    reporter_.error(member_, path_, message, hint);
  }
  return false;
}

bool Declaration::check_range(const std::string& text, std::string_view lower,
                              std::string_view upper, std::optional<double> measured) {
  const auto bound = [&](std::string_view name) -> std::optional<double> {
    const Value* value = attribute(name);
    if (value == nullptr || !value->is_scalar()) return {};
    return to_number(value->text());
  };
  const auto low = bound(lower);
  const auto high = bound(upper);
  const bool ok = measured && (!low || *measured >= *low) && (!high || *measured <= *high);
  if (ok) return true;
  std::string why = "is outside " + std::string(lower) + "/" + std::string(upper);
  if (low && measured && *measured < *low) {
    why = "is below " + std::string(lower) + " " + attribute(lower)->text();
  } else if (high && measured && *measured > *high) {
    why = "is above " + std::string(upper) + " " + attribute(upper)->text();
  }
  return reject(text, why);
}

bool Declaration::check_pattern(const std::string& text) {
  const Value* pattern = attribute("AllowedPattern");
  if (pattern == nullptr || !pattern->is_scalar()) return true;
  const Result<Pattern> compiled = Pattern::compile(pattern->text());
  if (!compiled) {
    reporter_.warning(*pattern, path_ / "AllowedPattern",
                      "this pattern cannot be checked here: " + compiled.error().message);
    return true;
  }
  if (compiled.value().matches(text)) return true;
  return reject(text, "does not match AllowedPattern `" + pattern->text() + "`");
}

bool Declaration::check_text(const std::string& text) {
  if (const Value* allowed = attribute("AllowedValues"); allowed != nullptr && allowed->is_list()) {
    std::string listed;
    for (const Value& value : allowed->items()) {
      if (!value.is_scalar()) continue;
      if (value.text() == text) {
        listed.clear();
        break;
      }
      listed += (listed.empty() ? "" : ", ") + value.text();
    }
    if (!listed.empty()) return reject(text, "is not one of the AllowedValues: " + listed);
  }
  if (type_ == "Number" || type_ == "List<Number>") {
    const auto number = to_number(text);
    if (!number) return reject(text, "is not a number");
    return check_range(text, "MinValue", "MaxValue", number) && check_pattern(text);
  }
  return check_range(text, "MinLength", "MaxLength", static_cast<double>(characters(text))) &&
         check_pattern(text);
}

bool Declaration::check(const std::string& text) {
  if (text.size() > kValueBytesMax) {
    return reject(text.substr(0, 32) + "…",
                  "is longer than " + std::to_string(kValueBytesMax) + " bytes");
  }
  if (!is_list_type(type_)) return check_text(text);
  const auto parts = split_commas(text, type_);
  return std::all_of(parts.begin(), parts.end(),
                     [&](const std::string& part) { return check_text(part); });
}

std::optional<Value> Declaration::read(const std::optional<std::string>& given,
                                       const ParameterOptions& options) {
  if (!check_shape()) return std::nullopt;
  overridden_ = given.has_value();
  std::optional<std::string> text = given;
  if (const Value* written = attribute("Default"); !text && written != nullptr) {
    if (!written->is_scalar() && !written->is_null()) {
      reporter_.error(*written, path_ / "Default", "a parameter's default must be a string",
                      is_list_type(type_) ? "list types take one string: \"a,b,c\"" : "");
      return std::nullopt;
    }
    text = written->text();
  }
  if (!text) {
    if (options.values_required) {
      reporter_.error(
          member_, path_, "parameter `" + member_.key + "` has no value",
          options.nested
              ? "give it a `Default`, or a value under `Parameters` of the stack"
              : "give it a `Default`, or run with --parameter-overrides " + member_.key + "=VALUE");
    }
    return std::nullopt;
  }
  if (type_.starts_with(kSsmValue)) {
    type_ = type_.substr(kSsmValue.size(), type_.size() - kSsmValue.size() - 1);
    const auto value = stored_value(*text, options);
    if (!value) {
      if (!text->starts_with(kCdkParameters)) {
        reporter_.note(*attribute("Type"), path_ / "Type",
                       "parameter `" + member_.key +
                           "` is taken as the name it has: there is no "
                           "value for `" +
                           *text + "`",
                       "give it in the --env-vars file: {\"AWS::SSM::Parameter\": {\"" + *text +
                           "\": \"…\"}}");
      }
      return is_list_type(type_) ? Value::list({*text}) : Value(*text);
    }
    text = value;
  }
  if (!check(*text)) return std::nullopt;
  if (!is_list_type(type_)) return Value(*text);
  Value::List list;
  for (std::string& part : split_commas(*text, type_)) list.emplace_back(std::move(part));
  return Value(std::move(list));
}

}  // namespace

ParameterValues read_parameters(const Value& root, const ParameterOptions& options,
                                Reporter& reporter) {
  ParameterValues values;
  const Path path;
  const Path section_path = path / "Parameters";
  const Value* section = root.find("Parameters");
  if (section != nullptr && !section->is_map() && !section->is_null()) {
    reporter.error(*section, section_path, "`Parameters` must be a map");
  }
  std::vector<std::string_view> names;
  if (section != nullptr && section->is_map()) {
    if (section->members().size() > kParametersMax) {
      reporter.error(*section, section_path,
                     "more than " + std::to_string(kParametersMax) + " parameters");
    }
    for (const Value::Member& member : section->members()) {
      names.push_back(member.key);
      std::optional<std::string> given;
      const auto override = options.overrides.find(member.key);
      if (override != options.overrides.end()) given = override->second;
      const Path parameter_path = section_path / member.key;
      Declaration declaration(root, member, parameter_path, reporter);
      if (auto value = declaration.read(given, options)) {
        value->place_all(member.key_at, member.key_length);
        values.emplace(member.key, std::move(*value));
      }
    }
  }
  for (const auto& [name, text] : options.overrides) {
    if (std::find(names.begin(), names.end(), name) != names.end()) continue;
    reporter.warning(Value(), Path(),
                     "--parameter-overrides: the template has no parameter `" + name + "`",
                     suggestion(name, names));
  }
  return values;
}

}  // namespace brume::emulator
