// SAM's APIs, implicit and explicit -> API Gateway's resources and their OpenAPI documents.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

// A function with events, and more resources. Each line of `events` is one event.
std::string with_events(const std::string& events, const std::string& rest = "") {
  return function_template("      Events:\n" + events + rest);
}

std::string event(const std::string& name, const std::string& type, const std::string& properties) {
  return "        " + name + ": {Type: " + type + ", Properties: {" + properties + "}}\n";
}

std::string api(const std::string& type, const std::string& properties) {
  return "  MyApi:\n    Type: AWS::Serverless::" + type + "\n    Properties: {" + properties +
         "}\n";
}

std::string operation(const Value& root, std::string_view api_id, std::string_view path,
                      std::string_view method, std::string_view member) {
  return at(root, {"Resources", api_id, "Properties", "Body", "paths", path, method, member});
}

constexpr std::string_view kIntegration = "x-amazon-apigateway-integration";

}  // namespace

TEST_CASE("an Api event makes the implicit REST API, its Prod stage and a deployment") {
  const Value root = expanded(with_events(event("Get", "Api", "Path: '/a/{id}/', Method: GET")));
  CHECK(operation(root, "ServerlessRestApi", "/a/{id}/", "get", kIntegration) ==
        R"({"type":"aws_proxy","httpMethod":"POST","uri":{"Fn::Sub":"arn:aws:apigateway:)"
        R"(${AWS::Region}:lambda:path/2015-03-31/functions/${Hello.Arn}/invocations"}})");
  CHECK(at(root, {"Resources", "ServerlessRestApi", "Properties", "Body", "swagger"}) == "\"2.0\"");
  const Value* stage = root.find("Resources")->find("ServerlessRestApiProdStage");
  REQUIRE(stage != nullptr);
  const std::string deployment =
      stage->find("Properties")->find("DeploymentId")->find("Ref")->as_string();
  CHECK(deployment.size() == std::string("ServerlessRestApiDeployment").size() + 10);
  CHECK(at(root, {"Resources", deployment, "Type"}) == "\"AWS::ApiGateway::Deployment\"");
  CHECK(at(root, {"Resources", "HelloGetPermissionProd", "Properties", "SourceArn"}) ==
        R"({"Fn::Sub":["arn:aws:execute-api:${AWS::Region}:${AWS::AccountId}:${__ApiId__}/)"
        R"(${__Stage__}/GET/a/*",{"__ApiId__":{"Ref":"ServerlessRestApi"},"__Stage__":"*"}]})");
}

TEST_CASE("a deployment's id changes with the document") {
  const auto deployment = [](const std::string& path) {
    const Value root = expanded(with_events(event("Get", "Api", "Method: get, Path: " + path)));
    return at(root, {"Resources", "ServerlessRestApiProdStage", "Properties", "DeploymentId"});
  };
  CHECK(deployment("/a") == deployment("/a"));
  CHECK(deployment("/a") != deployment("/b"));
}

TEST_CASE("an HttpApi event without a path is the default route") {
  const Value root = expanded(with_events("        All: {Type: HttpApi}\n"));
  CHECK(operation(root, "ServerlessHttpApi", "$default", "x-amazon-apigateway-any-method",
                  "isDefaultRoute") == "true");
  CHECK(at(root, {"Resources", "ServerlessHttpApiApiGatewayDefaultStage", "Properties",
                  "StageName"}) == "\"$default\"");
  CHECK(at(root, {"Resources", "HelloAllPermission", "Properties", "SourceArn"})
            .find("${__Stage__}/*\"") != std::string::npos);
}

TEST_CASE("the default route's permission covers the function's other routes") {
  const Value root = expanded(with_events(event("Get", "HttpApi", "Path: /a, Method: get") +
                                          "        All: {Type: HttpApi}\n"));
  CHECK(at(root, {"Resources", "HelloGetPermission"}) == "nothing");
  CHECK(at(root, {"Resources", "HelloAllPermission", "Type"}) == "\"AWS::Lambda::Permission\"");
}

TEST_CASE("HTTP routes have path parameters, a payload version and a timeout") {
  const Value root =
      expanded(with_events(event("Get", "HttpApi",
                                 "Path: '/a/{id}/{rest+}', Method: any, TimeoutInMillis: 900, "
                                 "PayloadFormatVersion: '1.0'")));
  const auto member = [&](std::string_view name) {
    return operation(root, "ServerlessHttpApi", "/a/{id}/{rest+}", "x-amazon-apigateway-any-method",
                     name);
  };
  CHECK(member("parameters") ==
        R"([{"name":"id","in":"path","required":true},{"name":"rest+","in":"path",)"
        R"("required":true}])");
  CHECK(member(kIntegration).find(R"("payloadFormatVersion":"1.0")") != std::string::npos);
  CHECK(member(kIntegration).find(R"("timeoutInMillis":900)") != std::string::npos);
}

TEST_CASE("integrations go through the alias") {
  const Value root = expanded(function_template("      AutoPublishAlias: live\n      Events:\n" +
                                                event("Get", "HttpApi", "Path: /a, Method: get")));
  CHECK(operation(root, "ServerlessHttpApi", "/a", "get", kIntegration)
            .find("functions/${HelloAliaslive}/invocations") != std::string::npos);
}

TEST_CASE("an explicit API without a definition is filled; one with its own is left alone") {
  const std::string get = event("Get", "Api", "Path: /a, Method: get, RestApiId: !Ref MyApi");
  const Value filled = expanded(with_events(get, api("Api", "StageName: dev")));
  CHECK(operation(filled, "MyApi", "/a", "get", "responses") == "{}");
  CHECK(at(filled, {"Resources", "HelloGetPermissiondev", "Type"}) ==
        "\"AWS::Lambda::Permission\"");
  CHECK(at(filled, {"Resources", "ServerlessRestApi"}) == "nothing");
  const std::string own =
      "StageName: dev, DefinitionBody: {swagger: '2.0', paths: {/b: {get: {}}}}";
  const Value left = expanded(with_events(get, api("Api", own)));
  CHECK(operation(left, "MyApi", "/a", "get", "responses") == "nothing");
  const Value merged = expanded(with_events(get, api("Api", own + ", MergeDefinitions: true")));
  CHECK(operation(merged, "MyApi", "/a", "get", "responses") == "{}");
  CHECK(at(merged, {"Resources", "MyApi", "Properties", "Body", "paths", "/b"}) == R"({"get":{}})");
}

TEST_CASE("a stage's logical id holds its name, or a hash of it") {
  const auto has_stage = [](const std::string& name, const std::string& id) {
    const Value root = expanded(function_template("") + api("Api", "StageName: " + name));
    return at(root, {"Resources", id, "Type"}) == "\"AWS::ApiGateway::Stage\"";
  };
  CHECK(has_stage("dev", "MyApidevStage"));
  CHECK(has_stage("!Sub '${AWS::StackName}'", "MyApiStage"));
  CHECK_FALSE(has_stage("d-1", "MyApid-1Stage"));
}

TEST_CASE("references to what SAM makes of an API are its own ids") {
  const Value root = expanded(with_events(event("Get", "HttpApi", "Path: /a, Method: get")) +
                              "Outputs: {Stage: {Value: !Ref ServerlessHttpApi.Stage}}\n");
  CHECK(at(root, {"Outputs", "Stage", "Value"}) ==
        R"({"Ref":"ServerlessHttpApiApiGatewayDefaultStage"})");
}

TEST_CASE("Cors of a REST API answers OPTIONS by a mock") {
  const Value root = expanded(with_events(
      event("Get", "Api", "Path: /a, Method: get") + event("Post", "Api", "Path: /a, Method: post"),
      "Globals: {Api: {Cors: {AllowOrigin: \"'x'\", MaxAge: 0}}}\n"));
  const std::string mock = operation(root, "ServerlessRestApi", "/a", "options", kIntegration);
  CHECK(mock.find(R"("type":"mock")") != std::string::npos);
  CHECK(
      mock.find(R"("method.response.header.Access-Control-Allow-Methods":"'GET,OPTIONS,POST'")") !=
      std::string::npos);
  CHECK(mock.find(R"("method.response.header.Access-Control-Max-Age":0)") != std::string::npos);
}

TEST_CASE("CorsConfiguration of an HTTP API is one member of its document") {
  const auto cors = [](const std::string& written) {
    const Value root =
        expanded(function_template("") + api("HttpApi", "CorsConfiguration: " + written));
    return at(root, {"Resources", "MyApi", "Properties", "Body", "x-amazon-apigateway-cors"});
  };
  CHECK(cors("true") == R"({"allowOrigins":["*"]})");
  CHECK(cors("{AllowOrigins: [a], MaxAge: 5}") == R"({"allowOrigins":["a"],"maxAge":5})");
  CHECK(cors("{AllowHeaders: [], MaxAge: 0, AllowCredentials: false}") == R"({"maxAge":0})");
  // An intrinsic is the whole of it, even where it is written for the origins only.
  CHECK(cors("!If [C, {AllowOrigins: [a]}, !Ref AWS::NoValue]") ==
        R"({"Fn::If":["C",{"allowOrigins":["a"]},{"Ref":"AWS::NoValue"}]})");
  CHECK(cors("{AllowOrigins: !If [C, [a], [b]], MaxAge: 5}") == R"({"Fn::If":["C",["a"],["b"]]})");
}

TEST_CASE("a default authorizer of an HTTP API leaves alone what a method says of itself") {
  const auto security = [](const std::string& written) {
    const Value root = expanded(
        "Resources:\n  A: {Type: AWS::Serverless::HttpApi, Properties: {Auth: {DefaultAuthorizer: "
        "X, Authorizers: {X: {IdentitySource: s, JwtConfiguration: {issuer: i, audience: "
        "[a]}}}}, DefinitionBody: {openapi: 3.0.1, paths: {/p: {get: {" +
        written + "x-amazon-apigateway-integration: {type: t}}}}}}}\n");
    return operation(root, "A", "/p", "get", "security");
  };
  CHECK(security("") == R"([{"X":[]}])");
  CHECK(security("security: [], ") == R"([{"X":[]}])");
  CHECK(security("security: [{Y: []}], ") == R"([{"Y":[]}])");
  CHECK(security("security: text, ") == R"("text")");
}

TEST_CASE("a default authorizer guards what no event says otherwise of") {
  const std::string auth =
      "StageName: dev, Auth: {DefaultAuthorizer: A, AddDefaultAuthorizerToCorsPreflight: false, "
      "Authorizers: {A: {UserPoolArn: arn, AuthorizationScopes: [s]}, B: {FunctionArn: f, "
      "FunctionPayloadType: REQUEST, Identity: {Headers: [X], Context: [y]}}}}, Cors: \"'*'\"";
  const auto get = [](const std::string& name, const std::string& rest) {
    return event(
        name, "Api",
        "RestApiId: !Ref MyApi, Method: get, Path: /" + name + (rest.empty() ? "" : ", ") + rest);
  };
  const Value root = expanded(
      with_events(get("own", "Auth: {Authorizer: B}") + get("none", "Auth: {Authorizer: NONE}") +
                      get("fallback", "") + get("key", "Auth: {ApiKeyRequired: true}"),
                  api("Api", auth)));
  const auto security = [&](std::string_view path, std::string_view method = "get") {
    return operation(root, "MyApi", path, method, "security");
  };
  CHECK(security("/own") == R"([{"B":[]}])");
  CHECK(security("/none") == R"([{"NONE":[]}])");
  CHECK(security("/fallback") == R"([{"A":["s"]}])");
  CHECK(security("/key") == R"([{"api_key":[]},{"A":["s"]}])");
  CHECK(security("/fallback", "options") == "nothing");
  const auto scheme = [&](std::string_view name) {
    return at(root, {"Resources", "MyApi", "Properties", "Body", "securityDefinitions", name});
  };
  CHECK(scheme("A").find("cognito_user_pools") != std::string::npos);
  CHECK(scheme("B").find(R"("identitySource":"method.request.header.X, context.y")") !=
        std::string::npos);
  CHECK(at(root, {"Resources", "MyApiBAuthorizerPermission", "Properties", "FunctionName"}) ==
        "\"f\"");
}

TEST_CASE("authorizers of an HTTP API: JWT, Lambda, IAM") {
  const Value root = expanded(
      function_template("") +
      api("HttpApi",
          "Auth: {EnableIamAuthorizer: true, DefaultAuthorizer: J, Authorizers: {J: "
          "{IdentitySource: $request.header.Authorization, JwtConfiguration: {Issuer: i, Audience: "
          "[a]}}, L: {FunctionArn: f, AuthorizerPayloadFormatVersion: '2.0', "
          "EnableSimpleResponses: "
          "true, Identity: {Headers: [X], ReauthorizeEvery: 7}}}}"));
  const auto scheme = [&](std::string_view name) {
    return at(root,
              {"Resources", "MyApi", "Properties", "Body", "components", "securitySchemes", name});
  };
  CHECK(scheme("J").find(R"("jwtConfiguration":{"issuer":"i","audience":["a"]})") !=
        std::string::npos);
  CHECK(scheme("L").find(R"("identitySource":["$request.header.X"])") != std::string::npos);
  CHECK(scheme("L").find(R"("authorizerResultTtlInSeconds":7)") != std::string::npos);
  CHECK(scheme("L").find(R"("enableSimpleResponses":true)") != std::string::npos);
  CHECK(scheme("AWS_IAM").find("awsSigv4") != std::string::npos);
  CHECK(at(root, {"Resources", "MyApiLAuthorizerPermission"}) == "nothing");
}

TEST_CASE("request models and parameters become the method's, with a validator") {
  const std::string models =
      "StageName: dev, Models: {User: {type: object, properties: {a: {type: string}}}}";
  const Value root = expanded(with_events(
      event("Post", "Api",
            "RestApiId: !Ref MyApi, Path: /a, Method: post, RequestModel: {Model: User, Required: "
            "true, ValidateBody: true}, RequestParameters: [method.request.header.X, "
            "method.request.querystring.q: {Required: true, Caching: true}]"),
      api("Api", models)));
  CHECK(operation(root, "MyApi", "/a", "post", "parameters") ==
        R"([{"in":"body","name":"user","schema":{"$ref":"#/definitions/user"},"required":true},)"
        R"({"in":"header","name":"X","required":false,"type":"string"},)"
        R"({"in":"query","name":"q","required":true,"type":"string"}])");
  CHECK(operation(root, "MyApi", "/a", "post", "x-amazon-apigateway-request-validator") ==
        "\"body-only\"");
  CHECK(operation(root, "MyApi", "/a", "post", kIntegration)
            .find(R"("cacheKeyParameters":["method.request.querystring.q"])") != std::string::npos);
}

TEST_CASE("OpenApiVersion 3 moves definitions and headers to where OpenAPI 3 has them") {
  const Value root = expanded(with_events(
      event("Get", "Api", "RestApiId: !Ref MyApi, Path: /a, Method: get"),
      api("Api",
          "StageName: dev, OpenApiVersion: '3.0.1', Cors: \"'*'\", Auth: {DefaultAuthorizer: "
          "AWS_IAM}, Models: {User: {type: object, properties: {a: {type: string}}}}")));
  const auto body = [&](std::string_view member) {
    return at(root, {"Resources", "MyApi", "Properties", "Body", member});
  };
  CHECK(body("openapi") == "\"3.0.1\"");
  CHECK(body("swagger") == "nothing");
  CHECK(body("securityDefinitions") == "nothing");
  CHECK(body("components").find("\"schemas\":{\"user\"") != std::string::npos);
  CHECK(operation(root, "MyApi", "/a", "options", "consumes") == "nothing");
  CHECK(operation(root, "MyApi", "/a", "options", "responses")
            .find(R"("Access-Control-Allow-Origin":{"schema":{"type":"string"}})") !=
        std::string::npos);
  CHECK(operation(root, "MyApi", "/a", "get", kIntegration)
            .find(R"("credentials":"arn:aws:iam::*:user/*")") != std::string::npos);
}

TEST_CASE("a resource policy denies those whom it does not name") {
  const Value root = expanded(
      with_events(event("Get", "Api", "Path: /a, Method: get"),
                  "Globals: {Api: {Auth: {ResourcePolicy: {IpRangeWhitelist: [1.2.3.4]}}}}\n"));
  CHECK(at(root, {"Resources", "ServerlessRestApi", "Properties", "Body",
                  "x-amazon-apigateway-policy", "Statement"})
            .find(R"("Condition":{"NotIpAddress":{"aws:SourceIp":["1.2.3.4"]}})") !=
        std::string::npos);
}

TEST_CASE("domains, base paths and usage plans have SAM's own ids") {
  const Value root = expanded(
      function_template("") +
      api("Api",
          "StageName: dev, Auth: {UsagePlan: {CreateUsagePlan: PER_API}}, Domain: {DomainName: "
          "a.example, CertificateArn: c, BasePath: [/v1], Route53: {HostedZoneId: z, IpV6: "
          "true}}"));
  CHECK(at(root, {"Resources", "MyApiv1BasePathMapping", "Properties", "BasePath"}) == "\"v1\"");
  CHECK(at(root, {"Resources", "MyApiv1BasePathMapping", "Properties", "Stage"}) ==
        R"({"Ref":"MyApidevStage"})");
  CHECK(at(root, {"Resources", "MyApiUsagePlanKey", "Properties", "KeyType"}) == "\"API_KEY\"");
  std::string kinds;
  for (const Value::Member& member : root.find("Resources")->members()) {
    if (member.key.starts_with("ApiGatewayDomainName")) kinds += "domain ";
    if (member.key.starts_with("RecordSetGroup")) {
      kinds += std::to_string(member.value.find("Properties")->find("RecordSets")->items().size());
    }
  }
  CHECK(kinds == "domain 2");
}

TEST_CASE("functions with conditions make their routes and the API conditional") {
  const std::string text = "Conditions: {C: !Equals [a, a]}\n" +
                           with_events(event("Get", "Api", "Path: /a, Method: get"));
  const std::size_t at_type = text.find("    Type: AWS::Serverless::Function");
  REQUIRE(at_type != std::string::npos);
  const Value root =
      expanded(text.substr(0, at_type) + "    Condition: C\n" + text.substr(at_type));
  CHECK(at(root, {"Resources", "ServerlessRestApi", "Condition"}) == "\"C\"");
  CHECK(at(root, {"Resources", "ServerlessRestApi", "Properties", "Body", "paths", "/a"})
            .find(R"({"Fn::If":["C",{"get":{"Fn::If":["C",)") == 0);
}

TEST_CASE("what SAM rejects of APIs, in its words") {
  struct Case {
    std::string text;
    std::string words;
  };
  const std::string get = event("Get", "Api", "RestApiId: !Ref MyApi, Path: /a, Method: get");
  const Case cases[] = {
      {with_events(event("Get", "Api", "Method: get")),
       "Event with id [Get] is invalid. Property 'Path' is required."},
      {with_events(event("Get", "HttpApi", "Path: /a")),
       "Event with id [Get] is invalid. Property 'Method' is required."},
      {with_events(event("Get", "Api", "Path: /a, Method: get, RestApiId: !Ref No")),
       "RestApiId must be a valid reference to an 'AWS::Serverless::Api' resource in same "
       "template."},
      {with_events(event("A", "Api", "Path: /a, Method: get") +
                   event("B", "Api", "Path: /a, Method: GET")),
       "Event with id [B] is invalid. API method \\\"get\\\" defined multiple times for path "
       "\\\"/a\\\"."},
      {with_events(get, api("Api", "StageName: ''")),
       "Resource with id [MyApi] is invalid. StageName cannot be empty."},
      {with_events(event("Get", "Api", "Path: /a, Method: get, Auth: {Authorizer: X}")),
       "Unable to set Authorizer [X] on API method [get] for path [/a] because the related API "
       "does not define any Authorizers."},
      {function_template("") + api("Api", "StageName: dev, Cors: {Foo: bar}"),
       "Invalid key 'Foo' for 'Cors' property."},
      {function_template("") + api("Api", "StageName: dev, Auth: [a]"),
       "Property 'Auth' should be a map."},
      {function_template("") +
           api("Api",
               "StageName: dev, Cors: \"'*'\", DefinitionBody: {swagger: '2.0', paths: {/a: "
               "x}}"),
       "Structure of the SAM template is invalid. Value of '/a' path must be a dictionary "
       "according "
       "to Swagger spec."},
      {function_template("") + api("HttpApi", "Domain: {DomainName: a}"),
       "Custom Domains only works if both DomainName and CertificateArn are provided."},
      {function_template("") + api("Api", "StageName: dev, DefinitionUri: no-such-file.yaml"),
       "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' with optional "
       "versionId "
       "query parameter."},
  };
  for (const Case& each : cases) {
    const std::string said = rejection(each.text);
    INFO(said);
    CHECK(said.find(each.words) != std::string::npos);
  }
}

TEST_CASE("a local DefinitionUri is read as the definition") {
  const Folder folder;
  folder.write("api.yaml", "openapi: 3.0.1\npaths: {/b: {get: {x: !Ref P}}}\n");
  LoadOptions options;
  options.template_file = folder.write(
      "template.yaml", function_template("") + api("HttpApi", "DefinitionUri: ./api.yaml"));
  const Transformed result = transform_template(options);
  INFO(result.json);
  REQUIRE(result.accepted);
  CHECK(result.json.find("\"/b\"") != std::string::npos);
  CHECK(result.json.find("DefinitionUri") == std::string::npos);
}

TEST_CASE("an application holds its APIs resolved, with the functions' ARNs in their documents") {
  const Loaded loaded =
      load_text(with_events(event("Get", "HttpApi", "Path: /a, Method: get")) +
                "Outputs:\n  Url: {Value: !GetAtt ServerlessHttpApi.ApiEndpoint}\n"
                "  Id: {Value: !Ref ServerlessHttpApi}\n");
  REQUIRE(loaded.application);
  const std::string id = loaded.application->outputs.at("Id").as_string();
  CHECK(id.size() == 10);
  CHECK(loaded.application->outputs.at("Url").as_string() ==
        "https://" + id + ".execute-api.us-east-1.amazonaws.com");
  const Resource* found = nullptr;
  for (const Resource& resource : loaded.application->resources) {
    if (resource.type == "AWS::ApiGatewayV2::Api") found = &resource;
  }
  REQUIRE(found != nullptr);
  CHECK(at(found->properties, {"Body", "paths", "/a", "get", kIntegration, "uri"}) ==
        "\"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:"
        "123456789012:function:Hello/invocations\"");
  CHECK(notes_of(loaded).find("ApiGateway") == std::string::npos);
}

TEST_CASE("a WebSocket API has a route, an integration and a permission for each route") {
  const std::string routes =
      "RouteSelectionExpression: $request.body.action, Routes: {$connect: {FunctionArn: !GetAtt "
      "Hello.Arn}}";
  const Value root =
      expanded(function_template("") +
               api("WebSocketApi", routes + ", Auth: {AuthType: CUSTOM, AuthArn: f}"));
  CHECK(at(root, {"Resources", "MyApi", "Properties", "ProtocolType"}) == "\"WEBSOCKET\"");
  CHECK(at(root, {"Resources", "MyApiConnectRoute", "Properties", "AuthorizationType"}) ==
        "\"CUSTOM\"");
  CHECK(at(root, {"Resources", "MyApiConnectRoute", "Properties", "Target"}) ==
        R"({"Fn::Join":["/",["integrations",{"Ref":"MyApiConnectIntegration"}]]})");
  CHECK(at(root, {"Resources", "MyApiConnectPermission", "Properties", "SourceArn"})
            .find("${MyApi.ApiId}/default/$connect") != std::string::npos);
  CHECK(at(root, {"Resources", "MyApiDefaultStage", "Type"}) == "\"AWS::ApiGatewayV2::Stage\"");
  CHECK(rejection(function_template("") + api("WebSocketApi", routes + ", StageName: $default"))
            .find("Stages cannot be named $default for WebSocket APIs.") != std::string::npos);
  CHECK(
      rejection(function_template("") + api("WebSocketApi", routes + ", Auth: {AuthType: CUSTOM}"))
          .find("AuthArn must be specified if AuthType is CUSTOM.") != std::string::npos);
}

TEST_CASE("a shared usage plan is needed where one of its APIs is, and kept as long as any") {
  const auto api = [](const std::string& id, const std::string& attributes,
                      const std::string& plan) {
    return "  " + id + ": {Type: AWS::Serverless::Api, " + attributes +
           "Properties: {StageName: s, Auth: {UsagePlan: {CreateUsagePlan: SHARED, " + plan +
           "}}}}\n";
  };
  const std::string conditions = "Conditions: {C: !Equals [a, b], D: !Equals [a, b]}\n";
  const std::string two = "Resources:\n" +
                          api("A", "Condition: C, DeletionPolicy: Delete, ", "Description: one") +
                          api("B", "Condition: D, DeletionPolicy: Retain, ", "Description: two");
  const Value root = expanded(conditions + two);
  CHECK(at(root, {"Conditions", "SharedUsagePlanCondition"}) ==
        R"({"Fn::Or":[{"Condition":"C"},{"Condition":"D"}]})");
  for (const std::string id :
       {"ServerlessUsagePlan", "ServerlessApiKey", "ServerlessUsagePlanKey"}) {
    CHECK(at(root, {"Resources", id, "Condition"}) == "\"SharedUsagePlanCondition\"");
    CHECK(at(root, {"Resources", id, "DeletionPolicy"}) == "\"Retain\"");
  }
  CHECK(at(root, {"Resources", "ServerlessUsagePlan", "DependsOn"}) == R"(["A","B"])");
  CHECK(at(root, {"Resources", "ServerlessUsagePlan", "Properties", "Description"}) == "\"two\"");
  CHECK(root.find("Resources")
            ->find("ServerlessApiKey")
            ->find("Properties")
            ->find("StageKeys")
            ->items()
            .size() == 2);
  const Value always = expanded(conditions + two + api("E", "", "Description: three"));
  CHECK(at(always, {"Resources", "ServerlessApiKey", "Condition"}) == "nothing");
  CHECK(at(always, {"Conditions", "SharedUsagePlanCondition"}) == "nothing");
  CHECK(rejection(two).find("Can't have condition without having 'Conditions' section in the "
                            "template") != std::string::npos);
}
