#include "emulator/check/static_value.h"

#include <algorithm>

#include "emulator/template/model/intrinsic.h"

namespace brume::emulator::check {
namespace {

bool is_known_name(const std::string& name, const Value& root) {
  if (name.starts_with("AWS::")) return true;
  const Value* parameters = root.find("Parameters");
  const Value* parameter = parameters == nullptr ? nullptr : parameters->find(name);
  if (parameter == nullptr) return false;
  const Value* type = parameter->find("Type");
  return type != nullptr && type->is_string() &&
         !type->as_string().starts_with("AWS::SSM::Parameter::");
}

bool is_known_text(const Value& text, const Value* variables, const Value& root) {
  if (!text.is_string()) return false;
  const auto pieces = split_sub(text.as_string());
  return std::all_of(pieces.begin(), pieces.end(), [&](const SubPiece& piece) {
    return piece.name.empty() || (variables != nullptr && variables->find(piece.name) != nullptr) ||
           is_known_name(piece.name, root);
  });
}

}  // namespace

bool is_knowable(const Value& value, const Value& root) {
  if (value.is_string()) return value.as_string().find("{{resolve:") == std::string::npos;
  if (value.is_list()) {
    return std::all_of(value.items().begin(), value.items().end(),
                       [&](const Value& item) { return is_knowable(item, root); });
  }
  if (!value.is_map()) return true;
  if (const auto call = as_intrinsic(value)) {
    if (call->name == "Ref") {
      return call->argument->is_string() && is_known_name(call->argument->as_string(), root);
    }
    if (call->name == "Fn::GetAtt" || call->name == "Fn::ImportValue" ||
        call->name == "Fn::Transform" || call->name == "Fn::GetAZs") {
      return false;
    }
    if (call->name == "Fn::Sub") {
      const Value& argument = *call->argument;
      if (!argument.is_list()) return is_known_text(argument, nullptr, root);
      return argument.items().size() == 2 &&
             is_known_text(argument.items()[0], &argument.items()[1], root) &&
             is_knowable(argument.items()[1], root);
    }
  }
  return std::all_of(value.members().begin(), value.members().end(),
                     [&](const Value::Member& member) { return is_knowable(member.value, root); });
}

bool gives_text(const Value& value) {
  constexpr std::string_view kTexts[] = {"Fn::Sub", "Fn::Join", "Fn::Base64", "Fn::ToJsonString"};
  const auto call = as_intrinsic(value);
  return call && std::find(std::begin(kTexts), std::end(kTexts), call->name) != std::end(kTexts);
}

}  // namespace brume::emulator::check
