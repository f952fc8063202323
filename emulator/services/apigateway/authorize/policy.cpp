#include "emulator/services/apigateway/authorize/policy.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "emulator/text/ascii.h"
#include "emulator/text/wildcard.h"

namespace brume::emulator::gateway {
namespace {

using nlohmann::json;

constexpr std::string_view kInvoke = "execute-api:invoke";

Error malformed_policy(std::string what) {
  return {Error::Code::kInvalidArgument, "the policy document " + std::move(what)};
}

// A text or a list of texts; nothing when it is neither.
std::optional<std::vector<std::string>> policy_texts(const json& value) {
  if (value.is_string()) return std::vector{value.get<std::string>()};
  if (!value.is_array()) return std::nullopt;
  std::vector<std::string> all;
  for (const json& element : value) {
    if (!element.is_string()) return std::nullopt;
    all.push_back(element.get<std::string>());
  }
  return all;
}

bool any_matches(const std::vector<std::string>& patterns, std::string_view text) {
  return std::any_of(patterns.begin(), patterns.end(), [text](const std::string& pattern) {
    return matches_wildcard(pattern, text);
  });
}

// Actions are compared without regard to case.
bool names_invoke(std::vector<std::string> actions) {
  for (std::string& action : actions) {
    action = lower_case(action);
  }
  return any_matches(actions, kInvoke);
}

}  // namespace

Result<Policy::Statement> Policy::read_statement(const json& written, bool& applies) {
  if (!written.is_object()) return malformed_policy("has a Statement that is no object");
  Statement statement;
  const std::string effect = written.value("Effect", json()).is_string()
                                 ? written.at("Effect").get<std::string>()
                                 : std::string();
  if (effect != "Allow" && effect != "Deny") {
    return malformed_policy("has a Statement whose Effect is neither Allow nor Deny");
  }
  statement.allows = effect == "Allow";
  const bool negated = written.contains("NotAction");
  const auto actions = policy_texts(written.value(negated ? "NotAction" : "Action", json()));
  if (!actions) return malformed_policy("has a Statement without an Action");
  applies = names_invoke(*actions) != negated;
  const bool other_than = written.contains("NotResource");
  auto resources = policy_texts(written.value(other_than ? "NotResource" : "Resource", json()));
  if (!resources) return malformed_policy("has a Statement without a Resource");
  (other_than ? statement.other_than : statement.resources) = std::move(*resources);
  const auto condition = written.find("Condition");
  statement.conditional = condition != written.end() && !condition->empty();
  return statement;
}

Result<Policy> Policy::read(const json& document) {
  if (!document.is_object()) return malformed_policy("is no object");
  const auto written = document.find("Statement");
  if (written == document.end()) return malformed_policy("has no Statement");
  const json list = written->is_array() ? *written : json::array({*written});
  Policy policy;
  for (const json& entry : list) {
    bool applies = false;
    auto statement = read_statement(entry, applies);
    if (!statement) return std::move(statement).error();
    policy.has_condition_ = policy.has_condition_ || statement->conditional;
    if (applies) policy.statements_.push_back(std::move(statement).value());
  }
  return policy;
}

Policy::Verdict Policy::judge(std::string_view arn) const {
  bool allowed = false;
  for (const Statement& statement : statements_) {
    const bool named = statement.other_than.empty() ? any_matches(statement.resources, arn)
                                                    : !any_matches(statement.other_than, arn);
    if (!named) continue;
    if (!statement.allows) return Verdict::kExplicitDeny;
    allowed = allowed || !statement.conditional;
  }
  return allowed ? Verdict::kAllow : Verdict::kImplicitDeny;
}

}  // namespace brume::emulator::gateway
