// AWS::Serverless::GraphQLApi -> AppSync's resources.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

std::string graph_api(const std::string& properties) {
  return "Transform: AWS::Serverless-2016-10-31\n"
         "Resources:\n"
         "  G:\n"
         "    Type: AWS::Serverless::GraphQLApi\n"
         "    Properties: {" +
         properties + "}\n";
}

// With a schema and an authorization.
std::string sound(const std::string& properties) {
  return graph_api("SchemaInline: text, Auth: {Type: AWS_IAM}" +
                   (properties.empty() ? "" : ", " + properties));
}

constexpr std::string_view kResolverFunction =
    "Functions: {F: {DataSource: NONE, InlineCode: code, Runtime: {Name: n, Version: v}}}";

bool says_graph(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

void refused_graph(const std::string& text, std::string_view words) {
  const std::string message = rejection(text);
  INFO(message);
  CHECK(says_graph(message, words));
}

}  // namespace

TEST_CASE("an API has a schema, and a role that lets it log") {
  const Value root = expanded(
      sound("XrayEnabled: true, Tags: {k: v}, OwnerContact: me, QueryDepthLimit: 0, Nope: 1"));
  CHECK(at(root, {"Resources", "G", "Type"}) == "\"AWS::AppSync::GraphQLApi\"");
  CHECK(at(root, {"Resources", "G", "Properties"}) ==
        R"({"XrayEnabled":true,"OwnerContact":"me","Name":"G","Tags":[{"Key":"k","Value":"v"},)"
        R"({"Key":"graphqlapi:createdBy","Value":"SAM"}],)"
        R"("AuthenticationType":"AWS_IAM","LogConfig":{"FieldLogLevel":"ALL",)"
        R"("CloudWatchLogsRoleArn":{"Fn::GetAtt":["GCloudWatchRole","Arn"]}}})");
  CHECK(at(root, {"Resources", "GSchema", "Properties"}) ==
        R"({"ApiId":{"Fn::GetAtt":["G","ApiId"]},"Definition":"text"})");
  CHECK(says_graph(at(root, {"Resources", "GCloudWatchRole"}), "AWSAppSyncPushToCloudWatchLogs"));
}

TEST_CASE("logging can be turned off, or bring its role") {
  CHECK(at(expanded(sound("Logging: false")), {"Resources", "G", "Properties", "LogConfig"}) ==
        "nothing");
  const Value root = expanded(sound(
      "Logging: {CloudWatchLogsRoleArn: r, FieldLogLevel: ERROR, ExcludeVerboseContent: true}"));
  CHECK(at(root, {"Resources", "G", "Properties", "LogConfig"}) ==
        R"({"ExcludeVerboseContent":true,"FieldLogLevel":"ERROR","CloudWatchLogsRoleArn":"r"})");
  CHECK(at(root, {"Resources", "GCloudWatchRole"}) == "nothing");
}

TEST_CASE("each function that authorizes may be called") {
  const Value root = expanded(graph_api(
      "SchemaUri: s, Auth: {Type: AWS_LAMBDA, LambdaAuthorizer: {AuthorizerUri: one}, "
      "Additional: [{Type: API_KEY}, {Type: AMAZON_COGNITO_USER_POOLS, UserPool: {UserPoolId: "
      "p, DefaultAction: ALLOW}}, {Type: AWS_LAMBDA, LambdaAuthorizer: {AuthorizerUri: two}}]}"));
  CHECK(at(root, {"Resources", "G", "Properties", "AdditionalAuthenticationProviders"}) ==
        R"([{"AuthenticationType":"API_KEY"},{"AuthenticationType":"AMAZON_COGNITO_USER_POOLS",)"
        R"("UserPoolConfig":{"UserPoolId":"p"}},{"AuthenticationType":"AWS_LAMBDA",)"
        R"("LambdaAuthorizerConfig":{"AuthorizerUri":"two"}}])");
  for (const auto& [id, function] :
       {std::pair{"GToLambdaAuthConnector1WriteLambdaPermission", "one"},
        std::pair{"GToLambdaAuthConnector2WriteLambdaPermission", "two"}}) {
    const std::string permission = at(root, {"Resources", id, "Properties"});
    CHECK(says_graph(permission, "\"FunctionName\":\"" + std::string(function) + "\""));
    CHECK(says_graph(permission, "appsync.amazonaws.com"));
  }
  CHECK(at(root, {"Resources", "GSchema", "Properties", "DefinitionS3Location"}) == "\"s\"");
}

TEST_CASE("tables and functions behind an API get a role each, unless it has one") {
  const Value root = expanded(
      sound("DataSources: {DynamoDb: {T: {TableName: t, Permissions: [Read]}, U: {TableName: u, "
            "ServiceRoleArn: r, Versioned: true}}, Lambda: {L: {FunctionArn: f, Name: mine}}}"));
  const Value& table = *root.find("Resources")->find("GTDynamoDBDataSource")->find("Properties");
  CHECK(at(table, {"DynamoDBConfig"}) == R"({"AwsRegion":{"Ref":"AWS::Region"},"TableName":"t"})");
  CHECK(at(table, {"ServiceRoleArn"}) == R"({"Fn::GetAtt":["GTDynamoDBDataSourceRole","Arn"]})");
  const std::string policy =
      at(root, {"Resources", "GTDynamoDBDataSourceToTableConnectorPolicy", "Properties"});
  CHECK(says_graph(policy, "dynamodb:GetItem"));
  CHECK_FALSE(says_graph(policy, "dynamodb:PutItem"));
  CHECK(
      says_graph(policy, "arn:${AWS::Partition}:dynamodb:${__Region__}:${AWS::AccountId}:table/"));
  CHECK(at(root, {"Resources", "GUDynamoDBDataSource", "Properties", "ServiceRoleArn"}) == "\"r\"");
  CHECK(at(root, {"Resources", "GUDynamoDBDataSourceRole"}) == "nothing");
  CHECK(at(root, {"Resources", "GLLambdaDataSource", "Properties", "Name"}) == "\"mine\"");
  CHECK(says_graph(at(root, {"Resources", "GLLambdaDataSourceToLambdaConnectorPolicy"}),
                   "lambda:InvokeFunction"));
}

TEST_CASE("a resolver is a pipeline of functions, with code of its own or AppSync's") {
  const Value root = expanded(
      sound(std::string(kResolverFunction) +
            ", Resolvers: {Query: {get: {Pipeline: [F], MaxBatchSize: 2, Caching: {Ttl: 5}}}}"));
  const Value& resolver = *root.find("Resources")->find("GQueryget");
  CHECK(at(resolver, {"DependsOn"}) == R"(["GSchema"])");
  CHECK(at(resolver, {"Properties", "PipelineConfig"}) ==
        R"({"Functions":[{"Fn::GetAtt":["GF","FunctionId"]}]})");
  CHECK(at(resolver, {"Properties", "Runtime"}) ==
        R"({"Name":"APPSYNC_JS","RuntimeVersion":"1.0.0"})");
  CHECK(says_graph(at(resolver, {"Properties", "Code"}), "ctx.prev.result"));
  CHECK(at(resolver, {"Properties", "CachingConfig"}) == R"({"Ttl":5})");
  CHECK(at(root, {"Resources", "GF", "Properties", "DataSourceName"}) ==
        R"({"Fn::GetAtt":["GNoneDataSource","Name"]})");
  CHECK(at(root, {"Resources", "GNoneDataSource", "Properties", "Type"}) == "\"NONE\"");
}

TEST_CASE("keys, a cache and a domain name stand beside the API") {
  const Value root = expanded(
      sound("ApiKeys: {K: {ApiKeyId: i, ExpiresOn: 7}}, Cache: {ApiCachingBehavior: a, Ttl: 1, "
            "Type: t}, DomainName: {CertificateArn: c, DomainName: d}"));
  CHECK(at(root, {"Resources", "GK", "Properties"}) ==
        R"({"ApiKeyId":"i","ApiId":{"Fn::GetAtt":["G","ApiId"]},"Expires":7})");
  CHECK(at(root, {"Resources", "GApiCache", "Type"}) == "\"AWS::AppSync::ApiCache\"");
  CHECK(at(root, {"Resources", "GDomainNameApiAssociation", "Properties", "DomainName"}) ==
        R"({"Ref":"GDomainName"})");
}

TEST_CASE("what SAM's model does not admit is named by its path") {
  refused_graph(graph_api("SchemaInline: s"), "[G] is invalid. Missing required property 'Auth'.");
  refused_graph(graph_api("SchemaInline: s, Auth: {Type: NOPE}"),
                "Property 'Auth.Type' is invalid.");
  refused_graph(graph_api("SchemaInline: s, Auth: {Type: API_KEY, Additional: {Type: API_KEY}}"),
                "Property 'Auth.Additional' is invalid.");
  refused_graph(graph_api("SchemaInline: s, Auth: {Type: API_KEY, Additional: [{Type: X}]}"),
                "Property 'Auth.Additional.0.Type' is invalid.");
  refused_graph(sound("Logging: {Nope: 1}"), "Property 'Logging.Nope' is invalid.");
  refused_graph(sound("Cache: {Ttl: 1, Type: t}"),
                "Property 'Cache.ApiCachingBehavior' is invalid.");
  refused_graph(sound("DataSources: {DynamoDb: {T: {TableName: t, Permissions: [Own]}}}"),
                "Property 'DataSources.DynamoDb.T.Permissions.0' is invalid.");
  refused_graph(sound("Resolvers: {Query: {get: {Pipeline: F}}}"),
                "Property 'Resolvers.Query.get.Pipeline' is invalid.");
  refused_graph(sound("ApiKeys: {K: {Nope: 1}}"), "Property 'ApiKeys.K.Nope' is invalid.");
}

TEST_CASE("an authorization has one configuration: its own") {
  refused_graph(graph_api("SchemaInline: s, Auth: {Type: OPENID_CONNECT}"),
                "[G] is invalid. 'OpenIDConnect' must be defined if type is 'OPENID_CONNECT'.");
  refused_graph(
      graph_api("SchemaInline: s, Auth: {Type: AWS_LAMBDA, LambdaAuthorizer: {AuthorizerUri: a}, "
                "OpenIDConnect: {Issuer: i}}"),
      "'Auth' has more than one authentication configuration defined.");
}

TEST_CASE("parts that make no sense are called by their own names") {
  refused_graph(graph_api("Auth: {Type: API_KEY}"),
                "One of 'SchemaInline' or 'SchemaUri' must be set.");
  refused_graph(sound("SchemaUri: s"),
                "Both 'SchemaInline' and 'SchemaUri' cannot be defined at the same time.");
  refused_graph(sound("Functions: {F: {Id: i, Name: n}}"),
                "[F] is invalid. 'Id' cannot be defined with other properties in Function.");
  refused_graph(sound("Functions: {F: {DataSource: NONE}}"),
                "[F] is invalid. One of 'InlineCode' or 'CodeUri' must be set.");
  refused_graph(sound("Functions: {F: {InlineCode: c}}"),
                "[F] is invalid. 'DataSource' must be set.");
  refused_graph(sound("Functions: {F: {InlineCode: c, DataSource: D}}"),
                "[F] is invalid. Either define DataSource 'D' in 'DataSources' or use");
  refused_graph(sound("Functions: {F: {InlineCode: c, DataSource: none}}"),
                "[F] is invalid. 'Runtime' must be defined as a property in F.");
  refused_graph(sound("Resolvers: {Query: {get: {MaxBatchSize: 1}}}"),
                "[get] is invalid. Resolver 'get' must have Pipeline defined.");
  refused_graph(sound("Resolvers: {Query: {get: {Pipeline: [F]}}}"),
                "[get] is invalid. Function 'F' does not exist.");
  refused_graph(sound("Resolvers: {Query: {get: {Pipeline: [F], InlineCode: c}}}"),
                "[get] is invalid. 'Runtime' must be defined as a property in get.");
}

TEST_CASE("a schema is a text, or an intrinsic that makes one") {
  refused_graph(graph_api("SchemaUri: 5, Auth: {Type: AWS_IAM}"),
                "Property 'SchemaUri' should be a string.");
  CHECK(transform(graph_api("SchemaInline: !Sub x, Auth: {Type: AWS_IAM}")).accepted);
}

TEST_CASE("a resolver without code has AppSync's runtime, and no Sync") {
  const Value root = expanded(
      sound(std::string(kResolverFunction) +
            ", Resolvers: {Query: {r: {Pipeline: [F], Runtime: {Name: n, Version: v}, Sync: "
            "{ConflictDetection: c}}}}"));
  const Value* made = root.find("Resources")->find("GQueryr")->find("Properties");
  CHECK(made->find("Runtime")->find("Name")->as_string() == "APPSYNC_JS");
  CHECK(made->find("SyncConfig") == nullptr);
}
