// Resource policies of layer versions: kept and shown, as those of functions. Source:
// AddLayerVersionPermission; recordings for the texts and their order.
#include <algorithm>
#include <charconv>
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

constexpr std::string_view kLayerAction = "lambda:GetLayerVersion";

// The version the path names. ResourceNotFoundException when there is none.
Result<const LayerVersion*> policy_owner(const Context& context, const PathParameters& path) {
  std::string name = path.at("LayerName");
  if (const auto arn = Arn::parse(name); arn && arn->resource.starts_with("layer:")) {
    name = arn->resource.substr(6);
  }
  const std::string& text = path.at("VersionNumber");
  int number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  if (const LayerVersion* version = context.layers.find(name, number)) return version;
  return not_found("Layer version arn:aws:lambda:" + context.home().region + ":" +
                   context.home().account_id + ":layer:" + name + ":" + text + " does not exist.");
}

bool is_layer_principal(const std::string& text) {
  if (text == "*" || (text.size() == 12 && is_digits(text))) return true;
  const auto arn = Arn::parse(text);
  return arn && arn->service == "iam" && arn->resource == "root";
}

void check_layer_statement(RequestJson& request) {
  for (const char* member : {"StatementId", "Action", "Principal"}) request.require(member);
  const auto refuse = [&](const char* member, const std::string& value, const char* pattern) {
    request.refuse("'" + value + "'", member,
                   std::string("Member must satisfy regular expression pattern: ") + pattern);
  };
  const auto id = request.text("StatementId", 100);
  const bool word = id && !id->empty() && std::all_of(id->begin(), id->end(), [](char c) {
                      return is_letter_or_digit(c) || c == '-' || c == '_';
                    });
  if (id && !word) refuse("StatementId", *id, "([a-zA-Z0-9-_]+)");
  const auto action = request.text("Action");
  if (action && *action != kLayerAction) refuse("Action", *action, "lambda:GetLayerVersion");
  const auto principal = request.text("Principal");
  if (principal && !is_layer_principal(*principal)) {
    refuse("Principal", *principal, "\\d{12}|\\*|arn:(aws[a-zA-Z-]*):iam::\\d{12}:root");
  }
}

auto layer_statement_in(std::vector<std::pair<std::string, std::string>>& policy,
                        const std::string& id) {
  return std::find_if(policy.begin(), policy.end(),
                      [&](const auto& statement) { return statement.first == id; });
}

std::string statement_text(RequestJson& request, const std::string& arn) {
  const std::string principal = *request.text("Principal");
  Json statement;
  statement["Sid"] = *request.text("StatementId");
  statement["Effect"] = "Allow";
  statement["Principal"] =
      principal == "*"
          ? Json("*")
          : Json{{"AWS", is_digits(principal) ? "arn:aws:iam::" + principal + ":root" : principal}};
  statement["Action"] = kLayerAction;
  statement["Resource"] = arn;
  if (auto organization = request.text("OrganizationId")) {
    statement["Condition"]["StringEquals"]["aws:PrincipalOrgID"] = *organization;
  }
  return to_text(statement);
}

// A permission that was read and checked; the answer when it is stored.
void add_layer_statement(Context& context, const std::shared_ptr<Call>& call, RequestJson& request,
                         LayerVersion version) {
  const std::string statement = statement_text(request, version.arn());
  version.policy.emplace_back(*request.text("StatementId"), statement);
  version.policy_revision = context.ids.uuid();
  const std::string answer =
      to_text(Json{{"Statement", statement}, {"RevisionId", version.policy_revision}});
  context.layers.set_policy(version, Context::answer_when_stored(call, 201, answer));
}

}  // namespace

void add_layer_version_permission(Context& context, const std::shared_ptr<Call>& call,
                                  const PathParameters& path) {
  auto request = RequestJson::parse(call->body);
  if (!request) return call->fail(to_aws(request.error()));
  check_layer_statement(*request);
  Status done = request->verdict();
  if (!done) return call->fail(to_aws(done.error()));
  auto found = policy_owner(context, path);
  if (!found) return call->fail(to_aws(found.error()));
  LayerVersion version = **found;
  const std::string id = *request->text("StatementId");
  if (layer_statement_in(version.policy, id) != version.policy.end()) {
    done = conflict("The statement id (" + id +
                    ") provided already exists. Please provide a new statement id, or remove the "
                    "existing statement.");
  }
  if (done) {
    done =
        Context::check_revision(call->query("RevisionId"), version.policy_revision, "LayerPolicy");
  }
  if (!done) return call->fail(to_aws(done.error()));
  add_layer_statement(context, call, *request, std::move(version));
}

Answer get_layer_version_policy(Context& context, const Call&, const PathParameters& path) {
  auto version = policy_owner(context, path);
  if (!version) return std::move(version).error();
  const LayerVersion& found = **version;
  if (found.policy.empty()) return not_found("No policy is associated with the given resource.");
  Json document;
  document["Version"] = "2012-10-17";
  document["Id"] = "default";
  document["Statement"] = Json::array();
  for (const auto& [id, text] : found.policy) document["Statement"].push_back(from_text(text));
  return Success{
      200, to_text(Json{{"Policy", to_text(document)}, {"RevisionId", found.policy_revision}})};
}

void remove_layer_version_permission(Context& context, const std::shared_ptr<Call>& call,
                                     const PathParameters& path) {
  auto found = policy_owner(context, path);
  if (!found) return call->fail(to_aws(found.error()));
  LayerVersion version = **found;
  Status done =
      Context::check_revision(call->query("RevisionId"), version.policy_revision, "LayerPolicy");
  const std::string& id = path.at("StatementId");
  const auto statement = layer_statement_in(version.policy, id);
  if (done && statement == version.policy.end()) {
    done = not_found("Statement " + id + " is not found in resource policy.");
  }
  if (!done) return call->fail(to_aws(done.error()));
  version.policy.erase(statement);
  version.policy_revision = context.ids.uuid();
  context.layers.set_policy(version, Context::answer_when_stored(call, 204, {}));
}

}  // namespace brume::emulator::aws::lambda
