#include <array>

#include "emulator/samples/catalogue.h"

namespace brume::emulator {
namespace {

constexpr std::array kRestFields = {
    SampleField{"method", "POST", "HTTP method"},
    SampleField{"path", "/greetings/ada", "Path of the request"},
    SampleField{"resource", "/{proxy+}", "Path of the API's resource; gives the path parameters"},
    SampleField{"query", "tag=new&tag=short&lang=en", "Query string"},
    SampleField{"body", R"({"message":"hello"})", "Body; empty for none"},
    kBase64Field,
    SampleField{"content-type", "application/json", "Type of the body"},
    SampleField{"stage", "Prod", "Stage of the API"},
    SampleField{"api-id", "a1b2c3d4e5", "Id of the API"},
    SampleField{"source-ip", "198.51.100.7", "The client's address"},
    SampleField{"user-agent", "curl/7.88.1", "The client's User-Agent"},
    kRegionField,
    kAccountField,
};
// Payload format 1.0.
constexpr std::string_view kRestText = R"json({
  "resource": "{{resource}}",
  "path": "{{path}}",
  "httpMethod": "{{method}}",
  "headers": {
    "Accept": "*/*",
    "Content-Type": "{{content-type}}",
    "Host": "{{api-id}}.execute-api.{{region}}.amazonaws.com",
    "User-Agent": "{{user-agent}}",
    "X-Amzn-Trace-Id": "Root=1-66471508-4f0c2a6d8e1b3c5a7d9e0f12",
    "X-Forwarded-For": "{{source-ip}}",
    "X-Forwarded-Port": "443",
    "X-Forwarded-Proto": "https"
  },
  "multiValueHeaders": {
    "Accept": ["*/*"],
    "Content-Type": ["{{content-type}}"],
    "Host": ["{{api-id}}.execute-api.{{region}}.amazonaws.com"],
    "User-Agent": ["{{user-agent}}"],
    "X-Amzn-Trace-Id": ["Root=1-66471508-4f0c2a6d8e1b3c5a7d9e0f12"],
    "X-Forwarded-For": ["{{source-ip}}"],
    "X-Forwarded-Port": ["443"],
    "X-Forwarded-Proto": ["https"]
  },
  "queryStringParameters": {{query|query-last}},
  "multiValueQueryStringParameters": {{query|query-lists}},
  "pathParameters": {{resource|path-parameters-or-null}},
  "stageVariables": null,
  "requestContext": {
    "accountId": "{{account-id}}",
    "apiId": "{{api-id}}",
    "domainName": "{{api-id}}.execute-api.{{region}}.amazonaws.com",
    "domainPrefix": "{{api-id}}",
    "extendedRequestId": "YQ3kTGmLoAMEr2A=",
    "httpMethod": "{{method}}",
    "identity": {
      "accessKey": null,
      "accountId": null,
      "caller": null,
      "cognitoAuthenticationProvider": null,
      "cognitoAuthenticationType": null,
      "cognitoIdentityId": null,
      "cognitoIdentityPoolId": null,
      "principalOrgId": null,
      "sourceIp": "{{source-ip}}",
      "user": null,
      "userAgent": "{{user-agent}}",
      "userArn": null
    },
    "path": "/{{stage}}{{path}}",
    "protocol": "HTTP/1.1",
    "requestId": "0b9f6a7c-55d1-4c0e-9d38-6f2e1a4b7c80",
    "requestTime": "17/May/2024:08:30:00 +0000",
    "requestTimeEpoch": 1715934600123,
    "resourceId": "k4m2p7",
    "resourcePath": "{{resource}}",
    "stage": "{{stage}}"
  },
  "body": {{body|body-or-null}},
  "isBase64Encoded": {{base64}}
})json";

constexpr std::array kHttpFields = {
    SampleField{"method", "POST", "HTTP method"},
    SampleField{"path", "/greetings/ada", "Path of the request"},
    SampleField{"route", "$default",
                "Route of the API, as \"GET /users/{id}\"; gives the path parameters"},
    SampleField{"query", "tag=new&tag=short&lang=en", "Query string"},
    SampleField{"body", R"({"message":"hello"})", "Body; empty for none"},
    kBase64Field,
    SampleField{"content-type", "application/json", "Type of the body"},
    SampleField{"stage", "$default", "Stage of the API"},
    SampleField{"api-id", "a1b2c3d4e5", "Id of the API"},
    SampleField{"source-ip", "198.51.100.7", "The client's address"},
    SampleField{"user-agent", "curl/7.88.1", "The client's User-Agent"},
    kRegionField,
    kAccountField,
};
// Payload format 2.0: no null members, header names in lower case.
constexpr std::string_view kHttpText = R"json({
  "version": "2.0",
  "routeKey": "{{route}}",
  "rawPath": "{{path}}",
  "rawQueryString": "{{query}}",
  "cookies": ["theme=dark", "visits=3"],
  "headers": {
    "accept": "*/*",
    "content-type": "{{content-type}}",
    "host": "{{api-id}}.execute-api.{{region}}.amazonaws.com",
    "user-agent": "{{user-agent}}",
    "x-amzn-trace-id": "Root=1-66471508-4f0c2a6d8e1b3c5a7d9e0f12",
    "x-forwarded-for": "{{source-ip}}",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https"
  },
  "queryStringParameters": {{query|query-commas}},
  "requestContext": {
    "accountId": "{{account-id}}",
    "apiId": "{{api-id}}",
    "domainName": "{{api-id}}.execute-api.{{region}}.amazonaws.com",
    "domainPrefix": "{{api-id}}",
    "http": {
      "method": "{{method}}",
      "path": "{{path}}",
      "protocol": "HTTP/1.1",
      "sourceIp": "{{source-ip}}",
      "userAgent": "{{user-agent}}"
    },
    "requestId": "YQ3kTgmLIAMEr2A=",
    "routeKey": "{{route}}",
    "stage": "{{stage}}",
    "time": "17/May/2024:08:30:00 +0000",
    "timeEpoch": 1715934600123
  },
  "pathParameters": {{route|path-parameters-or-absent}},
  "body": {{body|body-or-absent}},
  "isBase64Encoded": {{base64}}
})json";

constexpr std::array kTokenFields = {
    SampleField{"token", "Bearer let-me-in", "What the client sent in the identity source"},
    SampleField{"method", "GET", "HTTP method"},
    SampleField{"path", "/greetings/ada", "Path of the request"},
    SampleField{"stage", "Prod", "Stage of the API"},
    SampleField{"api-id", "a1b2c3d4e5", "Id of the API"},
    kRegionField,
    kAccountField,
};
constexpr std::string_view kTokenText = R"json({
  "type": "TOKEN",
  "methodArn":
    "arn:aws:execute-api:{{region}}:{{account-id}}:{{api-id}}/{{stage}}/{{method}}{{path}}",
  "authorizationToken": "{{token}}"
})json";

constexpr std::array kRequestFields = {
    SampleField{"token", "Bearer let-me-in", "The Authorization header"},
    SampleField{"method", "GET", "HTTP method"},
    SampleField{"path", "/greetings/ada", "Path of the request"},
    SampleField{"resource", "/{proxy+}", "Path of the API's resource; gives the path parameters"},
    SampleField{"query", "lang=en", "Query string"},
    SampleField{"stage", "Prod", "Stage of the API"},
    SampleField{"api-id", "a1b2c3d4e5", "Id of the API"},
    SampleField{"source-ip", "198.51.100.7", "The client's address"},
    kRegionField,
    kAccountField,
};
constexpr std::string_view kRequestText = R"json({
  "type": "REQUEST",
  "methodArn":
    "arn:aws:execute-api:{{region}}:{{account-id}}:{{api-id}}/{{stage}}/{{method}}{{path}}",
  "resource": "{{resource}}",
  "path": "{{path}}",
  "httpMethod": "{{method}}",
  "headers": {
    "Accept": "*/*",
    "Authorization": "{{token}}",
    "Host": "{{api-id}}.execute-api.{{region}}.amazonaws.com",
    "X-Forwarded-For": "{{source-ip}}"
  },
  "multiValueHeaders": {
    "Accept": ["*/*"],
    "Authorization": ["{{token}}"],
    "Host": ["{{api-id}}.execute-api.{{region}}.amazonaws.com"],
    "X-Forwarded-For": ["{{source-ip}}"]
  },
  "queryStringParameters": {{query|query-last}},
  "multiValueQueryStringParameters": {{query|query-lists}},
  "pathParameters": {{resource|path-parameters-or-null}},
  "stageVariables": null,
  "requestContext": {
    "accountId": "{{account-id}}",
    "apiId": "{{api-id}}",
    "domainName": "{{api-id}}.execute-api.{{region}}.amazonaws.com",
    "httpMethod": "{{method}}",
    "identity": { "sourceIp": "{{source-ip}}" },
    "path": "/{{stage}}{{path}}",
    "protocol": "HTTP/1.1",
    "requestId": "0b9f6a7c-55d1-4c0e-9d38-6f2e1a4b7c80",
    "requestTime": "17/May/2024:08:30:00 +0000",
    "requestTimeEpoch": 1715934600123,
    "resourceId": "k4m2p7",
    "resourcePath": "{{resource}}",
    "stage": "{{stage}}"
  }
})json";

constexpr std::array kHttpAuthorizerFields = {
    SampleField{"token", "Bearer let-me-in", "The authorization header"},
    SampleField{"method", "GET", "HTTP method"},
    SampleField{"path", "/greetings/ada", "Path of the request"},
    SampleField{"route", "$default",
                "Route of the API, as \"GET /users/{id}\"; gives the path parameters"},
    SampleField{"query", "lang=en", "Query string"},
    SampleField{"stage", "$default", "Stage of the API"},
    SampleField{"api-id", "a1b2c3d4e5", "Id of the API"},
    SampleField{"source-ip", "198.51.100.7", "The client's address"},
    kRegionField,
    kAccountField,
};
constexpr std::string_view kHttpAuthorizerText = R"json({
  "version": "2.0",
  "type": "REQUEST",
  "routeArn":
    "arn:aws:execute-api:{{region}}:{{account-id}}:{{api-id}}/{{stage}}/{{method}}{{path}}",
  "identitySource": ["{{token}}"],
  "routeKey": "{{route}}",
  "rawPath": "{{path}}",
  "rawQueryString": "{{query}}",
  "headers": {
    "accept": "*/*",
    "authorization": "{{token}}",
    "host": "{{api-id}}.execute-api.{{region}}.amazonaws.com",
    "x-forwarded-for": "{{source-ip}}"
  },
  "queryStringParameters": {{query|query-commas}},
  "requestContext": {
    "accountId": "{{account-id}}",
    "apiId": "{{api-id}}",
    "domainName": "{{api-id}}.execute-api.{{region}}.amazonaws.com",
    "domainPrefix": "{{api-id}}",
    "http": {
      "method": "{{method}}",
      "path": "{{path}}",
      "protocol": "HTTP/1.1",
      "sourceIp": "{{source-ip}}",
      "userAgent": "curl/7.88.1"
    },
    "requestId": "YQ3kTgmLIAMEr2A=",
    "routeKey": "{{route}}",
    "stage": "{{stage}}",
    "time": "17/May/2024:08:30:00 +0000",
    "timeEpoch": 1715934600123
  },
  "pathParameters": {{route|path-parameters-or-absent}}
})json";

constexpr std::array kSamples = {
    Sample{"apigateway", "aws-proxy", "A request to a REST API (payload 1.0)", kRestFields,
           kRestText},
    Sample{"apigateway", "http-api-proxy", "A request to an HTTP API (payload 2.0)", kHttpFields,
           kHttpText},
    Sample{"apigateway", "authorizer", "A TOKEN authorizer of a REST API", kTokenFields,
           kTokenText},
    Sample{"apigateway", "request-authorizer", "A REQUEST authorizer of a REST API", kRequestFields,
           kRequestText},
    Sample{"apigateway", "http-authorizer", "An authorizer of an HTTP API (payload 2.0)",
           kHttpAuthorizerFields, kHttpAuthorizerText},
};

}  // namespace

std::span<const Sample> apigateway_samples() {
  return kSamples;
}

}  // namespace brume::emulator
