#include "emulator/aws/protocol/validation_errors.h"

namespace brume::emulator::aws {

Error serialization_error(Protocol protocol, std::string message) {
  return Error{Error::Code::kInvalidArgument, std::move(message),
               protocol == Protocol::kQuery ? "MalformedInput" : "SerializationException"};
}

std::string enum_constraint(const std::vector<std::string_view>& values) {
  std::string set;
  for (const std::string_view value : values) set += (set.empty() ? "" : ", ") + std::string(value);
  return "Member must satisfy enum value set: [" + set + "]";
}

std::string member_name(std::string_view name) {
  std::string text(name);
  if (!text.empty() && text[0] >= 'A' && text[0] <= 'Z') {
    text[0] = static_cast<char>(text[0] - 'A' + 'a');
  }
  return text;
}

void ValidationErrors::refuse(std::string_view value, std::string_view path,
                              std::string_view constraint) {
  std::string text = "Value ";
  text.append(value).append(" at '").append(path);
  refused_.push_back(text.append("' failed to satisfy constraint: ").append(constraint));
}

void ValidationErrors::refuse_type(std::string_view member, std::string_view wanted) {
  if (!wrong_type_.empty()) return;
  wrong_type_ = "'" + std::string(member) + "' must be " + std::string(wanted);
}

Status ValidationErrors::verdict() const {
  if (!wrong_type_.empty()) return serialization_error(protocol_, wrong_type_);
  if (refused_.empty()) return Done{};
  std::string message = std::to_string(refused_.size()) + " validation error" +
                        (refused_.size() == 1 ? "" : "s") + " detected: ";
  for (const std::string& text : refused_) message += (&text == &refused_[0] ? "" : "; ") + text;
  return Error{Error::Code::kInvalidArgument, std::move(message),
               protocol_ == Protocol::kQuery ? "ValidationError" : "ValidationException"};
}

}  // namespace brume::emulator::aws
