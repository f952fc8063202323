#include "emulator/services/apigateway/read/authorizer_reader.h"

#include <algorithm>

#include "emulator/template/model/any_case_property.h"
#include "emulator/text/arn.h"
#include "emulator/text/ascii.h"
#include "emulator/text/split.h"

namespace brume::emulator::gateway {
namespace {

constexpr int kTtlMax_s = 3600;

// "arn:aws:cognito-idp:us-east-1:123456789012:userpool/us-east-1_Pool" -> its issuer.
// Source: "Verifying JSON web tokens" in the Cognito developer guide.
std::string issuer_of_pool(const std::string& text) {
  const auto arn = Arn::parse(text);
  const std::size_t slash = arn ? arn->resource.rfind('/') : std::string::npos;
  if (slash == std::string::npos || arn->service != "cognito-idp") return {};
  return "https://cognito-idp." + arn->region + ".amazonaws.com/" + arn->resource.substr(slash + 1);
}

class AuthorizerReader {
 public:
  AuthorizerReader(const std::string& name, const Value& written, ApiKind kind, ApiContext& context)
      : written_(written), kind_(kind), context_(context) {
    result_.name = name;
  }

  // `header`: of the security scheme; where a token stands when nothing else is said.
  Authorizer read(const std::string& header);

 private:
  void lambda(bool token);
  void jwt();
  void cognito();
  void unsupported(const std::string& feature);

  const Value& written_;
  ApiKind kind_;
  ApiContext& context_;
  Authorizer result_ = {};
};

void AuthorizerReader::unsupported(const std::string& feature) {
  context_.reporter.as(rules::kNotEmulated)
      .warning(written_, Path(), "authorizer `" + result_.name + "` is not emulated: " + feature,
               "its routes answer 501");
  result_.kind = Authorizer::Kind::kUnsupported;
  result_.unsupported = feature;
}

void AuthorizerReader::lambda(bool token) {
  result_.kind = token ? Authorizer::Kind::kToken : Authorizer::Kind::kRequest;
  const std::string uri = member_text(written_, {"authorizerUri", "AuthorizerUri"});
  const auto target = lambda_uri(uri);
  if (!target || target->function.empty()) {
    unsupported("`" + uri + "` is no function");
    return;
  }
  result_.function = target->function;
  const std::string format =
      member_text(written_, {"authorizerPayloadFormatVersion", "AuthorizerPayloadFormatVersion"});
  const bool second = kind_ == ApiKind::kHttp && (format == "2.0" || format == "2");
  result_.payload_format = second ? PayloadFormat::kV2 : PayloadFormat::kV1;
  result_.simple_responses =
      second && member_bool(written_, {"enableSimpleResponses", "EnableSimpleResponses"});
  result_.validation_expression =
      member_text(written_, {"identityValidationExpression", "IdentityValidationExpression"});
}

void AuthorizerReader::jwt() {
  result_.kind = Authorizer::Kind::kJwt;
  const Value* configuration = find_member(written_, {"jwtConfiguration", "JwtConfiguration"});
  if (configuration == nullptr) {
    unsupported("a JWT authorizer without a JwtConfiguration");
    return;
  }
  result_.issuer = member_text(*configuration, {"issuer", "Issuer"});
  result_.audiences = member_texts(*configuration, {"audience", "Audience"});
}

// A user pool's tokens are JWTs of a known issuer; the audience is not checked.
void AuthorizerReader::cognito() {
  result_.kind = Authorizer::Kind::kJwt;
  const auto pools = member_texts(written_, {"providerARNs", "ProviderARNs"});
  result_.issuer = pools.empty() ? std::string() : issuer_of_pool(pools.front());
  if (result_.issuer.empty()) unsupported("a Cognito authorizer without the ARN of a user pool");
  if (pools.size() > 1) {
    context_.reporter.warning(written_, Path(),
                              "authorizer `" + result_.name + "`: only its first user pool counts");
  }
}

Authorizer AuthorizerReader::read(const std::string& header) {
  const std::string type = lower_case(member_text(written_, {"type", "Type", "AuthorizerType"}));
  for (const std::string& text : member_texts(written_, {"identitySource", "IdentitySource"})) {
    for (std::string& source : comma_separated(text)) {
      result_.identity_sources.push_back(std::move(source));
    }
  }
  const auto ttl =
      member_int(written_, {"authorizerResultTtlInSeconds", "AuthorizerResultTtlInSeconds"});
  if (ttl) result_.ttl_s = std::clamp(*ttl, 0, kTtlMax_s);
  if (type == "token" || type == "request") {
    lambda(type == "token");
  } else if (type == "jwt") {
    jwt();
  } else if (type == "cognito_user_pools") {
    cognito();
  } else {
    unsupported("authorizers of type " + (type.empty() ? "nothing" : type));
  }
  const bool bearer =
      result_.kind == Authorizer::Kind::kToken || result_.kind == Authorizer::Kind::kJwt;
  if (result_.identity_sources.empty() && bearer) {
    const std::string prefix = kind_ == ApiKind::kHttp ? "$" : "method.";
    result_.identity_sources.push_back(prefix + "request.header." +
                                       (header.empty() ? "Authorization" : header));
  }
  return std::move(result_);
}

}  // namespace

Authorizer read_authorizer(const std::string& name, const Value& properties, ApiKind kind,
                           ApiContext& context) {
  return AuthorizerReader(name, properties, kind, context).read({});
}

Authorizer iam_authorizer() {
  Authorizer result;
  result.name = "AWS_IAM";
  result.kind = Authorizer::Kind::kIam;
  return result;
}

SecurityScheme read_security_scheme(const std::string& name, const Value& scheme, ApiKind kind,
                                    ApiContext& context) {
  SecurityScheme result;
  const std::string header = member_text(scheme, {"name"});
  const std::string auth_type = lower_case(member_text(scheme, {"x-amazon-apigateway-authtype"}));
  const Value* authorizer = find_member(scheme, {"x-amazon-apigateway-authorizer"});
  if (authorizer != nullptr && authorizer->is_map()) {
    result.kind = SecurityScheme::Kind::kAuthorizer;
    result.authorizer = AuthorizerReader(name, *authorizer, kind, context).read(header);
  } else if (auth_type == "awssigv4") {
    result.kind = SecurityScheme::Kind::kIam;
  } else if (lower_case(member_text(scheme, {"type"})) == "apikey" &&
             lower_case(header) == "x-api-key") {
    result.kind = SecurityScheme::Kind::kApiKey;
  }
  return result;
}

}  // namespace brume::emulator::gateway
