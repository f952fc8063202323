#include "emulator/aws/protocol/request_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "emulator/text/ascii.h"

namespace brume::emulator::aws::lambda {
namespace {

std::string value_text(const nlohmann::json& value) {
  if (value.is_string()) return "'" + value.get<std::string>() + "'";
  return "'" + value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + "'";
}

}  // namespace

RequestJson::RequestJson() : json_(std::make_unique<nlohmann::json>()) {}
RequestJson::RequestJson(RequestJson&&) noexcept = default;
RequestJson& RequestJson::operator=(RequestJson&&) noexcept = default;
RequestJson::~RequestJson() = default;

Result<RequestJson> RequestJson::parse(std::string_view body) {
  RequestJson request;
  *request.json_ = nlohmann::json::object();
  if (body.empty()) return request;
  *request.json_ = nlohmann::json::parse(body, nullptr, false);
  if (request.json_->is_object()) return request;
  return serialization_error(Protocol::kRestJson,
                             "Could not parse request body into json: it is no JSON object");
}

const nlohmann::json* RequestJson::find(std::string_view member) const {
  const auto found = json_->find(std::string(member));
  return found == json_->end() || found->is_null() ? nullptr : &*found;
}

std::optional<std::string> RequestJson::text(std::string_view member, std::size_t length_max) {
  const nlohmann::json* const value = find(member);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) return errors_.refuse_type(member, "a string"), std::nullopt;
  std::string text = value->get<std::string>();
  if (length_max > 0 && text.size() > length_max) {
    refuse("'" + text + "'", member,
           "Member must have length less than or equal to " + std::to_string(length_max));
  }
  return text;
}

std::optional<int> RequestJson::number(std::string_view member, int least, int most) {
  const nlohmann::json* const value = find(member);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number_integer()) return errors_.refuse_type(member, "an integer"), std::nullopt;
  const bool huge = value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX;
  const std::int64_t number = huge ? INT64_MAX : value->get<std::int64_t>();
  if (number < least) {
    refuse(value_text(*value), member,
           "Member must have value greater than or equal to " + std::to_string(least));
  } else if (number > most) {
    refuse(value_text(*value), member,
           "Member must have value less than or equal to " + std::to_string(most));
  }
  return static_cast<int>(std::clamp<std::int64_t>(number, least, most));
}

std::optional<bool> RequestJson::truth(std::string_view member) {
  const nlohmann::json* const value = find(member);
  if (value == nullptr) return std::nullopt;
  if (!value->is_boolean()) return errors_.refuse_type(member, "a boolean"), std::nullopt;
  return value->get<bool>();
}

std::optional<std::string> RequestJson::choice(std::string_view member,
                                               const std::vector<std::string_view>& values) {
  std::optional<std::string> chosen = text(member);
  if (!chosen || std::find(values.begin(), values.end(), *chosen) != values.end()) return chosen;
  refuse("'" + *chosen + "'", member, enum_constraint(values));
  return chosen;
}

std::optional<std::string> RequestJson::text_in(std::string_view structure,
                                                std::string_view member) {
  const nlohmann::json* const outer = find(structure);
  if (outer == nullptr) return std::nullopt;
  if (!outer->is_object()) return errors_.refuse_type(structure, "a structure"), std::nullopt;
  const auto inner = outer->find(std::string(member));
  if (inner == outer->end() || inner->is_null()) return std::nullopt;
  if (!inner->is_string()) return errors_.refuse_type(member, "a string"), std::nullopt;
  return inner->get<std::string>();
}

std::optional<std::vector<std::string>> RequestJson::list(std::string_view member) {
  const nlohmann::json* const value = find(member);
  if (value == nullptr) return std::nullopt;
  if (!value->is_array()) return errors_.refuse_type(member, "a list"), std::nullopt;
  std::vector<std::string> list;
  for (const auto& item : *value) {
    if (!item.is_string()) return errors_.refuse_type(member, "a list of strings"), std::nullopt;
    list.push_back(item.get<std::string>());
  }
  return list;
}

std::optional<std::map<std::string, std::string>> RequestJson::texts(std::string_view member) {
  const nlohmann::json* const value = find(member);
  if (value == nullptr) return std::nullopt;
  if (!value->is_object()) return errors_.refuse_type(member, "a map"), std::nullopt;
  std::map<std::string, std::string> texts;
  for (const auto& [key, text] : value->items()) {
    if (!text.is_string()) return errors_.refuse_type(key, "a string"), std::nullopt;
    texts[key] = text.get<std::string>();
  }
  return texts;
}

std::optional<std::string> RequestJson::raw(std::string_view member) const {
  const nlohmann::json* const value = find(member);
  if (value == nullptr) return std::nullopt;
  return value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

void RequestJson::require(std::string_view member) {
  if (!has(member)) refuse("null", member, "Member must not be null");
}

void RequestJson::refuse(std::string_view value, std::string_view member,
                         std::string_view constraint) {
  errors_.refuse(value, member_name(member), constraint);
}

}  // namespace brume::emulator::aws::lambda
