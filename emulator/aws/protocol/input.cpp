#include "emulator/aws/protocol/input.h"

#include <algorithm>
#include <charconv>

#include "emulator/text/base64.h"

namespace brume::emulator::aws {
namespace {

// As the number stands in the request. What does not fit becomes the nearest that does.
std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (text.empty() || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return number;
  if (error != std::errc::result_out_of_range) return std::nullopt;
  using Limits = std::numeric_limits<std::int64_t>;
  return text.front() == '-' ? Limits::min() : Limits::max();
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
    return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
  }));
}

std::string quoted(std::string_view text) {
  return "'" + std::string(text) + "'";
}

}  // namespace

const Value* Input::find(std::string_view member) const {
  const Members* const members = value_->members();
  const Value* const found = members == nullptr ? nullptr : members->find(member);
  return found == nullptr || found->is_null() ? nullptr : found;
}

const std::string* Input::find_text(std::string_view member) {
  const Value* const value = find(member);
  if (value == nullptr) return nullptr;
  const auto* const text = value->get<std::string>();
  if (text == nullptr) errors_->refuse_type(member, "a string");
  return text;
}

std::optional<std::string> Input::text(std::string_view member, Length length) {
  const std::string* const text = find_text(member);
  if (text == nullptr) return std::nullopt;
  const std::size_t characters = count_characters(*text);
  if (characters < length.least) {
    refuse(quoted(*text), member,
           "Member must have length greater than or equal to " + std::to_string(length.least));
  } else if (characters > length.most) {
    refuse(quoted(*text), member,
           "Member must have length less than or equal to " + std::to_string(length.most));
  }
  return *text;
}

std::optional<std::int64_t> Input::number(std::string_view member, std::int64_t least,
                                          std::int64_t most) {
  const Value* const value = find(member);
  if (value == nullptr) return std::nullopt;
  const std::string* written = nullptr;
  if (const auto* const number = value->get<Number>()) written = &number->text;
  if (is_query()) written = value->get<std::string>();
  const auto number = written == nullptr ? std::nullopt : parse_integer(*written);
  if (!number) {
    errors_->refuse_type(member, "an integer");
    return std::nullopt;
  }
  if (*number < least) {
    refuse(quoted(*written), member,
           "Member must have value greater than or equal to " + std::to_string(least));
  } else if (*number > most) {
    refuse(quoted(*written), member,
           "Member must have value less than or equal to " + std::to_string(most));
  }
  return std::clamp(*number, least, most);
}

std::optional<bool> Input::truth(std::string_view member) {
  const Value* const value = find(member);
  if (value == nullptr) return std::nullopt;
  if (const bool* const truth = value->get<bool>()) return *truth;
  if (is_query() && *value == Value("true")) return true;
  if (is_query() && *value == Value("false")) return false;
  errors_->refuse_type(member, "a boolean");
  return std::nullopt;
}

std::optional<std::string> Input::blob(std::string_view member) {
  const std::string* const text = find_text(member);
  if (text == nullptr) return std::nullopt;
  std::optional<std::string> bytes = base64_decode(*text);
  if (!bytes) errors_->refuse_type(member, "Base64");
  return bytes;
}

std::optional<std::string> Input::choice(std::string_view member,
                                         const std::vector<std::string_view>& values) {
  const std::string* const chosen = find_text(member);
  if (chosen == nullptr) return std::nullopt;
  if (std::find(values.begin(), values.end(), *chosen) == values.end()) {
    refuse(quoted(*chosen), member, enum_constraint(values));
  }
  return *chosen;
}

bool Input::is_empty_text(const Value& value) const {
  return is_query() && value == Value("");
}

const List* Input::find_list(std::string_view member) {
  static const List kEmpty;
  const Value* const value = find(member);
  if (value == nullptr) return nullptr;
  if (is_empty_text(*value)) return &kEmpty;
  const List* const list = value->get<List>();
  if (list == nullptr) errors_->refuse_type(member, "a list");
  return list;
}

const Members* Input::find_members(std::string_view member, std::string_view wanted) {
  static const Members kEmpty;
  const Value* const value = find(member);
  if (value == nullptr) return nullptr;
  if (is_empty_text(*value)) return &kEmpty;
  const Members* const members = value->members();
  if (members == nullptr) errors_->refuse_type(member, wanted);
  return members;
}

std::optional<std::vector<std::string>> Input::text_list(std::string_view member) {
  const List* const list = find_list(member);
  if (list == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const Value& value : *list) {
    const auto* const text = value.get<std::string>();
    if (text == nullptr) return errors_->refuse_type(member, "a list of strings"), std::nullopt;
    texts.push_back(*text);
  }
  return texts;
}

std::optional<std::map<std::string, std::string>> Input::text_map(std::string_view member) {
  const Members* const entries = find_members(member, "a map");
  if (entries == nullptr) return std::nullopt;
  std::map<std::string, std::string> texts;
  for (const auto& [key, value] : *entries) {
    const auto* const text = value.get<std::string>();
    if (text == nullptr) return errors_->refuse_type(key, "a string"), std::nullopt;
    texts[key] = *text;
  }
  return texts;
}

std::optional<Input> Input::structure(std::string_view member) {
  if (find_members(member, "a structure") == nullptr) return std::nullopt;
  return Input(*find(member), *errors_, path_ + member_name(member) + ".");
}

std::optional<std::vector<Input>> Input::structure_list(std::string_view member) {
  const List* const list = find_list(member);
  if (list == nullptr) return std::nullopt;
  std::vector<Input> inputs;
  for (const Value& value : *list) {
    if (value.members() == nullptr) {
      return errors_->refuse_type(member, "a list of structures"), std::nullopt;
    }
    const std::string place = "." + std::to_string(inputs.size() + 1) + ".member.";
    inputs.emplace_back(value, *errors_, path_ + member_name(member) + place);
  }
  return inputs;
}

std::optional<std::vector<std::pair<std::string, Input>>> Input::structure_map(
    std::string_view member) {
  const Members* const entries = find_members(member, "a map");
  if (entries == nullptr) return std::nullopt;
  std::vector<std::pair<std::string, Input>> inputs;
  for (const auto& [key, value] : *entries) {
    if (value.members() == nullptr) return errors_->refuse_type(key, "a structure"), std::nullopt;
    inputs.emplace_back(
        key, Input(value, *errors_, path_ + member_name(member) + "." + key + ".member."));
  }
  return inputs;
}

void Input::require(std::string_view member) {
  if (!has(member)) refuse("null", member, "Member must not be null");
}

void Input::refuse(std::string_view value, std::string_view member, std::string_view constraint) {
  errors_->refuse(value, path_ + member_name(member), constraint);
}

}  // namespace brume::emulator::aws
