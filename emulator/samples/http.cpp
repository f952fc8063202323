// Requests that reach a function without API Gateway: function URLs and load balancers.
#include <array>

#include "emulator/samples/catalogue.h"

namespace brume::emulator {
namespace {

constexpr std::array kUrlFields = {
    SampleField{"method", "POST", "HTTP method"},
    SampleField{"path", "/greetings/ada", "Path of the request"},
    SampleField{"query", "tag=new&tag=short&lang=en", "Query string"},
    SampleField{"body", R"({"message":"hello"})", "Body; empty for none"},
    kBase64Field,
    SampleField{"content-type", "application/json", "Type of the body"},
    SampleField{"url-id", "q7w3e5r9t1y2u4i6o8p0asdfgh1jkl2z", "First label of the URL's host"},
    SampleField{"source-ip", "198.51.100.7", "The client's address"},
    SampleField{"user-agent", "curl/7.88.1", "The client's User-Agent"},
    kRegionField,
};
// Without IAM authorization AWS says "anonymous" for the account.
constexpr std::string_view kUrlText = R"json({
  "version": "2.0",
  "routeKey": "$default",
  "rawPath": "{{path}}",
  "rawQueryString": "{{query}}",
  "headers": {
    "accept": "*/*",
    "content-type": "{{content-type}}",
    "host": "{{url-id}}.lambda-url.{{region}}.on.aws",
    "user-agent": "{{user-agent}}",
    "x-amzn-trace-id": "Root=1-66471508-4f0c2a6d8e1b3c5a7d9e0f12",
    "x-forwarded-for": "{{source-ip}}",
    "x-forwarded-port": "443",
    "x-forwarded-proto": "https"
  },
  "queryStringParameters": {{query|query-commas}},
  "requestContext": {
    "accountId": "anonymous",
    "apiId": "{{url-id}}",
    "domainName": "{{url-id}}.lambda-url.{{region}}.on.aws",
    "domainPrefix": "{{url-id}}",
    "http": {
      "method": "{{method}}",
      "path": "{{path}}",
      "protocol": "HTTP/1.1",
      "sourceIp": "{{source-ip}}",
      "userAgent": "{{user-agent}}"
    },
    "requestId": "0b9f6a7c-55d1-4c0e-9d38-6f2e1a4b7c80",
    "routeKey": "$default",
    "stage": "$default",
    "time": "17/May/2024:08:30:00 +0000",
    "timeEpoch": 1715934600123
  },
  "body": {{body|body-or-absent}},
  "isBase64Encoded": {{base64}}
})json";

constexpr std::array kUrlSamples = {
    Sample{"lambda-url", "request", "A request to a function URL (payload 2.0)", kUrlFields,
           kUrlText},
};

constexpr std::array kAlbFields = {
    SampleField{"method", "POST", "HTTP method"},
    SampleField{"path", "/greetings/ada", "Path of the request"},
    SampleField{"query", "lang=en", "Query string; its values stay encoded"},
    SampleField{"body", R"({"message":"hello"})", "Body; empty for none"},
    kBase64Field,
    SampleField{"content-type", "application/json", "Type of the body"},
    SampleField{"host", "www.example.com", "The Host header"},
    SampleField{"source-ip", "198.51.100.7", "The client's address"},
    kRegionField,
    kAccountField,
};
constexpr std::string_view kAlbText = R"json({
  "requestContext": {
    "elb": {
      "targetGroupArn":
"arn:aws:elasticloadbalancing:{{region}}:{{account-id}}:targetgroup/functions/6d0ecf831eec9f09"
    }
  },
  "httpMethod": "{{method}}",
  "path": "{{path}}",
  "queryStringParameters": {{query|query-raw}},
  "headers": {
    "accept": "*/*",
    "content-type": "{{content-type}}",
    "host": "{{host}}",
    "user-agent": "curl/7.88.1",
    "x-amzn-trace-id": "Root=1-66471508-4f0c2a6d8e1b3c5a7d9e0f12",
    "x-forwarded-for": "{{source-ip}}",
    "x-forwarded-port": "80",
    "x-forwarded-proto": "http"
  },
  "body": "{{body|body}}",
  "isBase64Encoded": {{base64}}
})json";

constexpr std::array kAlbSamples = {
    Sample{"alb", "request", "A request that a load balancer forwards", kAlbFields, kAlbText},
};

}  // namespace

std::span<const Sample> lambda_url_samples() {
  return kUrlSamples;
}

std::span<const Sample> alb_samples() {
  return kAlbSamples;
}

}  // namespace brume::emulator
