// API Gateway HTTP APIs with payload format 2.0, and function URLs, which use the same.
// Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/
//         http-api-develop-integrations-lambda.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <brume/events/http.hpp>

namespace brume {

// What the route's authorizer found out: one of the three.
struct ApiGatewayV2Authorizer {
  struct Jwt {
    json claims;
    std::vector<std::string> scopes;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("claims", self.claims);
      each("scopes", self.scopes);
    }
  };
  struct CognitoIdentity {
    std::vector<std::string> amr;
    std::string identity_id;
    std::string identity_pool_id;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("amr", self.amr);
      each("identityId", self.identity_id);
      each("identityPoolId", self.identity_pool_id);
    }
  };
  struct Iam {
    std::string access_key;
    std::string account_id;
    std::string caller_id;
    std::string principal_org_id;
    std::string user_arn;
    std::string user_id;
    std::optional<CognitoIdentity> cognito_identity;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("accessKey", self.access_key);
      each("accountId", self.account_id);
      each("callerId", self.caller_id);
      each("principalOrgId", self.principal_org_id);
      each("userArn", self.user_arn);
      each("userId", self.user_id);
      each("cognitoIdentity", self.cognito_identity);
    }
  };
  std::optional<Jwt> jwt;
  std::optional<Iam> iam;
  json lambda;  // the context that a Lambda authorizer returned
  json extra;

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("jwt", self.jwt);
    each("iam", self.iam);
    each("lambda", self.lambda);
  }
};

struct ApiGatewayV2RequestContext {
  struct Http {
    std::string method;
    std::string path;
    std::string protocol;
    std::string source_ip;
    std::string user_agent;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("method", self.method);
      each("path", self.path);
      each("protocol", self.protocol);
      each("sourceIp", self.source_ip);
      each("userAgent", self.user_agent);
    }
  };
  struct Authentication {
    std::optional<ClientCertificate> client_cert;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("clientCert", self.client_cert);
    }
  };
  std::string account_id;
  std::string api_id;
  std::string domain_name;
  std::string domain_prefix;
  std::string request_id;
  std::string route_key;
  std::string stage;
  std::string time;             // "12/Mar/2020:19:03:58 +0000"
  std::int64_t time_epoch = 0;  // milliseconds
  Http http;
  ApiGatewayV2Authorizer authorizer;
  Authentication authentication;
  json extra;

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("accountId", self.account_id);
    each("apiId", self.api_id);
    each("domainName", self.domain_name);
    each("domainPrefix", self.domain_prefix);
    each("requestId", self.request_id);
    each("routeKey", self.route_key);
    each("stage", self.stage);
    each("time", self.time);
    each("timeEpoch", self.time_epoch);
    each("http", self.http);
    each("authorizer", self.authorizer);
    each("authentication", self.authentication);
  }
};

//   brume::ApiGatewayV2Response greet(const brume::ApiGatewayV2Request& request) {
//     return brume::json_response(200, {{"hello", request.query("name", "world")}});
//   }
//   BRUME_HANDLER(handler, greet)
struct ApiGatewayV2Request {
  std::string version = "2.0";
  std::string route_key;  // "GET /orders/{id}", or "$default"
  std::string raw_path;
  std::string raw_query_string;
  std::vector<std::string> cookies;   // "name=value"
  StringMap headers;                  // lower-case names; repeated ones joined by commas
  StringMap query_string_parameters;  // repeated ones joined by commas
  StringMap path_parameters;
  StringMap stage_variables;
  ApiGatewayV2RequestContext request_context;
  std::string body;
  bool is_base64_encoded = false;
  json extra;

  const std::string& method() const { return request_context.http.method; }
  // Upper or lower case makes no difference.
  std::string header(std::string_view name, std::string fallback = {}) const {
    const std::string* found = detail::find_header(headers, name);
    return found != nullptr ? *found : fallback;
  }
  std::string query(const std::string& name, std::string fallback = {}) const {
    return detail::value_or(query_string_parameters, name, std::move(fallback));
  }
  std::string path_parameter(const std::string& name, std::string fallback = {}) const {
    return detail::value_or(path_parameters, name, std::move(fallback));
  }
  std::string cookie(std::string_view name, std::string fallback = {}) const {
    for (const std::string_view pair : cookies) {
      const std::size_t equals = pair.find('=');
      if (pair.substr(0, equals) != name) continue;
      return equals == std::string_view::npos ? "" : std::string(pair.substr(equals + 1));
    }
    return fallback;
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
    each("routeKey", self.route_key);
    each("rawPath", self.raw_path);
    each("rawQueryString", self.raw_query_string);
    each("cookies", self.cookies);
    each("headers", self.headers);
    each("queryStringParameters", self.query_string_parameters);
    each("pathParameters", self.path_parameters);
    each("stageVariables", self.stage_variables);
    each("requestContext", self.request_context);
    each("body", self.body);
    each("isBase64Encoded", self.is_base64_encoded);
  }
};

//   brume::ApiGatewayV2Response response = brume::text_response(200, "welcome back");
//   response.cookies.push_back("seen=1; Max-Age=3600");
struct ApiGatewayV2Response {
  int status_code = 200;
  StringMap headers;
  std::vector<std::string> cookies;  // whole Set-Cookie values
  std::string body;
  bool is_base64_encoded = false;
  json extra;

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("statusCode", self.status_code);
    each("headers", self.headers);
    each("cookies", self.cookies);
    each("body", self.body);
    each("isBase64Encoded", self.is_base64_encoded);
  }
};

using FunctionUrlRequest = ApiGatewayV2Request;
using FunctionUrlResponse = ApiGatewayV2Response;

}  // namespace brume
