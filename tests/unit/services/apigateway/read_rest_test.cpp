#include "tests/unit/services/apigateway/apis_support.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;

TEST_CASE("a REST API as SAM expands it is read from its body") {
  const Apis read = apis_of_file("sam_rest.yaml");
  REQUIRE(read.apis.size() == 1);
  const Api& api = read.apis[0];
  CHECK(api.id == "e516b0b1c5");
  CHECK(api.logical_id == "ServerlessRestApi");
  CHECK(api.kind == ApiKind::kRest);
  CHECK(api.name == "local");
  CHECK(api.stage == "Prod");
  CHECK(routes_of(api) ==
        "GET /hello -> Hello 1.0\n"
        "OPTIONS /hello -> mock 200\n"
        "ANY /items/{id} -> Hello:live 1.0\n");
  CHECK(api.routes[0].integration.timeout_ms == 29'000);
  CHECK(api.routes[0].resource_id.size() == 6);
  CHECK(api.routes[0].resource_id == api.routes[1].resource_id);
  CHECK(api.routes[0].at.line > 0);
  CHECK(read.warnings.empty());
}

TEST_CASE("paths that AWS refuses of a REST API are errors") {
  const auto errors_of_paths = [](const std::string& paths) {
    Loaded loaded =
        load_text(resources("  Api:\n    Type: AWS::ApiGateway::RestApi\n"
                            "    Properties:\n      Body:\n        paths:\n" +
                            paths));
    REQUIRE(loaded.application);
    return described(Diagnostic::Severity::kError,
                     read_apis(*loaded.application, loaded.sources).diagnostics);
  };
  const std::string operation =
      ":\n            get: {x-amazon-apigateway-integration: {type: mock}}\n";
  for (const char* path : {"/a/{y}.png", "/a b", "/{proxy+}/x", "/{a b}", "/a@b", "/a/x{y}"}) {
    CAPTURE(path);
    const std::string errors = errors_of_paths("          '" + std::string(path) + "'" + operation);
    CHECK(errors.find("AWS refuses the path of `GET " + std::string(path)) != std::string::npos);
  }
  const std::string siblings =
      errors_of_paths("          /x/{id}" + operation + "          /x/{name}/y" + operation);
  CHECK(
      siblings.find("a sibling ({id}) of `{name}` already has a variable path part -- only one is "
                    "allowed") != std::string::npos);
  CHECK(errors_of_paths("          /x/{id}" + operation + "          /x/{id}/y:z" + operation +
                        "          /x/a.b-c_d" + operation)
            .empty());
}

TEST_CASE("SAM's OPTIONS mock answers its headers and body") {
  const Apis read = apis_of_file("sam_rest.yaml");
  const Integration& mock = read.apis.at(0).routes.at(1).integration;
  CHECK(mock.mock_headers ==
        std::map<std::string, std::string>{{"Access-Control-Allow-Methods", "GET,OPTIONS"},
                                           {"Access-Control-Allow-Origin", "*"},
                                           {"Content-Type", "application/json"}});
  CHECK(mock.mock_body == "{}\n");
}

TEST_CASE("a REST API of resources and methods is one of paths and methods") {
  const Apis read = apis_of_file("rest_resources.yaml");
  REQUIRE(read.apis.size() == 1);
  const Api& api = read.apis[0];
  CHECK(api.stage == "v1");
  CHECK(api.stage_variables == std::map<std::string, std::string>{{"a", "b"}});
  CHECK(api.binary_media_types == std::vector<std::string>{"image/*"});
  CHECK(routes_of(api) ==
        "GET / -> Hello 1.0 by AWS_IAM\n"
        "ANY /items/{id} -> GET http://localhost/{id} by Token with key\n");
  CHECK(api.routes[0].integration.timeout_ms == 5000);
  CHECK(api.routes[1].integration.request_parameters.at("integration.request.path.id") ==
        "method.request.path.id");
  const Authorizer& token = api.authorizers.at("Token");
  CHECK(token.kind == Authorizer::Kind::kToken);
  CHECK(token.function == "Auth");
  CHECK(token.identity_sources == std::vector<std::string>{"method.request.header.X-Token"});
  CHECK(token.validation_expression == "^x");
  CHECK(token.ttl_s == 0);
  CHECK(api.authorizers.at("AWS_IAM").kind == Authorizer::Kind::kIam);
  REQUIRE(api.api_keys.size() == 1);
  CHECK(api.api_keys.begin()->first == "secret-of-twenty-letters");
  CHECK(api.api_keys.begin()->second.size() == 10);
  const Api::GatewayResponse& denied = api.gateway_responses.at("UNAUTHORIZED");
  CHECK(denied.status == 418);
  CHECK(denied.headers == std::map<std::string, std::string>{{"X-Why", "tea"}});
  CHECK(denied.templates.at("application/json") == R"({"m": $context.error.messageString})");
  CHECK(read.warnings.find("method `Lost` is left out: its ResourceId is no resource of `Api`") !=
        std::string::npos);
}

TEST_CASE("each stage is an API of its own, with its variables and domains") {
  const Apis read = apis_of_file("stages.yaml");
  REQUIRE(read.apis.size() == 2);
  CHECK(read.apis[0].stage == "one");
  CHECK(read.apis[0].stage_variables.at("a") == "1");
  REQUIRE(read.apis[0].domains.size() == 1);
  CHECK(read.apis[0].domains[0].name == "other.example.com");
  CHECK(read.apis[0].domains[0].base_path.empty());
  REQUIRE(read.apis[1].domains.size() == 1);
  CHECK(read.apis[1].domains[0].name == "api.example.com");
  CHECK(read.apis[1].domains[0].base_path == "/v2");
}

TEST_CASE("an API without a stage is not served, and that is said") {
  const Apis read = apis_of("  Api: {Type: AWS::ApiGateway::RestApi, Properties: {Name: a}}\n");
  CHECK(read.apis.empty());
  CHECK(read.warnings == "8:3 `Api` is not served: it has no stage\n");
}

TEST_CASE("validators, models and required parameters are read from both versions of OpenAPI") {
  const Apis read = apis_of_file("request_validators.yaml");
  const RequestValidation& old = read.apis.at(0).routes.at(0).validation;
  CHECK(old.check_body);
  CHECK(old.check_parameters);
  CHECK(old.required_parameters ==
        std::vector<std::string>{"method.request.header.X-Id", "method.request.querystring.page"});
  CHECK(old.models.at("application/json") ==
        R"({"type":"object","required":["name"],"properties":{"name":{"type":"string"}}})");
  const RequestValidation& other = read.apis.at(1).routes.at(0).validation;
  CHECK(other.check_body);
  CHECK_FALSE(other.check_parameters);
  CHECK(other.models.at("application/json") == R"({"properties":{"next":{}}})");
  // As SAM writes a model of an OpenAPI 3 document.
  CHECK(read.apis.at(2).routes.at(0).validation.models.at("application/json") ==
        R"({"type":"object"})");
  CHECK(read.warnings.find("`#/components/schemas/Loop` refers to itself: nothing is checked "
                           "there") != std::string::npos);
}

TEST_CASE("a definition in a local file is read, and its places are that file's") {
  const Folder folder;
  folder.write("api.yaml",
               "openapi: 3.0.1\npaths:\n  /a:\n    get:\n"
               "      x-amazon-apigateway-integration: {type: aws, uri: "
               "'arn:aws:apigateway:us-east-1:sqs:path/1/q'}\n");
  LoadOptions options;
  options.template_file = folder.write("template.yaml", resources(R"(
  Api: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: api.yaml}}
  Stage: {Type: AWS::ApiGateway::Stage, Properties: {RestApiId: !Ref Api, StageName: s}}
  Far: {Type: AWS::ApiGateway::RestApi, Properties: {BodyS3Location: {Bucket: b, Key: k}}}
)"));
  Loaded loaded = load_application(options);
  const Apis read = apis_of(loaded);
  CHECK(routes_of(read.apis.at(0)) == "GET /a -> 501 AWS service integrations (sqs)\n");
  CHECK(loaded.sources.at(read.apis[0].routes[0].at.file).name.ends_with("api.yaml"));
  CHECK(read.apis[0].routes[0].at.line == 4);
  CHECK(read.warnings.find("the definition of `Far` lies in S3") != std::string::npos);
}
