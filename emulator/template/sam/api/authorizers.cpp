#include "emulator/template/sam/api/authorizers.h"

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_security.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kAuthorizerExtension = "x-amazon-apigateway-authorizer";

bool is_request(const Authorizer& authorizer) {
  const Value* type = authorizer.find("FunctionPayloadType");
  return type != nullptr && type->is_string() && type->as_string() == "REQUEST";
}

// The seconds an answer is kept; negative: not said, or not a number here.
std::int64_t ttl_of(const Value& identity) {
  const Value* ttl = identity.find("ReauthorizeEvery");
  if (ttl == nullptr) return -1;
  if (ttl->is_int()) return ttl->as_int();
  if (!ttl->is_string() || ttl->as_string().empty() || ttl->as_string().size() > 9) return -1;
  std::int64_t seconds = 0;
  for (const char c : ttl->as_string()) {
    if (c < '0' || c > '9') return -1;
    seconds = seconds * 10 + (c - '0');
  }
  return seconds;
}

bool check_request(const Owner& owner, const Authorizer& authorizer) {
  const std::string text = authorizer.name +
                           " Authorizer must specify Identity with at least one of Headers, "
                           "QueryStrings, StageVariables, or Context.";
  const Value* identity = authorizer.find("Identity");
  if (!is_truthy(identity)) return owner.reject(authorizer.properties, text);
  if (!expect_map(owner, *identity, "Authorizer." + authorizer.name + ".Identity")) return false;
  for (const std::string_view name : {"Headers", "QueryStrings", "StageVariables", "Context"}) {
    if (is_truthy(identity->find(name))) return true;
  }
  return ttl_of(*identity) == 0 || owner.reject(*identity, text);
}

bool check_rest(const Owner& owner, const Authorizer& authorizer) {
  const Value* type = authorizer.find("FunctionPayloadType");
  const bool token = type != nullptr && type->is_string() && type->as_string() == "TOKEN";
  if (type != nullptr && !token && !is_request(authorizer)) {
    return owner.reject(*type, authorizer.name + " Authorizer has invalid 'FunctionPayloadType': " +
                                   (type->is_scalar() ? type->text() : python_text(*type)) + ".");
  }
  if (is_request(authorizer) && !check_request(owner, authorizer)) return false;
  const std::string prefix = "Authorizers." + authorizer.name + ".";
  if (const Value* scopes = authorizer.find("AuthorizationScopes")) {
    if (!expect_list(owner, *scopes, prefix + "AuthorizationScopes")) return false;
  }
  if (const Value* off = authorizer.find("DisableFunctionDefaultPermissions")) {
    if (!expect_truth(owner, *off, prefix + "DisableFunctionDefaultPermissions")) return false;
  }
  return true;
}

// The member that API Gateway reads; null identity: none is written.
bool lambda_extension(const Owner& owner, const Authorizer& authorizer, const Value* identity,
                      Value& extension) {
  const Value* function = authorizer.find("FunctionArn");
  extension =
      Value::map({{"type", is_request(authorizer) ? "request" : "token"},
                  {"authorizerUri", authorizer_uri(function != nullptr ? *function : Value())}});
  const Value* ttl = identity == nullptr ? nullptr : identity->find("ReauthorizeEvery");
  if (ttl != nullptr && !ttl->is_null()) extension.set("authorizerResultTtlInSeconds", *ttl);
  const Value role = invoke_role(authorizer);
  if (!role.is_null()) extension.set("authorizerCredentials", role);
  if (!is_request(authorizer)) return true;
  Value::List sources;
  if (!identity_sources(owner, authorizer, ApiKind::kRest, sources)) return false;
  std::string joined;
  for (const Value& source : sources) joined += (joined.empty() ? "" : ", ") + source.as_string();
  if (!joined.empty()) extension.set("identitySource", std::move(joined));
  return true;
}

}  // namespace

bool read_authorizers(const Owner& owner, const Value* authorizers, ApiKind kind,
                      std::vector<Authorizer>& result) {
  if (!is_truthy(authorizers)) return true;
  if (!expect_map(owner, *authorizers, "Auth.Authorizers")) return false;
  for (const Value::Member& member : authorizers->members()) {
    if (!expect_map(owner, member.value, "Auth.Authorizers." + member.key)) return false;
    result.push_back({member.key, member.value});
    const Authorizer& authorizer = result.back();
    const bool sound = kind == ApiKind::kRest ? check_rest(owner, authorizer)
                                              : check_http_authorizer(owner, authorizer);
    if (!sound) return false;
  }
  return true;
}

bool rest_scheme(const Owner& owner, const Authorizer& authorizer, Value& scheme) {
  const Value* pool = authorizer.find("UserPoolArn");
  const bool cognito = is_truthy(pool);
  const Value* identity = authorizer.find("Identity");
  if (is_truthy(identity) && !identity->is_map()) {
    return owner.reject(*identity,
                        "Auth.Authorizers.<Authorizer>.Identity must be a dict "
                        "(LambdaTokenAuthorizationIdentity, LambdaRequestAuthorizationIdentity or "
                        "CognitoAuthorizationIdentity).");
  }
  const Value* header = identity == nullptr ? nullptr : identity->find("Header");
  const bool request = !cognito && is_request(authorizer);
  scheme = Value::map({{"type", "apiKey"}});
  scheme.set("name", request ? Value("Unused") : is_truthy(header) ? *header : "Authorization");
  scheme.set("in", "header");
  scheme.set("x-amazon-apigateway-authtype", cognito ? "cognito_user_pools" : "custom");
  Value extension;
  if (cognito) {
    extension = Value::map({{"type", "cognito_user_pools"},
                            {"providerARNs", pool->is_list() ? *pool : Value::list({*pool})}});
  } else if (!lambda_extension(owner, authorizer, identity, extension)) {
    return false;
  }
  const Value* expression = identity == nullptr ? nullptr : identity->find("ValidationExpression");
  if (!request && is_truthy(expression)) extension.set("identityValidationExpression", *expression);
  scheme.set(kAuthorizerExtension, std::move(extension));
  scheme.place_all(authorizer.properties.at(), authorizer.properties.length());
  return true;
}

bool identity_sources(const Owner& owner, const Authorizer& authorizer, ApiKind kind,
                      Value::List& sources) {
  struct Part {
    std::string_view property, rest, http;
  };
  constexpr Part kParts[] = {
      {"Headers", "method.request.header.", "$request.header."},
      {"QueryStrings", "method.request.querystring.", "$request.querystring."},
      {"StageVariables", "stageVariables.", "$stageVariables."},
      {"Context", "context.", "$context."},
  };
  const Value* identity = authorizer.find("Identity");
  if (identity == nullptr) return true;
  const std::string prefix = kind == ApiKind::kRest ? "Auth.Authorizers." : "Authorizers.";
  for (const Part& part : kParts) {
    const Value* names = identity->find(part.property);
    if (!is_truthy(names)) continue;
    const std::string name = prefix + authorizer.name + ".Identity." + std::string(part.property);
    if (is_intrinsic(*names)) continue;
    if (!expect_texts(owner, *names, name)) return false;
    const std::string lead(kind == ApiKind::kRest ? part.rest : part.http);
    for (const Value& each : names->items()) {
      sources.push_back(Value(lead + each.as_string()).place_as(each));
    }
  }
  return true;
}

Value authorizer_uri(const Value& function_arn) {
  return Value::map(
      {{"Fn::Sub",
        Value::list({"arn:aws:apigateway:${AWS::Region}:lambda:path/2015-03-31/functions/"
                     "${__FunctionArn__}/invocations",
                     Value::map({{"__FunctionArn__", function_arn}})})}});
}

Value invoke_role(const Authorizer& authorizer) {
  const Value* role = authorizer.find("FunctionInvokeRole");
  if (!is_truthy(role) || (role->is_string() && role->as_string() == "NONE")) return {};
  return *role;
}

void permit_authorizers(const Owner& owner, const std::vector<Authorizer>& authorizers,
                        ApiKind kind) {
  for (const Authorizer& authorizer : authorizers) {
    const Value* function = authorizer.find("FunctionArn");
    if (!is_truthy(function)) continue;
    const bool wanted = kind == ApiKind::kRest
                            ? !is_truthy(authorizer.find("DisableFunctionDefaultPermissions"))
                            : is_truthy(authorizer.find("EnableFunctionDefaultPermissions"));
    if (!wanted) continue;
    const std::string partition = kind == ApiKind::kRest ? "aws" : "${AWS::Partition}";
    const Value source = Value::map(
        {{"Fn::Sub", Value::list({"arn:" + partition +
                                      ":execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/"
                                      "authorizers/*",
                                  Value::map({{"__ApiId__", ref_to(owner.origin)}})})}});
    Value properties = Value::map({{"Action", "lambda:InvokeFunction"},
                                   {"FunctionName", *function},
                                   {"Principal", "apigateway.amazonaws.com"},
                                   {"SourceArn", source}});
    owner.context.make(
        owner.origin, owner.origin + authorizer.name + "AuthorizerPermission",
        Value::map({{"Type", "AWS::Lambda::Permission"}, {"Properties", std::move(properties)}}));
  }
}

}  // namespace brume::emulator::sam
