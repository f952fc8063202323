// What SAM says of wrong APIs and of events that do not fit theirs: a table for each part.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

struct ApiCase {
  std::string properties;
  std::string words;
};

std::string api_template(const std::string& type, const std::string& properties) {
  return "Resources:\n  A: {Type: AWS::Serverless::" + type + ", Properties: {" + properties +
         "}}\n";
}

void check_api(const std::string& type, const ApiCase& each) {
  CAPTURE(each.properties);
  const std::string said = rejection(api_template(type, each.properties));
  INFO(said);
  CHECK(said.find("Resource with id [A] is invalid. " + each.words + "\"\n}") != std::string::npos);
}

// A function with one event, and one API `A` that it may refer to.
std::string api_event(const std::string& type, const std::string& event,
                      const std::string& api_properties) {
  return function_template("      Events: {Ev: {Type: " + type + ", Properties: {" + event +
                           "}}}\n") +
         "  A: {Type: AWS::Serverless::" + (type == "Api" ? "Api" : "HttpApi") + ", Properties: {" +
         api_properties + "}}\n";
}

}  // namespace

TEST_CASE("a REST API's wrong properties") {
  const std::string body = "StageName: s, DefinitionBody: {swagger: '2.0', paths: {/a: {}}}, ";
  const ApiCase cases[] = {
      {"Name: n", "Missing required property 'StageName'."},
      {"StageName: s, DefinitionBody: x", "Property 'DefinitionBody' should be a map."},
      {"StageName: s, OpenApiVersion: '4.0.1'",
       "The OpenApiVersion value must be of the format '3.0.0'."},
      {"StageName: s, MergeDefinitions: true, DefinitionUri: 's3://b/k'",
       "Cannot set 'MergeDefinitions' to True when using `DefinitionUri`."},
      {"StageName: s, MergeDefinitions: !Ref M", "Type of property 'MergeDefinitions' is invalid."},
      {"StageName: s, Auth: {UsagePlan: {Quota: 1}}",
       "'CreateUsagePlan' is a required field for UsagePlan."},
      {"StageName: s, Auth: {UsagePlan: {CreateUsagePlan: MAYBE}}",
       "'CreateUsagePlan' accepts one of ['SHARED', 'PER_API', 'NONE']."},
      {"StageName: s, Auth: {Foo: 1, Bar: 2}", "Invalid value for 'Auth' property"},
      {body + "GatewayResponses: {R: {StatusCode: 4040}}", "Property 'StatusCode' must be numeric"},
      {body + "GatewayResponses: {R: {ResponseParameters: {Headers: [a]}}}",
       "Property 'ResponseParameters.Headers' should be a map."},
      {"StageName: s, DefinitionUri: {Bucket: b, Key: ''}",
       "'DefinitionUri' requires Bucket and Key properties to be specified."},
      {"StageName: s, Domain: {DomainName: d, CertificateArn: c, EndpointConfiguration: X}",
       "EndpointConfiguration for Custom Domains must be one of ['EDGE', 'REGIONAL', 'PRIVATE']."},
  };
  for (const ApiCase& each : cases) check_api("Api", each);
}

TEST_CASE("a version of OpenAPI in figures is a text where SAM writes the document") {
  CHECK(transform(api_template("Api", "StageName: s, OpenApiVersion: '3.0.1'")).accepted);
  const Value root = expanded(api_template("Api", "StageName: s, OpenApiVersion: 3.0.1"));
  CHECK(at(root, {"Resources", "A", "Properties", "Body", "openapi"}) == "\"3.0.1\"");
  CHECK(at(root, {"Resources", "A", "Properties", "Body", "swagger"}) == "nothing");
}

TEST_CASE("a Swagger document of the template stays one, whatever version is asked for") {
  const Value root = expanded(
      api_template("Api",
                   "StageName: s, OpenApiVersion: 3.0.1, DefinitionBody: {swagger: '2.0', paths: "
                   "{}}"));
  CHECK(at(root, {"Resources", "A", "Properties", "Body", "swagger"}) == "\"2.0\"");
}

TEST_CASE("a model needs a type and nothing else") {
  CHECK(transform(api_template("Api", "StageName: s, Models: {M: {type: object}}")).accepted);
  CHECK(rejection(api_template("Api", "StageName: s, Models: {M: {properties: {}}}"))
            .find("'Models' schema is missing 'type'.") != std::string::npos);
}

TEST_CASE("an HTTP API's wrong properties") {
  const std::string domain = "Domain: {DomainName: d, CertificateArn: c, ";
  const std::string jwt = "JwtConfiguration: {issuer: i}, IdentitySource: s";
  const std::string lambda = "FunctionArn: f, AuthorizerPayloadFormatVersion: '1.0'";
  const auto authorizer = [](const std::string& properties) {
    return "Auth: {Authorizers: {L: {" + properties + "}}}";
  };
  const ApiCase cases[] = {
      {"Auth: [a]", "Property 'Auth' should be a map."},
      {authorizer(jwt + ", FunctionArn: f"),
       "FunctionArn is only supported for Lambda Authorizer."},
      {authorizer(lambda + ", IdentitySource: s"),
       "IdentitySource is only supported for OAuth2 Authorizer. For Lambda Authorizer, use the "
       "'Identity' property instead."},
      {authorizer(jwt + ", AuthorizationScopes: s"), "AuthorizationScopes must be a list."},
      {authorizer("JwtConfiguration: {issuer: i}"),
       "L OAuth2 Authorizer must define 'IdentitySource'."},
      {authorizer("FunctionArn: f"),
       "L Lambda Authorizer must define 'AuthorizerPayloadFormatVersion'."},
      {authorizer(lambda + ", EnableFunctionDefaultPermissions: 'yes'"),
       "Property 'Authorizers.L.EnableFunctionDefaultPermissions' should be a boolean."},
      {"Auth: {DefaultAuthorizer: [a]}", "Property 'Auth.DefaultAuthorizer' should be a string."},
      {"Auth: {DefaultAuthorizer: a}",
       "Unable to set DefaultAuthorizer because 'a' was not defined in 'Authorizers'."},
      {"CorsConfiguration: {AllowOrigin: [a], MaxAge: 1}",
       "Invalid key 'AllowOrigin' for 'Cors' property."},
      {"CorsConfiguration: {AllowOrigins: ['*'], AllowCredentials: true}",
       "Unable to add Cors configuration because 'AllowCredentials' can not be true when "
       "'AllowOrigin' is \\\"'*'\\\" or not set."},
      {"Name: n, DefinitionBody: {openapi: 3.0.1, paths: {}, info: {title: t}}",
       "Unable to set Name because it is already defined within inline OpenAPI specified in the "
       "'DefinitionBody' property."},
      {"Description: d, DefinitionBody: {openapi: 3.0.1, paths: {}, info: {description: t}}",
       "Unable to set Description because it is already defined within inline OpenAPI specified "
       "in the 'DefinitionBody' property."},
      {domain + "EndpointConfiguration: EDGE}",
       "EndpointConfiguration for Custom Domains must be one of ['REGIONAL']."},
      {domain + "MutualTlsAuthentication: [a]}",
       "MutualTlsAuthentication must be a map with at least one of the following fields "
       "['TruststoreUri', 'TruststoreVersion']."},
      {domain + "BasePath: [a b]}", "Invalid Basepath name provided."},
      {domain + "Route53: {IpV6: true}}",
       "HostedZoneId or HostedZoneName is required to enable Route53 support on Custom Domains."},
  };
  for (const ApiCase& each : cases) check_api("HttpApi", each);
}

TEST_CASE("SAM names wrong fields of a domain's mutual TLS where it names a resource else") {
  const std::string said = rejection(
      api_template("HttpApi",
                   "Domain: {DomainName: d, CertificateArn: c, MutualTlsAuthentication: {B: 1, "
                   "A: 2}}"));
  CHECK(said.find("Resource with id [A,B] is invalid. Available MutualTlsAuthentication fields are "
                  "['TruststoreUri', 'TruststoreVersion'].") != std::string::npos);
}

TEST_CASE("events of a REST API that do not fit it") {
  const std::string route = "RestApiId: !Ref A, Path: /p, Method: get, ";
  const std::string where = "on API method [get] for path [/p] ";
  const ApiCase cases[] = {
      {"Auth: {AuthorizationScopes: [s], ApiKeyRequired: true}",
       "AuthorizationScopes works only when Authorizer is set"},
      {"Auth: {AuthorizationScopes: s, ApiKeyRequired: true}",
       "Property 'Auth.AuthorizationScopes' should be a list."},
      {"Auth: {ApiKeyRequired: false}",
       "Unable to set ApiKeyRequired [False] " + where +
           "because the related API does not specify any ApiKeyRequired."},
      {"Auth: {Authorizer: NONE}", "Unable to set Authorizer " + where +
                                       "because 'NONE' is only a valid value when a "
                                       "DefaultAuthorizer on the API is specified."},
      {"RequestModel: {Model: M, Required: true}",
       "Unable to set RequestModel [M] " + where +
           "because the related API does not define any "
           "Models."},
      {"RequestParameters: [5]",
       "Invalid value for 'RequestParameters' property. Property must be "
       "either a string or an object"},
      {"RequestParameters: [{method.request.header.A: {Other: 1}}]",
       "Invalid value for 'RequestParameters' property. Values must be an object, e.g { Required: "
       "true, Caching: false }"},
  };
  for (const ApiCase& each : cases) {
    CAPTURE(each.properties);
    const std::string said = rejection(api_event("Api", route + each.properties, "StageName: s"));
    INFO(said);
    CHECK(said.find("Event with id [Ev] is invalid. " + each.words + "\"\n}") != std::string::npos);
  }
  CHECK(rejection(api_event("Api", route + "Auth: {ResourcePolicy: [a]}", "StageName: s"))
            .find("Resource with id [Ev] is invalid. Property 'Auth.ResourcePolicy' should be a "
                  "map.") != std::string::npos);
}

TEST_CASE("events of an HTTP API that do not fit it") {
  const std::string route = "ApiId: !Ref A, Path: /p, Method: get, ";
  const std::string said =
      rejection(api_event("HttpApi", route + "Auth: {AuthorizationScopes: [s]}", "Name: n"));
  CHECK(said.find("'Auth' section requires either an explicit 'Authorizer' set or a "
                  "'DefaultAuthorizer' configured on the HttpApi.") != std::string::npos);
  const std::string other = rejection(
      api_event("HttpApi", route + "Auth: {Authorizer: X}", "Auth: {EnableIamAuthorizer: true}"));
  CHECK(other.find("Unable to set Authorizer [X] on API method [get] for path [/p]. The method "
                   "authorizer must be a string with a corresponding dict entry in the api "
                   "authorizer.") != std::string::npos);
}

TEST_CASE("an event may override the authorizer of a method that the template defines") {
  const std::string properties =
      "StageName: s, Auth: {DefaultAuthorizer: D, Authorizers: {D: {UserPoolArn: u}, O: "
      "{UserPoolArn: v}}}, DefinitionBody: {swagger: '2.0', paths: {/p: {get: "
      "{x-amazon-apigateway-integration: {uri: u}}}}}";
  const std::string route = "RestApiId: !Ref A, Path: /p, Method: get, ";
  const Value root = expanded(
      api_event("Api", route + "Auth: {Authorizer: O, OverrideApiAuth: true}", properties));
  CHECK(at(root, {"Resources", "A", "Properties", "Body", "paths", "/p", "get", "security"}) ==
        R"([{"O":[]}])");
  CHECK(rejection(api_event("Api", route + "Auth: {OverrideApiAuth: true}", properties))
            .find("Must define one of: Authorizer, ApiKeyRequired or ResourcePolicy when using the "
                  "OverrideApiAuth property.") != std::string::npos);
}

TEST_CASE("the permission of a greedy path is for all below, of an HTTP API only as {proxy+}") {
  const auto source = [](const std::string& type, const std::string& id, const std::string& path) {
    const Value root = expanded(api_event(
        type,
        (type == "Api" ? "RestApiId: " : "ApiId: ") + ("!Ref A, Method: get, Path: '" + path) + "'",
        type == "Api" ? "StageName: s" : "Name: n"));
    return at(root, {"Resources", id, "Properties", "SourceArn"});
  };
  CHECK(source("Api", "HelloEvPermissions", "/a/{rest+}").find("GET/a/*\"") != std::string::npos);
  CHECK(source("HttpApi", "HelloEvPermission", "/a/{rest+}").find("GET/a/{rest+}\"") !=
        std::string::npos);
  CHECK(source("HttpApi", "HelloEvPermission", "/a/{proxy+}").find("GET/a/*\"") !=
        std::string::npos);
}

TEST_CASE("a layer's properties are texts, and its retention one of two") {
  const auto layer = [](const std::string& properties) {
    return rejection(
        "Parameters: {N: {Type: Number, Default: 5}}\nResources:\n  L: {Type: "
        "AWS::Serverless::LayerVersion, Properties: {ContentUri: 's3://b/k', " +
        properties + "}}\n");
  };
  CHECK(layer("LayerName: !Ref N")
            .find("Could not resolve parameter for 'LayerName' or parameter is not a String.") !=
        std::string::npos);
  CHECK(
      layer("RetentionPolicy: Keep")
          .find("'RetentionPolicy' must be one of the following options: ['Retain', 'Delete'].") !=
      std::string::npos);
  CHECK(layer("RetentionPolicy: !GetAtt A.B")
            .find("'RetentionPolicy' does not accept intrinsic functions, please use one of the "
                  "following options: ['Retain', 'Delete']") != std::string::npos);
}
