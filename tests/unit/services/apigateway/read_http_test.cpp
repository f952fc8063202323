#include "tests/unit/services/apigateway/apis_support.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;

TEST_CASE("an HTTP API as SAM expands it is read from its body") {
  const Apis read = apis_of_file("sam_http.yaml");
  REQUIRE(read.apis.size() == 1);
  const Api& api = read.apis[0];
  CHECK(api.id == "858d0dd040");
  CHECK(api.kind == ApiKind::kHttp);
  CHECK(api.name == "mine");
  CHECK(api.stage == "$default");
  CHECK(routes_of(api) ==
        "$default -> Hello 2.0\n"
        "POST /old -> Hello 1.0 by Jwt read write\n"
        "GET /request -> ANY http://localhost:9/x by Lambda\n"
        "GET /iam -> ANY http://localhost:9/x by AWS_IAM\n"
        "GET /open -> ANY http://localhost:9/x\n");
  CHECK(api.routes[0].integration.timeout_ms == 30'000);
  CHECK(api.routes[1].integration.timeout_ms == 1000);
  const Authorizer& jwt = api.authorizers.at("Jwt");
  CHECK(jwt.kind == Authorizer::Kind::kJwt);
  CHECK(jwt.issuer == "https://issuer");
  CHECK(jwt.audiences == std::vector<std::string>{"one", "two"});
  CHECK(jwt.identity_sources == std::vector<std::string>{"$request.header.Authorization"});
  const Authorizer& lambda = api.authorizers.at("Lambda");
  CHECK(lambda.kind == Authorizer::Kind::kRequest);
  CHECK(lambda.function == "Auth");
  CHECK(lambda.payload_format == PayloadFormat::kV2);
  CHECK(lambda.simple_responses);
  CHECK(lambda.ttl_s == 60);
  CHECK(lambda.identity_sources ==
        std::vector<std::string>{"$request.header.A", "$request.querystring.b"});
  REQUIRE(api.cors);
  CHECK(api.cors->allow_origins == std::vector<std::string>{"https://a"});
  CHECK(api.cors->max_age_s == 60);
  CHECK(api.cors->allow_credentials);
  CHECK(read.warnings.empty());
}

TEST_CASE("an HTTP API of routes and integrations is read, and so is quick create") {
  const Apis read = apis_of_file("http_resources.yaml");
  REQUIRE(read.apis.size() == 3);
  CHECK(read.apis[0].stage == "dev");
  CHECK(read.apis[0].stage_variables.at("k") == "v");
  CHECK(read.apis[0].cors->allow_origins == std::vector<std::string>{"*"});
  CHECK(routes_of(read.apis[0]) ==
        "GET /items/{id} -> Hello 2.0 by Jwt a\n"
        "POST /send -> 501 AWS service integrations (SQS-SendMessage)\n");
  CHECK(routes_of(read.apis[1]) == "$default -> Hello 2.0\n");
  CHECK(read.apis[1].stage == "$default");
  CHECK(routes_of(read.apis[2]) == "GET /web ->  https://example.com\n");
  CHECK(read.warnings.find("the route key `nonsense` is neither $default nor `GET /path`") !=
        std::string::npos);
  CHECK(read.warnings.find("`Chat` is not served: WebSocket APIs are not emulated") !=
        std::string::npos);
  CHECK(read.warnings.find("`POST /send` is not emulated and answers 501: AWS service "
                           "integrations (SQS-SendMessage)") != std::string::npos);
}

TEST_CASE("a function URL is an API of one route") {
  const Apis read = apis_of(R"(
  HelloUrl:
    Type: AWS::Lambda::Url
    Properties: {TargetFunctionArn: !Ref Hello, AuthType: AWS_IAM, InvokeMode: RESPONSE_STREAM,
      Qualifier: live, Cors: {AllowOrigins: ['*'], MaxAge: 5}}
)");
  REQUIRE(read.apis.size() == 1);
  const Api& api = read.apis[0];
  CHECK(api.kind == ApiKind::kFunctionUrl);
  CHECK(api.id == "hellourl");
  CHECK(api.logical_id == "Hello");
  CHECK(routes_of(api) == "$default -> Hello:live 2.0 by AWS_IAM\n");
  CHECK(api.routes[0].integration.streaming);
  CHECK(api.routes[0].integration.timeout_ms == 3000);
  CHECK(api.cors->max_age_s == 5);
}

TEST_CASE("what leads nowhere or is refused by AWS is said with its place") {
  const Apis read = apis_of_file("leads_nowhere.yaml");
  CHECK(read.warnings ==
        "15:13 `GET /gone` of `Api` leads to the function `Gone`, which is not in this template\n"
        "17:13 `GET /slash/` is left out: AWS makes no route for a path that ends in `/`\n"
        "21:13 `GET /a/{y}` stands twice in `Api`: the last one counts\n"
        "23:13 `GET /{p+}/x` is left out: `{p+}` may only stand at the end of a path\n"
        "25:13 `GET /empty` has no integration: AWS refuses the API\n");
}
