#include "emulator/template/sam/events/api_event.h"

#include "emulator/template/intrinsic.h"

namespace brume::emulator::sam {

std::string api_id_of(const Value& reference) {
  const auto call = as_intrinsic(reference);
  const Value& id = call && call->name == "Ref" ? *call->argument : reference;
  return id.is_string() ? id.as_string() : std::string();
}

bool check_event_authorizer(Event& event, const RouteOfEvent& route, const Value& authorizer,
                            const Value& api_auth, ApiKind kind) {
  const std::string shown =
      authorizer.is_string() ? authorizer.as_string() : python_text(authorizer);
  const auto reject = [&](const std::string& subject, const std::string& reason) {
    event.reject(authorizer, route.text(subject, reason));
    return false;
  };
  if (shown == "NONE") {
    if (is_truthy(api_auth.find("DefaultAuthorizer"))) return true;
    return reject("Authorizer",
                  " because 'NONE' is only a valid value when a DefaultAuthorizer on the API is "
                  "specified.");
  }
  const Value* enabled = api_auth.find("EnableIamAuthorizer");
  const bool iam =
      kind == ApiKind::kRest || (enabled != nullptr && enabled->is_bool() && enabled->as_bool());
  if (shown == "AWS_IAM" && iam) return true;
  const std::string subject = "Authorizer [" + shown + "]";
  const Value* known = api_auth.find("Authorizers");
  if (!is_truthy(known)) {
    return reject(subject, " because the related API does not define any Authorizers.");
  }
  if (!authorizer.is_string() || !known->is_map()) {
    return reject(subject,
                  ". The method authorizer must be a string with a corresponding dict entry in the "
                  "api authorizer.");
  }
  if (!is_truthy(known->find(shown))) {
    return reject(subject, " because it wasn't defined in the API's Authorizers.");
  }
  return true;
}

Value function_uri(const Function& function, ApiKind kind) {
  const std::string partition = kind == ApiKind::kRest ? "aws" : "${AWS::Partition}";
  const std::string target = function.alias_id.empty() ? function.id + ".Arn" : function.alias_id;
  return sub("arn:" + partition + ":apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/${" +
             target + "}/invocations");
}

void permit_route(Event& event, const RouteOfEvent& route, ApiKind kind, const Value& api,
                  const std::string& suffix) {
  std::string method = route.method;
  for (char& c : method) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  if (document_method(route.method) == kAnyMethod) method = "*";
  const std::string partition = kind == ApiKind::kRest ? "aws" : "${AWS::Partition}";
  std::string path = route.path == kDefaultPath ? "" : permission_path(route.path);
  // The default route as HTTP APIs write it in an ARN.
  if (route.path == "/" + std::string(kDefaultPath) && kind == ApiKind::kHttp) {
    method = kDefaultPath;
    path.clear();
  }
  const Value source = Value::map(
      {{"Fn::Sub", Value::list({"arn:" + partition +
                                    ":execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/"
                                    "${__Stage__}/" +
                                    method + path,
                                Value::map({{"__ApiId__", api}, {"__Stage__", "*"}})})}});
  event.permit("apigateway.amazonaws.com", Value::map({{"SourceArn", source}}), suffix);
}

std::string condition_of(const Function& function) {
  const Value* condition = function.resource.find("Condition");
  return condition != nullptr && condition->is_string() ? condition->as_string() : std::string();
}

}  // namespace brume::emulator::sam
