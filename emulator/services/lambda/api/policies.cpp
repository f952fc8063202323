// Resource policies are kept and shown; there is no IAM here that would enforce them.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

using Json = nlohmann::ordered_json;

Json principal_of(const std::string& principal) {
  if (principal == "*") return "*";
  const bool account =
      principal.size() == 12 &&
      std::all_of(principal.begin(), principal.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (account) return Json{{"AWS", "arn:aws:iam::" + principal + ":root"}};
  return Json{{principal.starts_with("arn:") ? "AWS" : "Service", principal}};
}

Json statement_of(RequestJson& request, const std::string& id, const std::string& arn) {
  Json statement;
  statement["Sid"] = id;
  statement["Effect"] = "Allow";
  statement["Principal"] = principal_of(*request.text("Principal"));
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

}  // namespace

Answer add_permission(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  for (const char* member : {"StatementId", "Action", "Principal"}) {
    request->require(member);
    static_cast<void>(request->text(member));
  }
  const std::string id = request->text("StatementId", 100).value_or("");
  const std::string revision = request->text("RevisionId").value_or("");
  Status valid = request->verdict();
  if (!valid) return std::move(valid).error();
  PolicyRecord& policy = (*context.functions.find(*name))->policies[name->qualifier];
  valid = Context::check_revision(revision, policy.revision_id, "Policy");
  if (!valid) return std::move(valid).error();
  if (policy.statements.contains(id)) {
    return conflict("The statement id (" + id +
                    ") provided already exists. Please provide a new statement id, or remove the "
                    "existing statement.");
  }
  const std::string arn = context.home().function_arn(name->name, name->qualifier);
  const std::string statement = to_text(statement_of(*request, id, arn));
  policy.statements[id] = statement;
  policy.revision_id = context.ids.uuid();
  return Success{201, to_text(Json{{"Statement", statement}})};
}

Answer get_policy(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  const auto& policies = context.functions.all().find(name->name)->second.policies;
  const auto found = policies.find(name->qualifier);
  if (found == policies.end() || found->second.statements.empty()) return no_policy();
  Json document;
  document["Version"] = "2012-10-17";
  document["Id"] = "default";
  document["Statement"] = Json::array();
  for (const auto& [id, text] : found->second.statements) {
    document["Statement"].push_back(from_text(text));
  }
  Json json;
  json["Policy"] = to_text(document);
  json["RevisionId"] = found->second.revision_id;
  return Success{200, to_text(json)};
}

Answer remove_permission(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.existing(call, path);
  if (!name) return name.error();
  auto& policies = (*context.functions.find(*name))->policies;
  const auto found = policies.find(name->qualifier);
  if (found == policies.end()) return no_policy();
  Status valid =
      Context::check_revision(call.query("RevisionId"), found->second.revision_id, "Policy");
  if (!valid) return std::move(valid).error();
  const std::string& id = path.at("StatementId");
  if (found->second.statements.erase(id) == 0) {
    return not_found("Statement " + id + " is not found in resource policy.");
  }
  found->second.revision_id = context.ids.uuid();
  return Success{204};
}

}  // namespace brume::emulator::aws::lambda
