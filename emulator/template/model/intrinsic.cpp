#include "emulator/template/model/intrinsic.h"

#include <algorithm>
#include <array>

#include "emulator/template/model/did_you_mean.h"

namespace brume::emulator {
namespace {

constexpr std::array<std::string_view, 26> kNames{"Ref",
                                                  "Condition",
                                                  "Fn::Base64",
                                                  "Fn::Cidr",
                                                  "Fn::And",
                                                  "Fn::Equals",
                                                  "Fn::If",
                                                  "Fn::Not",
                                                  "Fn::Or",
                                                  "Fn::FindInMap",
                                                  "Fn::GetAtt",
                                                  "Fn::GetAZs",
                                                  "Fn::Join",
                                                  "Fn::Select",
                                                  "Fn::Split",
                                                  "Fn::Sub",
                                                  "Fn::Transform",
                                                  "Fn::Length",
                                                  "Fn::ToJsonString",
                                                  "Fn::ImportValue",
                                                  "Fn::Contains",
                                                  "Fn::RefAll",
                                                  "Fn::ValueOf",
                                                  "Fn::ValueOfAll",
                                                  "Fn::EachMemberIn",
                                                  "Fn::EachMemberEquals"};

constexpr std::string_view kFnPrefix = "Fn::";

std::string_view short_name(std::string_view name) {
  return name.starts_with(kFnPrefix) ? name.substr(kFnPrefix.size()) : name;
}

}  // namespace

std::span<const std::string_view> intrinsic_names() {
  return kNames;
}

std::optional<IntrinsicCall> as_intrinsic(const Value& value) {
  if (!value.is_map() || value.members().size() != 1) return std::nullopt;
  const Value::Member& member = value.members().front();
  if (member.key != "Ref" && member.key != "Condition" && !member.key.starts_with(kFnPrefix)) {
    return std::nullopt;
  }
  return IntrinsicCall{member.key, &member.value, &member};
}

bool is_intrinsic(const Value& value) {
  return as_intrinsic(value).has_value();
}

bool is_intrinsic(const Value& value, std::string_view name) {
  const auto call = as_intrinsic(value);
  return call && call->name == name;
}

bool is_no_value(const Value& value) {
  const auto call = as_intrinsic(value);
  return call && call->name == "Ref" && call->argument->is_string() &&
         call->argument->as_string() == "AWS::NoValue";
}

bool expand_short_form(std::string_view name, Value& value) {
  const auto known = std::find_if(kNames.begin(), kNames.end(), [&](std::string_view long_name) {
    return short_name(long_name) == name;
  });
  if (known == kNames.end()) return false;
  if (name == "GetAtt" && value.is_string()) {
    const std::string& text = value.as_string();
    const std::size_t dot = text.find('.');
    if (dot != std::string::npos) {
      Value id(text.substr(0, dot));
      Value attribute(text.substr(dot + 1));
      id.place_as(value);
      attribute.place_as(value);
      Value pair = Value::list({std::move(id), std::move(attribute)});
      pair.place_as(value);
      value = std::move(pair);
    }
  }
  Value::Map call;
  const SourcePosition at = value.at();
  const std::uint32_t length = value.length();
  call.push_back({std::string(*known), std::move(value), at, length});
  value = Value(std::move(call));
  value.place(at, length);
  return true;
}

std::string short_form_suggestion(std::string_view name) {
  std::vector<std::string_view> names;
  for (const std::string_view long_name : kNames) names.push_back(short_name(long_name));
  const auto best = nearest(name, names);
  return best ? "did you mean `!" + std::string(*best) + "`?" : std::string();
}

std::optional<GetAttTarget> get_att_target(const Value& argument) {
  if (argument.is_string()) {
    const std::string& text = argument.as_string();
    const std::size_t dot = text.find('.');
    if (dot == std::string::npos) return std::nullopt;
    return GetAttTarget{text.substr(0, dot), nullptr, text.substr(dot + 1)};
  }
  if (!argument.is_list() || argument.items().size() < 2) return std::nullopt;
  const Value::List& items = argument.items();
  if (!items[0].is_string()) return std::nullopt;
  if (items.size() == 2 && !items[1].is_string()) {
    return GetAttTarget{items[0].as_string(), &items[1], {}};
  }
  GetAttTarget target{items[0].as_string(), nullptr, {}};
  for (std::size_t i = 1; i < items.size(); ++i) {
    if (!items[i].is_scalar()) return std::nullopt;
    target.attribute += (i > 1 ? "." : "") + items[i].text();
  }
  return target;
}

std::vector<SubPiece> split_sub(std::string_view text) {
  std::vector<SubPiece> pieces;
  pieces.reserve(1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), '$')));
  SubPiece piece;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t open = text.find("${", at);
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    piece.text += text.substr(at, open - at);
    std::string_view name = text.substr(open + 2, close - open - 2);
    at = close + 1;
    if (name.starts_with('!')) {
      piece.text += "${" + std::string(name.substr(1)) + "}";
      continue;
    }
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    piece.name = name;
    if (piece.name.empty()) {
      piece.text += text.substr(open, close + 1 - open);
      continue;
    }
    pieces.push_back(std::move(piece));
    piece = {};
  }
  piece.text += text.substr(std::min(at, text.size()));
  pieces.push_back(std::move(piece));
  return pieces;
}

}  // namespace brume::emulator
