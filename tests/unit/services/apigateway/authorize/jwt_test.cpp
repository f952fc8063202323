#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "emulator/crypto/key_set.h"
#include "emulator/crypto/signing_key.h"
#include "emulator/services/apigateway/authorize/jwt.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;
using nlohmann::json;

namespace {

const WallTime kNow(std::chrono::seconds(1'000'000));

Jwt token(const json& claims) {
  Jwt made;
  made.claims = claims.dump();
  return made;
}

ClaimsVerdict verdict_on(json claims, const std::vector<std::string>& scopes = {}) {
  Authorizer authorizer;
  authorizer.issuer = "https://issuer";
  authorizer.audiences = {"me", "you"};
  json all = {{"iss", "https://issuer"}, {"aud", "me"}, {"exp", 1'000'001}};
  for (const auto& [name, value] : claims.items()) {
    all[name] = value;
    if (value.is_null()) all.erase(name);
  }
  return check_claims(token(all), authorizer, scopes, kNow);
}

// RFC 7515, A.3: ECDSA P-256 SHA-256.
constexpr const char* kEsKeys = R"({"keys":[{"kty":"EC","crv":"P-256","kid":"es",)"
                                R"("x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",)"
                                R"("y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]})";
constexpr const char* kEsToken =
    "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
    "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djx"
    "La8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";

KeySet::Verdict verify(const KeySet& keys, const Jwt& jwt) {
  return keys.verify({jwt.algorithm, jwt.key_id, jwt.signed_text, jwt.signature});
}

}  // namespace

TEST_CASE("a key signs tokens that its key set verifies, and nothing else") {
  const auto key = SigningKey::generate();
  REQUIRE(key.ok());
  const auto keys = KeySet::read(key.value().key_set());
  REQUIRE(keys.ok());
  auto jwt = Jwt::parse("Bearer " + key.value().sign(R"({"iss":"x"})"));
  REQUIRE(jwt);
  CHECK(verify(keys.value(), *jwt) == KeySet::Verdict::kSigned);
  CHECK(issuer_of(*jwt) == "x");
  Jwt forged = *jwt;
  forged.signed_text.back() = forged.signed_text.back() == 'A' ? 'B' : 'A';
  CHECK(verify(keys.value(), forged) == KeySet::Verdict::kNotSigned);
  forged = *jwt;
  forged.signature.clear();
  CHECK(verify(keys.value(), forged) == KeySet::Verdict::kNotSigned);
  for (const char* algorithm : {"none", "HS256", "RS384", "ES256", ""}) {
    forged = *jwt;
    forged.algorithm = algorithm;
    CHECK(verify(keys.value(), forged) == KeySet::Verdict::kUnsupportedAlgorithm);
  }
  forged = *jwt;
  forged.key_id = "other";
  CHECK(verify(keys.value(), forged) == KeySet::Verdict::kUnknownKey);
}

TEST_CASE("a key survives its PEM") {
  const auto key = SigningKey::generate();
  REQUIRE(key.ok());
  const auto again = SigningKey::from_pem(key.value().pem());
  REQUIRE(again.ok());
  CHECK(again.value().id() == key.value().id());
  CHECK(again.value().key_set() == key.value().key_set());
  CHECK_FALSE(SigningKey::from_pem("nothing").ok());
}

TEST_CASE("elliptic curve signatures are verified") {
  const auto keys = KeySet::read(kEsKeys);
  REQUIRE(keys.ok());
  auto jwt = Jwt::parse(kEsToken);
  REQUIRE(jwt);
  CHECK(verify(keys.value(), *jwt) == KeySet::Verdict::kUnknownKey);  // it names none
  jwt->key_id = "es";
  CHECK(verify(keys.value(), *jwt) == KeySet::Verdict::kSigned);
  for (const std::string& wrong :
       {std::string(), std::string("x"), std::string(64, '\0'), jwt->signature.substr(1)}) {
    Jwt forged = *jwt;
    forged.signature = wrong;
    CHECK(verify(keys.value(), forged) == KeySet::Verdict::kNotSigned);
  }
}

TEST_CASE("key sets skip what they do not understand, and are refused when they are none") {
  const auto keys =
      KeySet::read(R"({"keys":[{"kty":"oct","k":"AA"},{"kty":"RSA","n":"!","e":"AQAB"},1,)"
                   R"({"kty":"RSA","use":"enc","n":"AQAB","e":"AQAB"},)"
                   R"({"kty":"EC","crv":"P-256","x":"A","y":"A"}]})");
  REQUIRE(keys.ok());
  CHECK(keys.value().empty());
  CHECK_FALSE(KeySet::read("{}").ok());
  CHECK_FALSE(KeySet::read("x").ok());
}

TEST_CASE("what is no signed token is none") {
  for (const char* text : {"", "Bearer", "a.b", "a.b.c", "e30.e30", "e30.W10.AA", "W10.e30.AA"}) {
    CAPTURE(text);
    CHECK_FALSE(Jwt::parse(text));
  }
  CHECK(Jwt::parse("e30.e30.AA"));
  // Base64url of tokens has no padding.
  for (const char* text : {"e30.e30.AA==", "e30=.e30.AA", "e30.e30=.AA"}) {
    CAPTURE(text);
    CHECK_FALSE(Jwt::parse(text));
  }
}

TEST_CASE("claims are held against the authorizer and the clock") {
  using enum ClaimsVerdict;
  CHECK(verdict_on({}) == kGood);
  CHECK(verdict_on({{"iss", "https://issuer/"}}) == kIssuer);
  CHECK(verdict_on({{"aud", {"x", "you"}}}) == kGood);
  CHECK(verdict_on({{"aud", "x"}, {"client_id", "me"}}) == kAudience);
  CHECK(verdict_on({{"aud", nullptr}, {"client_id", "me"}}) == kGood);
  CHECK(verdict_on({{"aud", nullptr}}) == kAudience);
  CHECK(verdict_on({{"exp", 1'000'000}}) == kExpired);
  CHECK(verdict_on({{"exp", nullptr}}) == kExpired);
  CHECK(verdict_on({{"exp", "soon"}}) == kMalformed);
  CHECK(verdict_on({{"nbf", 1'000'000}}) == kGood);
  CHECK(verdict_on({{"nbf", 1'000'001}}) == kNotYet);
  CHECK(verdict_on({{"iat", 1'000'001}}) == kNotYet);
  CHECK(verdict_on({}, {"a"}) == kScope);
  CHECK(verdict_on({{"scope", "b a"}}, {"a"}) == kGood);
  CHECK(verdict_on({{"scp", {"b", "c"}}}, {"a", "c"}) == kGood);
}

TEST_CASE("claims are handed on as texts, as each kind of API writes them") {
  const Jwt jwt = token({{"sub", "me"},
                         {"exp", 1'583'348'638},
                         {"cognito:groups", {"admin", "users"}},
                         {"ok", true},
                         {"nested", {{"a", 1}}},
                         {"scope", "x y"}});
  CHECK(json::parse(jwt_context(jwt, ApiKind::kHttp, PayloadFormat::kV2, {"x"})) ==
        json::parse(R"({"jwt":{"claims":{"sub":"me","exp":"1583348638","ok":"true",
          "cognito:groups":"[admin users]","nested":"map[a:1]","scope":"x y"},
          "scopes":["x","y"]}})"));
  CHECK(
      json::parse(jwt_context(jwt, ApiKind::kHttp, PayloadFormat::kV1, {})).at("scopes").is_null());
  CHECK(json::parse(jwt_context(jwt, ApiKind::kRest, PayloadFormat::kV1, {})) ==
        json::parse(R"({"claims":{"sub":"me","exp":"Wed Mar 04 19:03:58 UTC 2020","ok":"true",
          "cognito:groups":"admin,users","nested":"{\"a\":1}","scope":"x y"}})"));
}
