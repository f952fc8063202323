#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "emulator/services/apigateway/authorize/policy.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;
using nlohmann::json;
using Verdict = Policy::Verdict;

namespace {

constexpr const char* kArn = "arn:aws:execute-api:us-east-1:123456789012:abc/Prod/GET/items/7";

Verdict judge(const json& statements) {
  auto policy = Policy::read({{"Version", "2012-10-17"}, {"Statement", statements}});
  REQUIRE(policy.ok());
  return policy->judge(kArn);
}

json statement(const char* effect, const json& resource,
               const json& action = "execute-api:Invoke") {
  return {{"Effect", effect}, {"Action", action}, {"Resource", resource}};
}

}  // namespace

TEST_CASE("a policy allows what one of its statements allows") {
  CHECK(judge({statement("Allow", kArn)}) == Verdict::kAllow);
  CHECK(judge(statement("Allow", "*")) == Verdict::kAllow);
  CHECK(judge({statement("Allow", "arn:aws:execute-api:*:*:abc/*/GET/*")}) == Verdict::kAllow);
  CHECK(judge({statement("Allow", json{"x", "*/items/?"})}) == Verdict::kAllow);
  CHECK(judge({statement("Allow", "*", json{"s3:Get", "execute-api:*"})}) == Verdict::kAllow);
  CHECK(judge({statement("Allow", "*", "Execute-API:invoke")}) == Verdict::kAllow);
}

TEST_CASE("what no statement allows is denied, implicitly") {
  CHECK(judge(json::array()) == Verdict::kImplicitDeny);
  CHECK(judge({statement("Allow", "*/POST/*")}) == Verdict::kImplicitDeny);
  CHECK(judge({statement("Allow", "*", "s3:*")}) == Verdict::kImplicitDeny);
  CHECK(judge({statement("Deny", "*/POST/*")}) == Verdict::kImplicitDeny);
}

TEST_CASE("Deny goes before Allow, wherever it stands") {
  CHECK(judge({statement("Allow", "*"), statement("Deny", "*/items/*")}) == Verdict::kExplicitDeny);
  CHECK(judge({statement("Deny", "*"), statement("Allow", kArn)}) == Verdict::kExplicitDeny);
  CHECK(judge({statement("Allow", "*"), statement("Deny", "*", "s3:*")}) == Verdict::kAllow);
}

TEST_CASE("negated actions and resources, and conditions, are on the safe side") {
  CHECK(judge({{{"Effect", "Allow"}, {"NotAction", "s3:*"}, {"Resource", "*"}}}) ==
        Verdict::kAllow);
  CHECK(judge({{{"Effect", "Allow"},
                {"Action", "execute-api:Invoke"},
                {"NotResource", "*/items/*"}}}) == Verdict::kImplicitDeny);
  json conditional = statement("Allow", "*");
  conditional["Condition"] = {{"IpAddress", {{"aws:SourceIp", "10.0.0.0/8"}}}};
  CHECK(judge({conditional}) == Verdict::kImplicitDeny);
  conditional["Effect"] = "Deny";
  CHECK(judge({conditional, statement("Allow", "*")}) == Verdict::kExplicitDeny);
}

TEST_CASE("what is no policy document is named") {
  for (const json& document :
       {json("x"), json::object(), json{{"Statement", {"x"}}},
        json{{"Statement", {{{"Effect", "Maybe"}, {"Action", "*"}, {"Resource", "*"}}}}},
        json{{"Statement", {{{"Effect", "Allow"}, {"Resource", "*"}}}}},
        json{{"Statement", {{{"Effect", "Allow"}, {"Action", "*"}, {"Resource", {1}}}}}}}) {
    CAPTURE(document.dump());
    CHECK_FALSE(Policy::read(document).ok());
  }
}
