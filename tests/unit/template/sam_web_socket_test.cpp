// AWS::Serverless::WebSocketApi -> an API with routes, integrations, permissions and a stage.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

// Globals before, if any.
std::string web_socket_api(const std::string& properties, const std::string& globals = "") {
  return "Transform: AWS::Serverless-2016-10-31\n" + globals +
         "Resources:\n"
         "  W:\n"
         "    Type: AWS::Serverless::WebSocketApi\n"
         "    Properties: {RouteSelectionExpression: $request.body.action, " +
         properties + "}\n";
}

constexpr std::string_view kConnect = "Routes: {$connect: {FunctionArn: f}}";

std::string connect(const std::string& properties) {
  return web_socket_api(std::string(kConnect) + ", " + properties);
}

void refused_web_socket(const std::string& text, std::string_view words) {
  const std::string message = rejection(text);
  INFO(message);
  CHECK(message.find("Resource with id [W] is invalid. " + std::string(words)) !=
        std::string::npos);
}

}  // namespace

TEST_CASE("routes are named as SAM names them, and the stage is called default") {
  const Value root =
      expanded(web_socket_api("Routes: {$default: {FunctionArn: f}, sendMessage: "
                              "{FunctionArn: g, IntegrationTimeout: 5, OperationName: o}}"));
  CHECK(at(root, {"Resources", "WDefaultRoute", "Properties", "RouteKey"}) == "\"$default\"");
  CHECK(at(root, {"Resources", "WSendmessageRoute", "Properties"}) ==
        R"({"ApiId":{"Ref":"W"},"RouteKey":"sendMessage","Target":{"Fn::Join":["/",)"
        R"(["integrations",{"Ref":"WSendmessageIntegration"}]]},"OperationName":"o"})");
  CHECK(at(root, {"Resources", "WSendmessageIntegration", "Properties", "TimeoutInMillis"}) == "5");
  CHECK(at(root, {"Resources", "WDefaultStage", "Properties"}) ==
        R"({"ApiId":{"Ref":"W"},"StageName":"default","AutoDeploy":true,)"
        R"("Tags":{"websocketapi:createdBy":"SAM"}})");
}

TEST_CASE("a stage with settings of routes waits for the routes") {
  const Value root = expanded(connect("StageName: Prod, RouteSettings: {$connect: {a: 1}}"));
  CHECK(at(root, {"Resources", "WProdStage", "DependsOn"}) == R"(["WConnectRoute"])");
}

TEST_CASE("tags go further only if they are to be propagated") {
  const Value root = expanded(connect("Tags: {k: v}"));
  CHECK(at(root, {"Resources", "W", "Properties", "Tags"}) ==
        R"({"k":"v","websocketapi:createdBy":"SAM"})");
  CHECK(at(root, {"Resources", "WDefaultStage", "Properties", "Tags"}) ==
        R"({"websocketapi:createdBy":"SAM"})");
  const Value far = expanded(web_socket_api(std::string(kConnect) + ", Tags: {k: v}",
                                            "Globals: {WebSocketApi: {PropagateTags: true}}\n"));
  CHECK(at(far, {"Resources", "WDefaultStage", "Properties", "Tags"}) ==
        R"({"k":"v","websocketapi:createdBy":"SAM"})");
}

TEST_CASE("an authorizer needs a permission unless it has a role") {
  const Value root = expanded(connect("Auth: {AuthType: CUSTOM, AuthArn: a, IdentitySource: [x]}"));
  CHECK(at(root, {"Resources", "WConnectAuthorizer", "Properties", "Name"}) ==
        "\"WConnectAuthorizer\"");
  CHECK(at(root, {"Resources", "WConnectRoute", "Properties", "AuthorizerId"}) ==
        R"({"Ref":"WConnectAuthorizer"})");
  CHECK(at(root, {"Resources", "WAuthorizerPermission", "Properties", "FunctionName"}) == "\"a\"");
  const Value role =
      expanded(connect("Auth: {AuthType: CUSTOM, AuthArn: a, InvokeRole: r, Name: n}"));
  CHECK(at(role, {"Resources", "WAuthorizerPermission"}) == "nothing");
  CHECK(at(role, {"Resources", "WConnectAuthorizer", "Properties", "AuthorizerCredentialsArn"}) ==
        "\"r\"");
  const Value iam = expanded(connect("Auth: {AuthType: AWS_IAM}"));
  CHECK(at(iam, {"Resources", "WConnectRoute", "Properties", "AuthorizationType"}) ==
        "\"AWS_IAM\"");
}

TEST_CASE("what SAM refuses of a WebSocket API") {
  refused_web_socket(web_socket_api("Routes: {}"), "WebSocket API must have at least one route.");
  refused_web_socket(web_socket_api("Routes: {a-b: {FunctionArn: f}}"),
                     "Route key 'a-b' must be alphanumeric.");
  refused_web_socket(web_socket_api("Routes: {$connect: {OperationName: o}}"),
                     "Route must have associated function.");
  refused_web_socket(web_socket_api("Routes: {a: {FunctionArn: f, RequestParameters: {b: c}}}"),
                     "Request parameters are only supported for the $connect route");
  refused_web_socket(web_socket_api("Routes: {a: {FunctionArn: f}}, Auth: {AuthType: NONE}"),
                     "Authorization is only available if there is a $connect route.");
  refused_web_socket(connect("Auth: {AuthArn: a}"),
                     "AuthType must be specified for additional auth");
  refused_web_socket(connect("Auth: {AuthType: JWT}"),
                     "AuthType is not one of AWS_IAM, CUSTOM or NONE.");
  refused_web_socket(connect("Auth: {AuthType: AWS_IAM, Name: n}"),
                     "No additional configurations supported for AuthType AWS_IAM.");
  refused_web_socket(connect("StageName: $default"), "Stages cannot be named $default");
  refused_web_socket(connect("IpAddressType: ipv9"),
                     "IpAddressType must be 'ipv4' or 'dualstack'.");
  refused_web_socket(connect("Domain: {DomainName: d, MutualTlsAuthentication: {a: b}}"),
                     "Mutual TLS domain name association is not supported for Websocket APIs.");
  refused_web_socket(connect("Domain: {DomainName: d}"), "Custom Domains only works if both");
  refused_web_socket(connect("RouteSettings: [a]"), "Property 'RouteSettings' should be a map.");
}
