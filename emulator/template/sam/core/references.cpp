#include "emulator/template/sam/core/references.h"

#include <optional>

#include "emulator/template/model/intrinsic.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kDependsOn = "DependsOn";

using Names = std::map<std::string, std::string, std::less<>>;

std::optional<std::string> found(const Names& names, std::string_view name) {
  const auto entry = names.find(name);
  if (entry == names.end()) return std::nullopt;
  return entry->second;
}

// "Function.Alias" or "Function.Alias.Arn" or "Layer" or "Layer.Attribute" with the made id.
std::optional<std::string> rewritten(std::string_view name, const References& references) {
  if (const auto id = found(references.properties, name)) return id;
  if (const auto id = found(references.renamed, name)) return id;
  const std::size_t first = name.find('.');
  if (first == std::string_view::npos) return std::nullopt;
  const std::size_t second = name.find('.', first + 1);
  if (second != std::string_view::npos) {
    if (const auto id = found(references.properties, name.substr(0, second))) {
      return *id + std::string(name.substr(second));
    }
  }
  if (const auto id = found(references.renamed, name.substr(0, first))) {
    return *id + std::string(name.substr(first));
  }
  return std::nullopt;
}

void set_text(Value& value, std::string text) {
  Value replacement(std::move(text));
  value = std::move(replacement.place_as(value));
}

void rewrite_text(Value& value, const References& references) {
  if (!value.is_string()) return;
  if (auto text = rewritten(value.as_string(), references)) set_text(value, std::move(*text));
}

void rewrite_sub(Value& text, const Value* variables, const References& references) {
  if (!text.is_string()) return;
  const std::string_view written = text.as_string();
  std::string result;
  std::size_t kept = 0;  // what stands before it is in `result`
  for (std::size_t at = 0;;) {
    const std::size_t open = written.find("${", at);
    const std::size_t close = open == std::string_view::npos ? open : written.find('}', open);
    if (close == std::string_view::npos) break;
    const std::string_view name = written.substr(open + 2, close - open - 2);
    at = close + 1;
    if (variables != nullptr && variables->find(name) != nullptr) continue;
    const auto id = rewritten(name, references);
    if (!id) continue;
    result += written.substr(kept, open + 2 - kept);
    result += *id;
    kept = close;
  }
  if (kept > 0) set_text(text, result + std::string(written.substr(kept)));
}

void rewrite_get_att(Value& argument, const References& references) {
  if (argument.is_string()) return rewrite_text(argument, references);
  if (!argument.is_list() || argument.items().size() != 2) return;
  Value& id = argument.items()[0];
  Value& attribute = argument.items()[1];
  if (!id.is_string()) return;
  if (const auto made = rewritten(id.as_string(), references)) return set_text(id, *made);
  if (!attribute.is_string()) return;
  const std::string& path = attribute.as_string();
  const std::size_t dot = path.find('.');
  if (dot == std::string::npos) return;
  const auto made = found(references.properties, id.as_string() + "." + path.substr(0, dot));
  if (!made) return;
  set_text(attribute, path.substr(dot + 1));
  set_text(id, *made);
}

void rewrite_call(Value& argument, std::string_view name, const References& references) {
  if (name == "Ref") {
    rewrite_text(argument, references);
  } else if (name == "Fn::GetAtt") {
    rewrite_get_att(argument, references);
  } else if (name == "Fn::Sub") {
    const bool list = argument.is_list() && argument.items().size() == 2;
    if (list) rewrite_sub(argument.items()[0], &argument.items()[1], references);
    if (argument.is_string()) rewrite_sub(argument, nullptr, references);
  }
}

}  // namespace

void rewrite_references(Value& value, const References& references) {
  if (value.is_list()) {
    for (Value& item : value.items()) rewrite_references(item, references);
    return;
  }
  if (!value.is_map()) return;
  if (const auto call = as_intrinsic(value)) {
    rewrite_call(value.members().front().value, call->name, references);
  }
  for (Value::Member& member : value.members()) {
    if (member.key == kDependsOn) {
      rewrite_text(member.value, references);
      if (member.value.is_list()) {
        for (Value& item : member.value.items()) rewrite_text(item, references);
      }
    }
    rewrite_references(member.value, references);
  }
}

}  // namespace brume::emulator::sam
