#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "emulator/crypto/signing_key.h"
#include "tests/unit/services/apigateway/gateway_world.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;
using namespace brume::emulator::gateway::testing;
using namespace std::chrono_literals;
using nlohmann::json;

namespace {

constexpr const char* kIssuer = "https://issuer.example";

const SigningKey& signing_key() {
  static const SigningKey key = [] {
    auto made = SigningKey::generate();
    BRUME_CHECK(made.ok());
    return std::move(made).value();
  }();
  return key;
}

// The same claims under a header that names no key.
std::string without_key_id(const std::string& token) {
  return R"(eyJhbGciOiJSUzI1NiJ9)" + token.substr(token.find('.'));
}

class MemoryFetcher final : public TextFetcher {
 public:
  void get(const std::string& url, Callback<void(Result<std::string>)> done) override {
    ++fetches;
    if (held) {
      waiting.push_back(std::move(done));
      return;
    }
    const auto found = pages.find(url);
    if (found == pages.end()) {
      done(Error{Error::Code::kUnavailable, "cannot fetch " + url});
    } else {
      done(found->second);
    }
  }
  std::map<std::string, std::string> pages = {
      {"https://issuer.example/.well-known/openid-configuration",
       R"({"jwks_uri":"https://issuer.example/keys"})"},
      {"https://issuer.example/keys", signing_key().key_set()}};
  int fetches = 0;
  bool held = false;
  std::vector<Callback<void(Result<std::string>)>> waiting;
};

struct JwtWorld : GatewayWorld {
  explicit JwtWorld(GatewayOptions options = {}) : GatewayWorld(std::move(options)) {
    fetcher = &memory;
  }
  std::string token(json changes = json::object()) {
    const auto now = std::chrono::floor<std::chrono::seconds>(time.wall()).time_since_epoch();
    json claims = {{"iss", kIssuer}, {"aud", "me"}, {"exp", now.count() + 60}, {"sub", "anna"}};
    claims.update(changes);
    return signing_key().sign(claims.dump());
  }
  std::shared_ptr<MemoryExchange> send_token(const std::string& header,
                                             ApiKind kind = ApiKind::kHttp) {
    Request request = lambda_request(kind, PayloadFormat::kV2);
    Authorizer authorizer;
    authorizer.name = "jwt";
    authorizer.kind = Authorizer::Kind::kJwt;
    authorizer.issuer = kIssuer;
    authorizer.audiences = {"me"};
    authorizer.identity_sources = {"$request.header.Authorization"};
    request.api.authorizers["jwt"] = authorizer;
    request.route.authorizer = "jwt";
    request.route.scopes = scopes;
    if (!header.empty()) request.head.headers.add("Authorization", header);
    return send(request);
  }

  MemoryFetcher memory;
  std::vector<std::string> scopes;
};

std::string challenge(const MemoryExchange& exchange) {
  const std::string* const value = exchange.response.headers.find("www-authenticate");
  return value == nullptr ? std::string() : *value;
}

}  // namespace

TEST_CASE("a good token passes and its claims reach the function") {
  JwtWorld world;
  world.send_token("Bearer " + world.token());
  REQUIRE(world.launcher.processes.size() == 1);
  const json event = json::parse(world.launcher.last().invokes.at(0).payload);
  const json& jwt = event.at("requestContext").at("authorizer").at("jwt");
  CHECK(jwt.at("claims").at("sub") == "anna");
  CHECK(jwt.at("scopes").is_null());
}

TEST_CASE("a bad token is 401 with AWS's challenge, and calls nobody") {
  JwtWorld world;
  const auto missing = world.send_token("");
  CHECK(missing->response.status == 401);
  CHECK(missing->response.body == R"({"message":"Unauthorized"})");
  CHECK(challenge(*missing) == "Bearer");
  const std::pair<std::string, const char*> rows[] = {
      {"Bearer x", "the token is not a signed JWT"},
      {world.token({{"iss", "https://other"}}), "the token does not have a valid issuer"},
      {world.token({{"aud", "you"}}), "the token does not have a valid audience"},
      {world.token({{"exp", 1}}), "the token has expired"},
      {world.token({{"nbf", 9e9}}), "the token is not valid yet"},
      {without_key_id(world.token()), "the token does not name its key"},
      {world.token() + "=", "the token is not a signed JWT"},
      {world.token() + "A", "the signature is invalid"}};
  for (const auto& [token, why] : rows) {
    const auto exchange = world.send_token(token);
    CHECK(exchange->response.status == 401);
    CHECK(challenge(*exchange) ==
          std::string("Bearer scope=\"\" error=\"invalid_token\" error_description=\"") + why +
              "\"");
  }
  CHECK(world.launcher.processes.empty());
}

TEST_CASE("a token without the route's scope is 403") {
  JwtWorld world;
  world.scopes = {"items:read", "items:write"};
  const auto exchange = world.send_token(world.token({{"scope", "other"}}));
  CHECK(exchange->response.status == 403);
  CHECK(exchange->response.body == R"({"message":"Forbidden"})");
  CHECK(challenge(*exchange) ==
        "Bearer scope=\"items:read items:write\" error=\"insufficient_scope\"");
  world.send_token(world.token({{"scope", "a items:write"}}));
  CHECK(world.launcher.processes.size() == 1);
}

TEST_CASE("a REST API's user pool answers without a challenge") {
  JwtWorld world;
  const auto missing = world.send_token("", ApiKind::kRest);
  CHECK(missing->response.status == 401);
  CHECK(challenge(*missing).empty());
  const auto expired = world.send_token(world.token({{"exp", 1}}), ApiKind::kRest);
  CHECK(expired->response.body == R"({"message":"The incoming token has expired"})");
  world.send_token(world.token(), ApiKind::kRest);
  const json event = json::parse(world.launcher.last().invokes.at(0).payload);
  CHECK(event.at("requestContext").at("authorizer").at("claims").at("sub") == "anna");
}

TEST_CASE("keys are fetched once for many, kept for two hours, and asked for when unknown") {
  JwtWorld world;
  world.memory.held = true;
  const auto first = world.send_token(world.token());
  const auto second = world.send_token(world.token());
  CHECK(world.memory.fetches == 1);
  world.memory.waiting.at(0)(std::string(R"({"jwks_uri":"https://issuer.example/keys"})"));
  world.memory.waiting.at(1)(signing_key().key_set());
  CHECK(world.launcher.processes.size() == 2);
  world.memory.held = false;
  world.time.advance(2h - 1s);
  world.send_token(world.token());
  CHECK(world.memory.fetches == 2);
  world.time.advance(1s);
  world.send_token(world.token());
  CHECK(world.memory.fetches == 4);
  const auto other = SigningKey::generate();
  REQUIRE(other.ok());
  world.time.advance(kRefetchAtMost);
  for (int i = 0; i < 3; ++i) {
    const std::string foreign = other.value().sign(json{{"iss", kIssuer}, {"aud", "me"}}.dump());
    CHECK(challenge(*world.send_token(foreign)).find("names a key") != std::string::npos);
  }
  CHECK(world.memory.fetches == 6);
}

TEST_CASE("keys that cannot be fetched are a 401 and a line in the log") {
  JwtWorld world;
  SUBCASE("no discovery document") {
    world.memory.pages.clear();
  }
  SUBCASE("no jwks_uri") {
    world.memory.pages.begin()->second = "{}";
  }
  SUBCASE("no keys") {
    world.memory.pages["https://issuer.example/keys"] = "<html>";
  }
  const auto exchange = world.send_token(world.token());
  CHECK(exchange->response.status == 401);
  CHECK(world.log.contains("https://issuer.example/"));
}

TEST_CASE("trusted keys sign for every issuer, and the log says so") {
  JwtWorld world({.trusted_keys = signing_key().key_set()});
  world.send_token(world.token());
  CHECK(world.launcher.processes.size() == 1);
  CHECK(world.memory.fetches == 0);
  CHECK(world.log.contains("brume token"));
}
