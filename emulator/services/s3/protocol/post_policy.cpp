#include "emulator/services/s3/protocol/post_policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/ascii.h"
#include "emulator/text/base64.h"
#include "emulator/text/query_string.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

using nlohmann::json;

// Fields that no condition needs to allow.
constexpr std::string_view kFree[] = {"policy", "x-amz-signature", "signature", "awsaccesskeyid",
                                      "file"};

Error invalid(const std::string& why) {
  return refuse("InvalidPolicyDocument", "Invalid Policy: " + why);
}

// {"acl": "public-read"}
Status read_object(const json& condition, PostPolicy& into) {
  for (const auto& [name, value] : condition.items()) {
    if (!value.is_string()) return invalid("Invalid Simple-Condition: value must be a string.");
    into.conditions.push_back({lower_case(name), value.get<std::string>()});
  }
  return Done{};
}

std::optional<std::uint64_t> read_size(const json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (!value.is_string()) return std::nullopt;
  std::uint64_t number = 0;
  const auto& text = value.get_ref<const std::string&>();
  for (const char c : text) {
    if (c < '0' || c > '9' || number > (1ULL << 50)) return std::nullopt;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

// ["starts-with", "$key", "user/"], ["content-length-range", 1, 10]
Status read_array(const json& condition, PostPolicy& into) {
  if (condition.size() != 3 || !condition[0].is_string()) {
    return invalid("Invalid Condition: wrong number of arguments.");
  }
  const std::string kind = lower_case(condition[0].get<std::string>());
  if (kind == "content-length-range") {
    const auto least = read_size(condition[1]), most = read_size(condition[2]);
    if (!least || !most) return invalid("Invalid Condition: content-length-range.");
    into.size = {*least, *most};
    return Done{};
  }
  if ((kind != "eq" && kind != "starts-with") || !condition[1].is_string() ||
      !condition[2].is_string() || !condition[1].get_ref<const std::string&>().starts_with('$')) {
    return invalid("Invalid Condition: unknown operation '" + kind + "'.");
  }
  into.conditions.push_back({lower_case(condition[1].get<std::string>().substr(1)),
                             condition[2].get<std::string>(), kind == "starts-with"});
  return Done{};
}

Status read_document(const json& document, PostPolicy& into) {
  if (!document.is_object() || !document.contains("expiration") ||
      !document["expiration"].is_string()) {
    return invalid("Policy missing expiration.");
  }
  const auto expiration = parse_iso_time(document["expiration"].get<std::string>());
  if (!expiration) return invalid("Invalid 'expiration' value.");
  into.expiration = *expiration;
  if (!document.contains("conditions") || !document["conditions"].is_array()) {
    return invalid("Policy missing conditions.");
  }
  for (const json& condition : document["conditions"]) {
    Status read = condition.is_object()  ? read_object(condition, into)
                  : condition.is_array() ? read_array(condition, into)
                                         : invalid("Invalid Condition.");
    if (!read) return read;
  }
  return Done{};
}

bool holds(const PostPolicy::Condition& condition, const std::string& value) {
  return condition.prefix ? value.starts_with(condition.value) : value == condition.value;
}

std::string written(const PostPolicy::Condition& condition) {
  return "[\"" + std::string(condition.prefix ? "starts-with" : "eq") + "\", \"$" +
         condition.field + "\", \"" + condition.value + "\"]";
}

Error violated(const std::string& why) {
  return refuse("AccessDenied", "Invalid according to Policy: " + why);
}

bool is_allowed(const PostPolicy& policy, const std::string& field) {
  return field.starts_with("x-ignore-") ||
         std::find(std::begin(kFree), std::end(kFree), field) != std::end(kFree) ||
         std::any_of(policy.conditions.begin(), policy.conditions.end(),
                     [&](const auto& condition) { return condition.field == field; });
}

}  // namespace

Result<PostPolicy> read_policy(std::string_view base64) {
  const std::optional<std::string> text = base64_decode(base64);
  const json document = json::parse(text.value_or(""), nullptr, false);
  if (document.is_discarded()) return invalid("Invalid JSON.");
  PostPolicy policy;
  Status read = read_document(document, policy);
  if (!read) return std::move(read).error();
  return policy;
}

Status check_policy(const PostPolicy& policy, const FormFields& fields, const std::string& bucket,
                    WallTime now) {
  if (policy.expiration < now) return violated("Policy expired.");
  for (const PostPolicy::Condition& condition : policy.conditions) {
    const std::string* const value =
        condition.field == "bucket" ? &bucket : find_parameter(fields, condition.field);
    // A field of any value may be absent.
    if (value == nullptr ? !(condition.prefix && condition.value.empty())
                         : !holds(condition, *value)) {
      return violated("Policy Condition failed: " + written(condition));
    }
  }
  for (const auto& [name, value] : fields) {
    if (name != "bucket" && !is_allowed(policy, name)) {
      return violated("Extra input fields: " + name);
    }
  }
  return Done{};
}

}  // namespace brume::emulator::aws::s3
