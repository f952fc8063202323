// API Gateway REST APIs, and HTTP APIs with payload format 1.0.
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/
//         set-up-lambda-proxy-integrations.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <brume/events/http.hpp>

namespace brume {

// Who called.
struct ApiGatewayIdentity {
  std::string source_ip;
  std::string user_agent;
  std::string user;
  std::string user_arn;
  std::string caller;
  std::string account_id;
  std::string access_key;
  std::string api_key;
  std::string api_key_id;
  std::string principal_org_id;
  std::string cognito_identity_id;
  std::string cognito_identity_pool_id;
  std::string cognito_authentication_type;
  std::string cognito_authentication_provider;
  std::optional<ClientCertificate> client_cert;
  json extra;

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("sourceIp", self.source_ip);
    each("userAgent", self.user_agent);
    each("user", self.user);
    each("userArn", self.user_arn);
    each("caller", self.caller);
    each("accountId", self.account_id);
    each("accessKey", self.access_key);
    each("apiKey", self.api_key);
    each("apiKeyId", self.api_key_id);
    each("principalOrgId", self.principal_org_id);
    each("cognitoIdentityId", self.cognito_identity_id);
    each("cognitoIdentityPoolId", self.cognito_identity_pool_id);
    each("cognitoAuthenticationType", self.cognito_authentication_type);
    each("cognitoAuthenticationProvider", self.cognito_authentication_provider);
    each("clientCert", self.client_cert);
  }
};

struct ApiGatewayProxyRequestContext {
  std::string account_id;
  std::string api_id;
  std::string domain_name;
  std::string domain_prefix;
  std::string request_id;
  std::string extended_request_id;
  std::string http_method;
  std::string path;  // with the stage
  std::string protocol;
  std::string stage;
  std::string resource_id;
  std::string resource_path;
  std::string operation_name;
  std::string request_time;             // "09/Apr/2015:12:34:56 +0000"
  std::int64_t request_time_epoch = 0;  // milliseconds
  ApiGatewayIdentity identity;
  json authorizer;  // what the authorizer returned: principalId, its context, or Cognito's claims
  json extra;

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("accountId", self.account_id);
    each("apiId", self.api_id);
    each("domainName", self.domain_name);
    each("domainPrefix", self.domain_prefix);
    each("requestId", self.request_id);
    each("extendedRequestId", self.extended_request_id);
    each("httpMethod", self.http_method);
    each("path", self.path);
    each("protocol", self.protocol);
    each("stage", self.stage);
    each("resourceId", self.resource_id);
    each("resourcePath", self.resource_path);
    each("operationName", self.operation_name);
    each("requestTime", self.request_time);
    each("requestTimeEpoch", self.request_time_epoch);
    each("identity", self.identity);
    each("authorizer", self.authorizer);
  }
};

//   brume::ApiGatewayProxyResponse greet(const brume::ApiGatewayProxyRequest& request) {
//     return brume::text_response(200, "Hello, " + request.query("name", "world") + "!");
//   }
//   BRUME_HANDLER(handler, greet)
struct ApiGatewayProxyRequest {
  std::string version;   // "1.0" from HTTP APIs, empty from REST APIs
  std::string resource;  // the route's template, "/orders/{id}"
  std::string path;
  std::string http_method;
  StringMap headers;
  MultiValueMap multi_value_headers;
  StringMap query_string_parameters;  // of repeated ones the last
  MultiValueMap multi_value_query_string_parameters;
  StringMap path_parameters;
  StringMap stage_variables;
  ApiGatewayProxyRequestContext request_context;
  std::string body;
  bool is_base64_encoded = false;
  json extra;

  // Upper or lower case makes no difference.
  std::string header(std::string_view name, std::string fallback = {}) const {
    const std::string* found = detail::find_header(headers, name);
    return found != nullptr ? *found : fallback;
  }
  std::vector<std::string> header_values(std::string_view name) const {
    const std::vector<std::string>* found = detail::find_header(multi_value_headers, name);
    return found != nullptr ? *found : std::vector<std::string>();
  }
  std::string query(const std::string& name, std::string fallback = {}) const {
    return detail::value_or(query_string_parameters, name, std::move(fallback));
  }
  std::string path_parameter(const std::string& name, std::string fallback = {}) const {
    return detail::value_or(path_parameters, name, std::move(fallback));
  }
  // Decoded if it came in base64.
  std::string body_bytes() const { return detail::decode_body(body, is_base64_encoded); }
  // Throws brume::Error of type BadRequestBody for a body that is not such a T.
  template <typename T = json>
  T json_body() const {
    return detail::parse_body<T>(body_bytes());
  }

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("version", self.version);
    each("resource", self.resource);
    each("path", self.path);
    each("httpMethod", self.http_method);
    each("headers", self.headers);
    each("multiValueHeaders", self.multi_value_headers);
    each("queryStringParameters", self.query_string_parameters);
    each("multiValueQueryStringParameters", self.multi_value_query_string_parameters);
    each("pathParameters", self.path_parameters);
    each("stageVariables", self.stage_variables);
    each("requestContext", self.request_context);
    each("body", self.body);
    each("isBase64Encoded", self.is_base64_encoded);
  }
};

// Nothing may be in it but these members, else the client receives a 502.
//
//   brume::ApiGatewayProxyResponse response = brume::json_response(201, order);
//   response.multi_value_headers["Set-Cookie"] = {"a=1", "b=2"};
struct ApiGatewayProxyResponse {
  int status_code = 200;
  StringMap headers;
  MultiValueMap multi_value_headers;
  std::string body;
  bool is_base64_encoded = false;
  json extra;

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("statusCode", self.status_code);
    each("headers", self.headers);
    each("multiValueHeaders", self.multi_value_headers);
    each("body", self.body);
    each("isBase64Encoded", self.is_base64_encoded);
  }
};

}  // namespace brume
