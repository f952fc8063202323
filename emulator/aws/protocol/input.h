// Reads the members of an operation's input, and gathers what is wrong with them. The same for
// every protocol: Query sends numbers and booleans as texts, JSON does not.
//
// A view: the value and the errors outlive it.
#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/aws/protocol/validation_errors.h"
#include "emulator/aws/protocol/value.h"

namespace brume::emulator::aws {

// In characters.
struct Length {
  std::size_t least = 0;
  std::size_t most = std::numeric_limits<std::size_t>::max();
};

class Input {
 public:
  // `path` leads to a nested structure: "entries.1.member."
  Input(const Value& value, ValidationErrors& errors, std::string path = {})
      : value_(&value), errors_(&errors), path_(std::move(path)) {}

  // Null where there is none, or JSON's null.
  const Value* find(std::string_view member) const;
  bool has(std::string_view member) const { return find(member) != nullptr; }

  // Each: nullopt when absent, or of the wrong type, which is noted.
  std::optional<std::string> text(std::string_view member, Length length = {});
  std::optional<std::int64_t> number(std::string_view member,
                                     std::int64_t least = std::numeric_limits<std::int64_t>::min(),
                                     std::int64_t most = std::numeric_limits<std::int64_t>::max());
  std::optional<bool> truth(std::string_view member);
  // Its bytes, decoded from Base64.
  std::optional<std::string> blob(std::string_view member);
  std::optional<std::string> choice(std::string_view member,
                                    const std::vector<std::string_view>& values);
  std::optional<std::vector<std::string>> text_list(std::string_view member);
  std::optional<std::map<std::string, std::string>> text_map(std::string_view member);
  std::optional<Input> structure(std::string_view member);
  std::optional<std::vector<Input>> structure_list(std::string_view member);
  // In the order of the request.
  std::optional<std::vector<std::pair<std::string, Input>>> structure_map(std::string_view member);

  void require(std::string_view member);
  // `value` as it stands in the message, quoted or not.
  void refuse(std::string_view value, std::string_view member, std::string_view constraint);

 private:
  bool is_query() const { return errors_->protocol() == Protocol::kQuery; }
  // Null, and noted if there is something else.
  const std::string* find_text(std::string_view member);
  const Members* find_members(std::string_view member, std::string_view wanted);
  // Query writes an empty list or map as an empty text.
  bool is_empty_text(const Value& value) const;
  const List* find_list(std::string_view member);

  const Value* value_;
  ValidationErrors* errors_;
  std::string path_;
};

}  // namespace brume::emulator::aws
