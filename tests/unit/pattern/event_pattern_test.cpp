#include "emulator/pattern/event_pattern.h"

#include <doctest/doctest.h>

#include <string>

namespace brume::emulator::pattern {
namespace {

// What is said of a pattern, without what all begin with; empty: nothing.
std::string said(const std::string& json) {
  const auto pattern = read_pattern(Value(json));
  if (!pattern) return "no JSON";
  Diagnostics diagnostics;
  Reporter reporter(diagnostics, rules::kPattern);
  check_pattern(*pattern, Path(), reporter);
  if (diagnostics.empty()) return "";
  const std::string& message = diagnostics.front().message;
  const std::size_t reason = message.find("Reason: ");
  return reason == std::string::npos ? message : message.substr(reason + 8);
}

}  // namespace

TEST_CASE("patterns that AWS takes") {
  for (const char* pattern : {
           R"({"source": ["aws.s3", null, true, 5]})",
           R"({"detail": {"a": {"b": [{"prefix": ""}, {"suffix": ".png"}]}}})",
           R"({"a": [{"prefix": {"equals-ignore-case": "x"}}, {"exists": false}]})",
           R"({"a": [{"numeric": [">", 0, "<=", 5.5]}, {"numeric": ["=", 7]}]})",
           R"({"a": [{"anything-but": ["x", "y"]}, {"anything-but": {"prefix": ["x", "y"]}}]})",
           R"({"a": [{"cidr": "10.0.0.0/8"}, {"cidr": "2001:db8::/32"}, {"wildcard": "a*\\*b"}]})",
           R"({"$or": [{"a": [1]}, {"b": [2]}]})",
           R"({"a": [{"Ref": "X"}]})",
       }) {
    CHECK_MESSAGE(said(pattern) == "", pattern);
  }
}

TEST_CASE("patterns that AWS refuses, or that nothing matches") {
  CHECK(said("{source: [a]}") == "no JSON");
  CHECK(said("[]") == "Filter is not an object");
  CHECK(said("{}") == "Empty objects are not allowed");
  CHECK(said(R"({"a": []})") == "Empty arrays are not allowed");
  CHECK(said(R"({"a": "x"})") == "\"a\" must be an object or an array");
  CHECK(said(R"({"a": [["x"]]})").starts_with("Match value must be"));
  CHECK(said(R"({"a": [{}]})") == "Empty match expression is not allowed");
  CHECK(said(R"({"a": [{"prefix": "x", "suffix": "y"}]})") ==
        "Only one key allowed in match expression");
  CHECK(said(R"({"a": [{"prefx": "x"}]})") == "Unrecognized match type prefx");
  CHECK(said(R"({"a": [{"exists": "yes"}]})").starts_with("exists match pattern"));
  CHECK(said(R"({"a": [{"prefix": 5}]})").find("must be a string") != std::string::npos);
  CHECK(said(R"({"a": [{"cidr": "10.0.0.0/33"}]})").starts_with("Malformed CIDR"));
  CHECK(said(R"({"a": [{"cidr": "ten"}]})").starts_with("Malformed CIDR"));
  CHECK(said(R"({"a": [{"wildcard": "a**b"}]})") == "Consecutive wildcard characters at pos 1");
  CHECK(said(R"({"a": [{"wildcard": "a\\b"}]})") == "Invalid escape character at pos 1");
  CHECK(said(R"({"a": [{"anything-but": []}]})") == "Empty arrays are not allowed");
  CHECK(said(R"({"a": [{"anything-but": ["x", 1]}]})").find("mixed type") != std::string::npos);
  CHECK(said(R"({"a": [{"anything-but": {"cidr": "x"}}]})") ==
        "Unsupported anything-but pattern: cidr");
  CHECK(said(R"({"$or": [{"a": []}, {"b": [2]}]})") == "Empty arrays are not allowed");
}

TEST_CASE("numeric ranges without a number") {
  CHECK(said(R"({"a": [{"numeric": [">", 5, "<", 5]}]})").starts_with("Bottom must be less"));
  CHECK(said(R"({"a": [{"numeric": ["<", 5, ">", 0]}]})").starts_with("Too many elements"));
  CHECK(said(R"({"a": [{"numeric": []}]})").starts_with("Invalid member in numeric match"));
  CHECK(said(R"({"a": [{"numeric": [">"]}]})").find("it is missing") != std::string::npos);
  CHECK(said(R"({"a": [{"numeric": ["~", 5]}]})") == "Unrecognized numeric range operator");
  CHECK(said(R"({"a": [{"numeric": ["=", "5"]}]})") == "Value of = must be numeric");
  CHECK(said(R"({"a": [{"numeric": ["=", 6e9]}]})").starts_with("Value must be between"));
}

TEST_CASE("a pattern has at most 4096 characters") {
  CHECK(said("{\"a\": [\"" + std::string(4096, 'x') + "\"]}").find("at most 4096") !=
        std::string::npos);
}

TEST_CASE("fields that no event has") {
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  const auto pattern = read_pattern(Value(R"({"detailType": ["x"], "source": ["y"]})"));
  check_fields(*pattern, event_fields(), Path(), reporter);
  REQUIRE(diagnostics.size() == 1);
  CHECK(diagnostics[0].hint == "did you mean `detail-type`?");
}

}  // namespace brume::emulator::pattern
