#include "emulator/services/s3/protocol/authentication.h"

#include <doctest/doctest.h>

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/protocol/sigv2.h"
#include "emulator/text/base64.h"
#include "emulator/text/hex.h"
#include "emulator/text/percent.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using namespace brume::emulator::aws::s3;
using namespace std::chrono_literals;

namespace {

// Of the S3 API reference, "Signature Calculations for the Authorization Header".
const SecretKeys kSecrets{{"AKIAIOSFODNN7EXAMPLE", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}};
const WallTime kThen = std::chrono::sys_days(std::chrono::year(2013) / 5 / 24);
constexpr const char* kEmpty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

http::RequestHead request(const char* method, const char* target, const std::string& signed_headers,
                          const std::string& signature, http::Headers headers) {
  http::RequestHead head;
  head.method = method;
  head.target = target;
  head.headers = std::move(headers);
  head.headers.add("Host", "examplebucket.s3.amazonaws.com");
  head.headers.add("x-amz-date", "20130524T000000Z");
  head.headers.add("Authorization",
                   "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/"
                   "aws4_request,SignedHeaders=" +
                       signed_headers + ",Signature=" + signature);
  return head;
}

Result<BodyCoding> authentic(const http::RequestHead& head, WallTime now = kThen,
                             bool verify = true) {
  return authenticate(head, {parse_signature(head), verify, kSecrets, now}, "examplebucket");
}

}  // namespace

TEST_CASE("the examples of the S3 documentation are truly signed") {
  CHECK(authentic(request("GET", "/test.txt", "host;range;x-amz-content-sha256;x-amz-date",
                          "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
                          {{"Range", "bytes=0-9"}, {"x-amz-content-sha256", kEmpty}}))
            .ok());
  const char* const body = "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072";
  const auto put = request("PUT", "/test%24file.text",
                           "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
                           "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
                           {{"Date", "Fri, 24 May 2013 00:00:00 GMT"},
                            {"x-amz-storage-class", "REDUCED_REDUNDANCY"},
                            {"x-amz-content-sha256", body}});
  CHECK(authentic(put)->sha256 == body);
  CHECK(authentic(request("GET", "/?lifecycle", "host;x-amz-content-sha256;x-amz-date",
                          "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
                          {{"x-amz-content-sha256", kEmpty}}))
            .ok());
  CHECK(authentic(request("GET", "/?max-keys=2&prefix=J", "host;x-amz-content-sha256;x-amz-date",
                          "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
                          {{"x-amz-content-sha256", kEmpty}}))
            .ok());
}

TEST_CASE("a header's signature is good for fifteen minutes, and only where it is checked") {
  const auto head = request("GET", "/?lifecycle", "host;x-amz-content-sha256;x-amz-date",
                            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
                            {{"x-amz-content-sha256", kEmpty}});
  CHECK(authentic(head, kThen + 15min).ok());
  CHECK(authentic(head, kThen + 15min + 1s).error().reason == "RequestTimeTooSkewed");
  CHECK(authentic(head, kThen - 16min).error().reason == "RequestTimeTooSkewed");
  http::RequestHead other = head;
  other.target = "/?policy";
  CHECK(authentic(other).error().reason == "SignatureDoesNotMatch");
  CHECK(authentic(other, kThen + 24h, false).ok());
  http::RequestHead bare;
  bare.method = "GET";
  bare.target = "/a";
  CHECK(authentic(bare).error().reason == "AccessDenied");
  CHECK(authentic(bare, kThen, false).ok());
}

TEST_CASE("a presigned URL expires, whether signatures are checked or not") {
  http::RequestHead head;
  head.method = "GET";
  head.target =
      "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524"
      "%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400"
      "&X-Amz-SignedHeaders=host&X-Amz-Signature="
      "aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";
  head.headers = {{"Host", "examplebucket.s3.amazonaws.com"}};
  CHECK(authentic(head, kThen + 24h).ok());
  for (const bool verify : {true, false}) {
    CHECK(authentic(head, kThen + 24h + 1s, verify).error().message == "Request has expired");
    CHECK(authentic(head, kThen - 1h, verify).error().reason == "AccessDenied");
  }
  head.target += "&X-Amz-SignedHeaders=";
  CHECK(authentic(head, kThen).error().reason == "SignatureDoesNotMatch");
  head.target = "/a?X-Amz-Algorithm=AWS4-HMAC-SHA256";
  CHECK(authentic(head, kThen).error().reason == "AuthorizationQueryParametersError");
}

TEST_CASE("the older presigned URLs are checked likewise") {
  http::RequestHead head;
  head.method = "GET";
  head.headers = {{"Host", "examplebucket.s3.amazonaws.com"}};
  head.target = "/a.txt?AWSAccessKeyId=AKIAIOSFODNN7EXAMPLE&Expires=1369353600&Signature=x";
  const std::string text = sigv2_text(head, *find_sigv2(head), "examplebucket");
  CHECK(text == "GET\n\n\n1369353600\n/examplebucket/a.txt");
  const std::string signature = sign_v2(text, kSecrets.begin()->second);
  head.target.pop_back();
  head.target += percent_encode(signature);
  CHECK(authentic(head).ok());
  CHECK(authentic(head, kThen + 1s, false).error().message == "Request has expired");
  head.method = "PUT";
  CHECK(authentic(head).error().reason == "SignatureDoesNotMatch");
}

TEST_CASE("the older signature of the S3 documentation") {
  http::RequestHead head;
  head.method = "PUT";
  head.target = "/photos/puppy.jpg";
  head.headers = {{"Host", "awsexamplebucket1.us-west-1.s3.amazonaws.com"},
                  {"Content-Type", "image/jpeg"},
                  {"Date", "Tue, 27 Mar 2007 21:15:45 +0000"},
                  {"Authorization", "AWS AKIAIOSFODNN7EXAMPLE:iqRzw+ileNPu1fhspnRs8nOjjIA="}};
  const std::string text = sigv2_text(head, *find_sigv2(head), "awsexamplebucket1");
  CHECK(sign_v2(text, kSecrets.begin()->second) == find_sigv2(head)->signature);
}

TEST_CASE("the head says how the body is coded") {
  const auto coding = [](const char* stated) {
    http::RequestHead head;
    head.method = "PUT";
    head.target = "/b/k";
    head.headers = {{"x-amz-content-sha256", stated}};
    return authentic(head, kThen, false);
  };
  CHECK_FALSE(coding("UNSIGNED-PAYLOAD")->chunked);
  CHECK(coding("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")->chunked);
  CHECK_FALSE(coding("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")->trailers);
  CHECK(coding("STREAMING-UNSIGNED-PAYLOAD-TRAILER")->trailers);
  CHECK(coding("STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER")->trailers);
  CHECK(coding("nonsense").error().reason == "InvalidArgument");
}

TEST_CASE("a form's policy is signed in its fields") {
  const std::string policy = base64_encode("{}");
  const Credentials credentials{std::optional<Signature>(), true, kSecrets, kThen};
  FormFields fields{
      {"policy", policy},
      {"x-amz-credential", "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request"}};
  Signature signature{.date = "20130524", .region = "us-east-1", .service = "s3"};
  fields.emplace_back("x-amz-signature",
                      hex(hmac_sha256(signing_key(signature, kSecrets.begin()->second), policy)));
  CHECK(authenticate_form(fields, credentials).ok());
  fields[0].second += "x";
  CHECK(authenticate_form(fields, credentials).error().reason == "SignatureDoesNotMatch");
  const FormFields older{{"policy", policy},
                         {"awsaccesskeyid", "AKIAIOSFODNN7EXAMPLE"},
                         {"signature", sign_v2(policy, kSecrets.begin()->second)}};
  CHECK(authenticate_form(older, credentials).ok());
  CHECK(authenticate_form({}, credentials).error().reason == "AccessDenied");
}
