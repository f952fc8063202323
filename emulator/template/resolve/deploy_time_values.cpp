#include "emulator/template/resolve/deploy_time_values.h"

#include <algorithm>
#include <utility>

#include "emulator/template/model/intrinsic.h"

namespace brume::emulator {
namespace {

// Source: "AWS::LanguageExtensions transform": the other pseudo parameters are the stack's.
constexpr std::string_view kEarlyPseudoParameters[] = {"AWS::AccountId", "AWS::Region",
                                                       "AWS::Partition", "AWS::NoValue"};
constexpr std::string_view kLateFunctions[] = {"Fn::GetAtt", "Fn::ImportValue", "Fn::GetAZs",
                                               "Fn::Transform", "Fn::Cidr"};

Value sections_of(const Value& root) {
  Value sections = Value::map();
  for (const std::string_view name : {"Parameters", "Mappings", "Conditions"}) {
    if (const Value* section = root.find(name)) sections.set(name, *section);
  }
  return sections;
}

}  // namespace

bool has_language_extensions(const Value& root) {
  const Value* transform = root.find("Transform");
  const auto is_it = [](const Value& name) {
    return name.is_string() && name.as_string() == "AWS::LanguageExtensions";
  };
  if (transform == nullptr) return false;
  if (!transform->is_list()) return is_it(*transform);
  return std::any_of(transform->items().begin(), transform->items().end(), is_it);
}

EarlyValues::EarlyValues(const Value& root, const ParameterValues& parameters,
                         ResolveOptions options)
    : sections_(sections_of(root)),
      parameters_(parameters),
      unheard_(ignored_),
      resolver_(sections_, parameters, std::move(options), unheard_) {}

bool EarlyValues::knows_name(const std::string& name) const {
  return std::find(std::begin(kEarlyPseudoParameters), std::end(kEarlyPseudoParameters), name) !=
             std::end(kEarlyPseudoParameters) ||
         parameters_.contains(name);
}

bool EarlyValues::knows_text(const Value& text, const Value* variables) const {
  if (!text.is_string()) return false;
  const auto pieces = split_sub(text.as_string());
  return std::all_of(pieces.begin(), pieces.end(), [&](const SubPiece& piece) {
    return piece.name.empty() || (variables != nullptr && variables->find(piece.name) != nullptr) ||
           knows_name(piece.name);
  });
}

bool EarlyValues::knows(const Value& value) const {
  if (value.is_list()) {
    return std::all_of(value.items().begin(), value.items().end(),
                       [&](const Value& item) { return knows(item); });
  }
  if (!value.is_map()) return true;
  if (const auto call = as_intrinsic(value)) {
    const Value& argument = *call->argument;
    if (call->name == "Ref" && argument.is_string()) return knows_name(argument.as_string());
    if (call->name == "Fn::Sub" && argument.is_string()) return knows_text(argument, nullptr);
    if (call->name == "Fn::Sub") {
      return argument.is_list() && argument.items().size() == 2 && knows(argument.items()[1]) &&
             knows_text(argument.items()[0], &argument.items()[1]);
    }
    if (std::find(std::begin(kLateFunctions), std::end(kLateFunctions), call->name) !=
        std::end(kLateFunctions)) {
      return false;
    }
  }
  return std::all_of(value.members().begin(), value.members().end(),
                     [&](const Value::Member& member) { return knows(member.value); });
}

std::optional<Value> EarlyValues::value(const Value& value) {
  if (!knows(value)) return std::nullopt;
  const Path path;
  return resolver_.resolve(value, path);
}

std::optional<std::string> EarlyValues::text(const Value& value) {
  const auto known = this->value(value);
  if (!known || !known->is_scalar()) return std::nullopt;
  return known->text();
}

bool EarlyValues::is_secret(const std::string& name) const {
  const Value* parameters = sections_.find("Parameters");
  const Value* parameter = parameters == nullptr ? nullptr : parameters->find(name);
  const Value* no_echo = parameter == nullptr ? nullptr : parameter->find("NoEcho");
  return no_echo != nullptr && no_echo->is_scalar() && no_echo->text() == "true";
}

std::string EarlyValues::secret_in(const Value& value) const {
  if (value.is_list()) {
    for (const Value& item : value.items()) {
      if (std::string found = secret_in(item); !found.empty()) return found;
    }
  }
  if (!value.is_map()) return {};
  const auto call = as_intrinsic(value);
  if (call && call->name == "Ref" && call->argument->is_string()) {
    const std::string& name = call->argument->as_string();
    return is_secret(name) ? name : std::string();
  }
  if (call && call->name == "Fn::Sub") {
    const Value& argument = *call->argument;
    const bool list = argument.is_list() && !argument.items().empty();
    const Value& text = list ? argument.items()[0] : argument;
    for (const SubPiece& piece : split_sub(text.is_string() ? text.as_string() : "")) {
      if (is_secret(piece.name)) return piece.name;
    }
  }
  for (const Value::Member& member : value.members()) {
    if (std::string found = secret_in(member.value); !found.empty()) return found;
  }
  return {};
}

}  // namespace brume::emulator
