#include "emulator/services/apigateway/answer/gateway_error.h"

#include "emulator/services/apigateway/answer/gateway_response.h"
#include "emulator/text/json_text.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::string_view kTooManyRequests =
    R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User",)"
    R"("message":"Rate Exceeded."})";

// How one kind of API says it. An empty message is null.
struct ErrorText {
  int status;
  std::string_view message;
  std::string_view error_type = {};  // x-amzn-ErrorType
  std::string_view type = {};        // REST: of its gateway response
};

ErrorText rest_words(Refusal refusal) {
  constexpr std::string_view kInternal = "InternalServerErrorException";
  switch (refusal) {
    case Refusal::kNoRoute:
    case Refusal::kMissingSignature:
      return {403, "Missing Authentication Token", "MissingAuthenticationTokenException",
              "MISSING_AUTHENTICATION_TOKEN"};
    case Refusal::kUnauthorized:
      return {401, "Unauthorized", "UnauthorizedException", "UNAUTHORIZED"};
    case Refusal::kExpiredToken:
      return {401, "The incoming token has expired", "UnauthorizedException", "UNAUTHORIZED"};
    case Refusal::kAccessDenied:
      return {403, "User is not authorized to access this resource", "AccessDeniedException",
              "ACCESS_DENIED"};
    case Refusal::kExplicitDeny:
      return {403, "User is not authorized to access this resource with an explicit deny",
              "AccessDeniedException", "ACCESS_DENIED"};
    case Refusal::kAuthorizerConfiguration:
      return {500, "", "AuthorizerConfigurationException", "AUTHORIZER_CONFIGURATION_ERROR"};
    case Refusal::kNoStage:
      return {403, "Forbidden", "ForbiddenException", "DEFAULT_4XX"};
    case Refusal::kInvalidApiKey:
      return {403, "Forbidden", "ForbiddenException", "INVALID_API_KEY"};
    case Refusal::kBadParameters:
      return {400, "", "BadRequestException", "BAD_REQUEST_PARAMETERS"};
    case Refusal::kBadBody:
      return {400, "Invalid request body", "BadRequestException", "BAD_REQUEST_BODY"};
    case Refusal::kTooLarge:
      return {413, "Request Too Long", "RequestTooLargeException", "REQUEST_TOO_LARGE"};
    case Refusal::kThrottled:
      return {500, "Internal server error", kInternal, "DEFAULT_5XX"};
    case Refusal::kBadAnswer:
      return {502, "Internal server error", kInternal, "DEFAULT_5XX"};
    case Refusal::kTimeout:
      return {504, "Endpoint request timed out", kInternal, "INTEGRATION_TIMEOUT"};
    case Refusal::kUnavailable:
      return {503, "Service Unavailable", "ServiceUnavailableException", "DEFAULT_5XX"};
    case Refusal::kUnreachable:
      return {504, "Network error communicating with endpoint", kInternal, "INTEGRATION_FAILURE"};
    case Refusal::kNotEmulated:
      break;
  }
  return {501, "", "NotImplementedException", "DEFAULT_5XX"};
}

ErrorText http_words(Refusal refusal) {
  switch (refusal) {
    case Refusal::kNoRoute:
    case Refusal::kNoStage:
      return {404, "Not Found"};
    case Refusal::kUnauthorized:
    case Refusal::kExpiredToken:
      return {401, "Unauthorized"};
    case Refusal::kAccessDenied:
    case Refusal::kExplicitDeny:
    case Refusal::kMissingSignature:
    case Refusal::kInvalidApiKey:
      return {403, "Forbidden"};
    case Refusal::kBadParameters:
    case Refusal::kBadBody:
      return {400, "Bad Request"};
    case Refusal::kTooLarge:
      return {413, "Request Entity Too Large"};
    case Refusal::kThrottled:
    case Refusal::kTimeout:
    case Refusal::kUnavailable:
    case Refusal::kUnreachable:
      return {503, "Service Unavailable"};
    case Refusal::kAuthorizerConfiguration:
    case Refusal::kBadAnswer:
      return {500, "Internal Server Error"};
    case Refusal::kNotEmulated:
      break;
  }
  return {501, ""};
}

ErrorText url_words(Refusal refusal) {
  switch (refusal) {
    case Refusal::kMissingSignature:
    case Refusal::kUnauthorized:
    case Refusal::kAccessDenied:
      return {403,
              "Forbidden. For troubleshooting Function URL authorization issues, see: "
              "https://docs.aws.amazon.com/lambda/latest/dg/urls-auth.html",
              "AccessDeniedException"};
    // Nobody has this URL. Source: recordings: {"Message":null}.
    case Refusal::kNoRoute:
    case Refusal::kNoStage:
      return {403, "", "AccessDeniedException"};
    case Refusal::kTooLarge:
      return {413, "Request must be smaller than 6291456 bytes for the InvokeFunction operation",
              "RequestEntityTooLargeException"};
    case Refusal::kThrottled:
      return {429, "Rate Exceeded.", "TooManyRequestsException"};
    case Refusal::kUnavailable:
      return {503, "Service Unavailable", "ServiceUnavailableException"};
    case Refusal::kNotEmulated:
      return {501, "", "NotImplementedException"};
    default:
      return {502, "Internal Server Error", "InternalServerErrorException"};
  }
}

ErrorText words_of(ApiKind kind, Refusal refusal) {
  if (kind == ApiKind::kRest) return rest_words(refusal);
  return kind == ApiKind::kHttp ? http_words(refusal) : url_words(refusal);
}

std::string body_of(ApiKind kind, Refusal refusal, std::string_view message) {
  if (kind == ApiKind::kFunctionUrl) {
    if (refusal == Refusal::kThrottled) return std::string(kTooManyRequests);
    if (refusal == Refusal::kBadAnswer) return std::string(message);
  }
  const bool url_refused = kind == ApiKind::kFunctionUrl && words_of(kind, refusal).status == 403;
  const bool capital = refusal == Refusal::kAccessDenied || refusal == Refusal::kExplicitDeny ||
                       refusal == Refusal::kMissingSignature || url_refused;
  const bool says_message =
      kind == ApiKind::kHttp || (kind == ApiKind::kRest && refusal == Refusal::kMissingSignature);
  const std::string_view name = capital && !says_message ? "Message" : "message";
  return message.empty() ? JsonObject().raw(name, "null").finish()
                         : JsonObject().text(name, message).finish();
}

}  // namespace

void add_request_ids(const RequestFacts& facts, http::Headers& headers) {
  switch (facts.api.kind) {
    case ApiKind::kRest:
      headers.add("x-amzn-RequestId", std::string(facts.request_id));
      headers.add("x-amz-apigw-id", std::string(facts.extended_request_id));
      return;
    case ApiKind::kHttp:
      headers.add("Apigw-Requestid", std::string(facts.request_id));
      return;
    case ApiKind::kFunctionUrl:
      headers.add("x-amzn-RequestId", std::string(facts.request_id));
      headers.add("X-Amzn-Trace-Id", std::string(facts.trace_root));
      return;
  }
}

void add_trace(const RequestFacts& facts, http::Headers& headers) {
  if (facts.api.kind != ApiKind::kRest) return;
  const std::string_view root = facts.trace_root.substr(0, facts.trace_root.find(';'));
  headers.set("X-Amzn-Trace-Id", std::string(root));
}

http::Response refuse(const RequestFacts& facts, Refusal refusal, std::string_view detail) {
  const ApiKind kind = facts.api.kind;
  const ErrorText words = words_of(kind, refusal);
  const bool own_message = words.message.empty() && !detail.empty();
  const std::string_view message = own_message ? detail : words.message;
  http::Response response;
  response.status = words.status;
  response.headers.add("Content-Type", std::string(kJson));
  add_request_ids(facts, response.headers);
  if (!words.error_type.empty()) {
    response.headers.add("x-amzn-ErrorType", std::string(words.error_type));
  }
  response.body = body_of(kind, refusal, message);
  if (kind == ApiKind::kRest) {
    apply_gateway_response(facts, {words.status, words.type, message, detail}, response);
  }
  return response;
}

Refusal refusal_of(const Error& error) {
  switch (error.code) {
    case Error::Code::kThrottled:
      return Refusal::kThrottled;
    case Error::Code::kPayloadTooLarge:
      return Refusal::kTooLarge;
    case Error::Code::kUnavailable:
      return Refusal::kUnavailable;
    case Error::Code::kInvalidArgument:
    case Error::Code::kNotFound:
    case Error::Code::kInternal:
      break;
  }
  return Refusal::kBadAnswer;
}

}  // namespace brume::emulator::gateway
