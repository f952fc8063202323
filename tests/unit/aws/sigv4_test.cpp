#include <doctest/doctest.h>

#include "emulator/aws/sigv4.h"
#include "emulator/crypto/digest.h"
#include "emulator/text/hex.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using namespace std::chrono_literals;

namespace {

// Source: AWS's Signature Version 4 test suite, and the examples of the IAM User Guide.
constexpr const char* kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const SecretKeys kKeys{{"AKIDEXAMPLE", kSecret}};
const WallTime kThen =
    WallTime(std::chrono::sys_days(std::chrono::year(2015) / 8 / 30)) + 12h + 36min;

http::RequestHead suite_request(const std::string& target, const std::string& signature) {
  http::RequestHead head;
  head.method = "GET";
  head.target = target;
  head.headers = {{"Host", "example.amazonaws.com"},
                  {"X-Amz-Date", "20150830T123600Z"},
                  {"Authorization",
                   "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/"
                   "aws4_request, SignedHeaders=host;x-amz-date, Signature=" +
                       signature}};
  return head;
}

Status verify(const http::RequestHead& head, WallTime now = kThen, const SecretKeys& keys = kKeys) {
  auto signature = parse_signature(head);
  if (!signature) return std::move(signature).error();
  REQUIRE(signature->has_value());
  return verify_signature(head, **signature, "", keys, now);
}

}  // namespace

TEST_CASE("AWS's own examples verify") {
  // get-vanilla and get-vanilla-query-order-key-case.
  CHECK(
      verify(suite_request("/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"))
          .ok());
  CHECK(verify(suite_request("/?Param2=value2&Param1=value1",
                             "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500"))
            .ok());
}

TEST_CASE("a changed request, signature or key does not verify") {
  const std::string good = "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31";
  CHECK(verify(suite_request("/x", good)).error().reason == "InvalidSignatureException");
  CHECK_FALSE(verify(suite_request("/?a=b", good)).ok());
  CHECK_FALSE(verify(suite_request("/", "5fa0")).ok());
  CHECK_FALSE(verify(suite_request("/", good), kThen, {{"AKIDEXAMPLE", "other"}}).ok());
  CHECK_FALSE(verify(suite_request("/", good), kThen, {}).ok());
}

TEST_CASE("a signature is good for five minutes, either way") {
  const auto head =
      suite_request("/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
  CHECK(verify(head, kThen + 5min).ok());
  CHECK(verify(head, kThen - 5min).ok());
  CHECK(verify(head, kThen + 5min + 1s).error().message ==
        "Signature expired: 20150830T123600Z is now earlier than 20150830T123601Z "
        "(20150830T124101Z - 5 min.)");
  CHECK(verify(head, kThen - 5min - 1s).error().message.starts_with("Signature not yet current"));
}

TEST_CASE("the test secrets are good for every access key that has no secret of its own") {
  for (const std::string_view secret : kTestSecrets) {
    http::RequestHead head = suite_request("/", "x");
    Signature signature = **parse_signature(head);
    const std::string truth =
        sign(signature, canonical_request(head, signature, hex(sha256(""))), secret);
    CHECK(verify(suite_request("/", truth), kThen, {}).ok());
    CHECK_FALSE(verify(suite_request("/", truth)).ok());
  }
}

TEST_CASE("a presigned URL of the S3 documentation verifies until it expires") {
  http::RequestHead head;
  head.method = "GET";
  head.target =
      "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524"
      "%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
      "&X-Amz-SignedHeaders=host&X-Amz-Signature="
      "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
  head.headers = {{"Host", "examplebucket.s3.amazonaws.com"}};
  const SecretKeys keys{{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}};
  const WallTime then = std::chrono::sys_days(std::chrono::year(2013) / 5 / 24);
  CHECK(verify(head, then + 24h, keys).ok());
  CHECK_FALSE(verify(head, then + 24h + 1s, keys).ok());
  head.target += "0";
  CHECK_FALSE(verify(head, then, keys).ok());
}

TEST_CASE("what a signature lacks is named") {
  http::RequestHead head;
  head.method = "GET";
  head.target = "/";
  CHECK_FALSE(parse_signature(head)->has_value());
  head.headers = {{"Authorization", "Bearer abc"}};
  CHECK_FALSE(parse_signature(head)->has_value());
  for (const char* text :
       {"AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256 Credential=a/b, SignedHeaders=host, Signature=x",
        "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, Signature=x",
        "AWS4-HMAC-SHA256 Credential=a/20150830/r/s/aws4_request, SignedHeaders=host, "
        "Signature=x"}) {
    head.headers = {{"Authorization", text}};
    const auto parsed = parse_signature(head);
    REQUIRE_FALSE(parsed.ok());
    CHECK(parsed.error().reason == "IncompleteSignatureException");
  }
}

TEST_CASE("the body must be the one that the header names") {
  http::RequestHead head = suite_request("/", "x");
  head.headers.add("X-Amz-Content-Sha256", hex(sha256("hello")));
  Signature signature = **parse_signature(head);
  signature.signature =
      sign(signature, canonical_request(head, signature, hex(sha256("hello"))), "brume");
  CHECK(verify_signature(head, signature, "hello", {}, kThen).ok());
  CHECK_FALSE(verify_signature(head, signature, "other", {}, kThen).ok());
}
