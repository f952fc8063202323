// Resource policies are kept and shown; there is no IAM here that would enforce them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/shapes.h"
#include "emulator/text/arn.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

// Empty: it is none. Source: AddPermission: an account, an ARN, a service, or everybody.
Json principal_of(const std::string& principal) {
  if (principal == "*") return "*";
  const bool account =
      principal.size() == 12 && std::all_of(principal.begin(), principal.end(), is_digit);
  if (account) return Json{{"AWS", "arn:aws:iam::" + principal + ":root"}};
  const auto arn = Arn::parse(principal);
  if (arn && (arn->service == "iam" || arn->service == "sts")) return Json{{"AWS", principal}};
  if (principal.ends_with(".amazonaws.com")) return Json{{"Service", principal}};
  return {};
}

Json statement_of(RequestJson& request, Json principal, const std::string& arn) {
  Json statement;
  statement["Sid"] = *request.text("StatementId");
  statement["Effect"] = "Allow";
  statement["Principal"] = std::move(principal);
  statement["Action"] = *request.text("Action");
  statement["Resource"] = arn;
  Json& condition = statement["Condition"];
  if (auto account = request.text("SourceAccount")) {
    condition["StringEquals"]["AWS:SourceAccount"] = *account;
  }
  if (auto source = request.text("SourceArn")) condition["ArnLike"]["AWS:SourceArn"] = *source;
  if (auto organization = request.text("PrincipalOrgID")) {
    condition["StringEquals"]["aws:PrincipalOrgID"] = *organization;
  }
  if (auto token = request.text("EventSourceToken")) {
    condition["StringEquals"]["lambda:EventSourceToken"] = *token;
  }
  if (auto type = request.text("FunctionUrlAuthType")) {
    condition["StringEquals"]["lambda:FunctionUrlAuthType"] = *type;
  }
  if (condition.is_null()) statement.erase("Condition");
  return statement;
}

Error no_policy() {
  return not_found("The resource you requested does not exist.");
}

void refuse_pattern(RequestJson& request, const char* member, const std::string& value,
                    const char* pattern) {
  request.refuse("'" + value + "'", member,
                 std::string("Member must satisfy regular expression pattern: ") + pattern);
}

bool is_action(std::string_view action) {
  if (action == "*" || action == "lambda:*") return true;
  if (!action.starts_with("lambda:")) return false;
  action.remove_prefix(std::string_view("lambda:").size());
  return !action.empty() && std::all_of(action.begin(), action.end(), is_letter);
}

// Source: the API's model, StatementId, Action, Principal.
void check_statement(RequestJson& request) {
  for (const char* member : {"StatementId", "Action", "Principal"}) request.require(member);
  const auto id = request.text("StatementId", 100);
  const bool word = id && !id->empty() && std::all_of(id->begin(), id->end(), [](char c) {
                      return is_letter_or_digit(c) || c == '-' || c == '_';
                    });
  if (id && !word) refuse_pattern(request, "StatementId", *id, "([a-zA-Z0-9-_]+)");
  const auto action = request.text("Action");
  if (action && !is_action(*action)) {
    refuse_pattern(request, "Action", *action, "(lambda:[*]|lambda:[a-zA-Z]+|[*])");
  }
  const auto principal = request.text("Principal");
  if (principal &&
      (principal->empty() || principal->find_first_of(" \t\r\n\f\v") != std::string::npos)) {
    refuse_pattern(request, "Principal", *principal, "[^\\s]+");
  }
}

const PolicyRecord* policy_of(const Context& context, const FunctionName& name) {
  const auto& policies = context.record(name).policies;
  const auto found = policies.find(name.qualifier);
  return found == policies.end() || found->second.empty() ? nullptr : &found->second;
}

auto statement_in(PolicyRecord& policy, const std::string& id) {
  return std::find_if(policy.begin(), policy.end(),
                      [&](const auto& statement) { return statement.first == id; });
}

// A change of the policy is one of what it belongs to.
void new_revision(Context& context, const FunctionName& name) {
  context.functions.set_revision(name.name, name.qualifier, context.ids.uuid());
}

}  // namespace

Answer add_permission(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.named(call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  check_statement(*request);
  const std::string revision = request->text("RevisionId").value_or("");
  if (Status valid = request->verdict(); !valid) return std::move(valid).error();
  if (name->qualifier == kLatest) {
    return invalid_parameter("We currently do not support adding policies for $LATEST.");
  }
  if (Status there = context.check_qualifier(*name); !there) return std::move(there).error();
  FunctionRecord& record = **context.functions.find(*name);
  Status current =
      Context::check_revision(revision, record.revision_of(name->qualifier), "Function/GetAlias");
  if (!current) return std::move(current).error();
  const std::string id = *request->text("StatementId");
  PolicyRecord& policy = record.policies[name->qualifier];
  if (statement_in(policy, id) != policy.end()) {
    return conflict("The statement id (" + id +
                    ") provided already exists. Please provide a new statement id, or remove the "
                    "existing statement.");
  }
  Json principal = principal_of(*request->text("Principal"));
  if (principal.is_null()) {
    return invalid_parameter(
        "The provided principal was invalid. Please check the principal and try again.");
  }
  const std::string arn = context.home().function_arn(name->name, name->qualifier);
  policy.emplace_back(id, to_text(statement_of(*request, std::move(principal), arn)));
  new_revision(context, *name);
  return Success{201, to_text(Json{{"Statement", policy.back().second}})};
}

Answer get_policy(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.named(call, path);
  if (!name) return name.error();
  if (!context.functions.all().contains(name->name)) {
    return function_not_found(context.home(), {name->name});
  }
  if (name->qualifier == kLatest) name->qualifier.clear();
  const PolicyRecord* const policy = policy_of(context, *name);
  if (policy == nullptr) return no_policy();
  Json document;
  document["Version"] = "2012-10-17";
  document["Id"] = "default";
  document["Statement"] = Json::array();
  for (const auto& [id, text] : *policy) document["Statement"].push_back(from_text(text));
  Json json;
  json["Policy"] = to_text(document);
  json["RevisionId"] = (*context.functions.find(*name))->revision_of(name->qualifier);
  return Success{200, to_text(json)};
}

Answer remove_permission(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.named(call, path);
  if (!name) return name.error();
  if (!context.functions.all().contains(name->name)) {
    return not_found("No policy found for: " + context.home().function_arn(name->name));
  }
  if (name->qualifier == kLatest) name->qualifier.clear();
  if (Status there = context.check_qualifier(*name); !there) return std::move(there).error();
  if (policy_of(context, *name) == nullptr) {
    return not_found("No policy is associated with the given resource.");
  }
  FunctionRecord& record = **context.functions.find(*name);
  PolicyRecord& policy = record.policies.find(name->qualifier)->second;
  const std::string& id = path.at("StatementId");
  const auto statement = statement_in(policy, id);
  if (statement == policy.end()) {
    return not_found("Statement " + id + " is not found in resource policy.");
  }
  Status current = Context::check_revision(
      call.query("RevisionId"), record.revision_of(name->qualifier), "Function/GetAlias");
  if (!current) return std::move(current).error();
  policy.erase(statement);
  new_revision(context, *name);
  return Success{204};
}

}  // namespace brume::emulator::aws::lambda
