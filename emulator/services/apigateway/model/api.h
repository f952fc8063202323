// What the gateway serves, as plain data: APIs, their routes, where each route leads and who may
// pass. read_apis.h makes it from an Application; everything else of the gateway reads only this.
//
// Value types; no thread of their own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/template/model/source.h"

namespace brume::emulator::gateway {

enum class ApiKind {
  kRest,         // AWS::ApiGateway::RestApi
  kHttp,         // AWS::ApiGatewayV2::Api, ProtocolType HTTP
  kFunctionUrl,  // AWS::Lambda::Url
};

enum class PayloadFormat { kV1, kV2 };

struct Integration {
  enum class Kind { kLambda, kMock, kHttpProxy, kUnsupported };

  Kind kind = Kind::kLambda;
  std::string function = {};  // kLambda: its name in the Invoker, with ":qualifier" if there is one
  PayloadFormat payload_format = PayloadFormat::kV1;
  int timeout_ms = 29'000;  // REST 29 s, HTTP API 30 s; function URLs the function's own
  bool streaming = false;   // function URL, InvokeMode RESPONSE_STREAM
  std::string uri = {};     // kHttpProxy: with {path} parameters still in it
  std::string method = {};  // kHttpProxy: empty or ANY is the request's own
  // As written, of kHttpProxy, and of kLambda in REST APIs.
  std::map<std::string, std::string> request_parameters = {};
  // kMock: what is sent, by status code chosen from the request template.
  int mock_status = 200;
  std::map<std::string, std::string> mock_headers = {};
  std::string mock_body = {};
  // kUnsupported: the feature by AWS's name ("VTL mapping templates"); answers 501 with it.
  std::string unsupported = {};
};

struct Cors {
  std::vector<std::string> allow_origins;
  std::vector<std::string> allow_methods;
  std::vector<std::string> allow_headers;
  std::vector<std::string> expose_headers;
  std::optional<int> max_age_s;
  bool allow_credentials = false;
};

struct Authorizer {
  enum class Kind { kToken, kRequest, kJwt, kIam, kUnsupported };

  std::string name;
  Kind kind = Kind::kRequest;
  std::string function = {};  // Lambda authorizers: as Integration::function
  PayloadFormat payload_format = PayloadFormat::kV1;  // kRequest: 1.0 or 2.0
  bool simple_responses = false;                      // 2.0: {isAuthorized, context}
  // "method.request.header.Authorization" (REST) or "$request.header.Authorization" (HTTP).
  std::vector<std::string> identity_sources = {};
  std::string validation_expression = {};   // kToken: a regular expression, or empty
  int ttl_s = 300;                          // 0: not cached
  std::string issuer = {};                  // kJwt
  std::vector<std::string> audiences = {};  // kJwt
  std::string unsupported = {};             // kUnsupported: the feature by AWS's name
};

// What must hold of a request before it is passed on (REST request validators).
struct RequestValidation {
  bool check_parameters = false;
  bool check_body = false;
  // "method.request.querystring.page" and the like, that must be there.
  std::vector<std::string> required_parameters = {};
  // JSON schema text (draft 4, as AWS's models) by content type; the references are resolved.
  std::map<std::string, std::string> models = {};
};

struct Route {
  std::string method;  // "GET"; "ANY"
  std::string path;    // "/items/{id}", "/{proxy+}"; "$default" (HTTP APIs)
  Integration integration;
  std::string authorizer = {};           // of Api::authorizers; empty: none
  std::vector<std::string> scopes = {};  // kJwt: one of them must be in the token
  bool api_key_required = false;
  RequestValidation validation = {};
  std::string resource_id = {};     // REST: requestContext.resourceId
  std::string operation_name = {};  // REST: requestContext.operationName; empty: none
  SourcePosition at = {};
};

// One stage of an API: an API with two stages is two of these, with the same id.
struct Api {
  std::string id = {};          // its physical id; the first label of its host name
  std::string logical_id = {};  // "ServerlessHttpApi"; for a function URL its function's
  ApiKind kind = ApiKind::kHttp;
  bool nested = false;  // of a stack inside the root's
  std::string name = {};
  std::string stage = {};          // "Prod", "$default"
  std::string deployment_id = {};  // REST: what the stage shows; empty: nothing known
  std::map<std::string, std::string> stage_variables = {};
  // Custom domain names that lead to this stage.
  struct Domain {
    std::string name;            // "api.example.com"
    std::string base_path = {};  // "/v1"; empty: all of the domain
  };
  std::vector<Domain> domains = {};
  std::vector<Route> routes = {};
  std::map<std::string, Authorizer> authorizers = {};
  std::optional<Cors> cors = {};  // HTTP APIs and function URLs; REST has OPTIONS routes
  std::vector<std::string> binary_media_types = {};  // REST
  std::map<std::string, std::string> api_keys = {};  // value -> id; REST
  // REST: AWS::ApiGateway::GatewayResponse by type ("UNAUTHORIZED", "DEFAULT_4XX").
  struct GatewayResponse {
    std::optional<int> status;
    std::map<std::string, std::string> headers;
    std::map<std::string, std::string> templates;  // by content type; $context variables in it
  };
  std::map<std::string, GatewayResponse> gateway_responses = {};
  SourcePosition at = {};
};

}  // namespace brume::emulator::gateway
