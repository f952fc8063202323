#include <doctest/doctest.h>

#include "emulator/aws/origin_guard.h"
#include "emulator/base/virtual_time.h"
#include "emulator/services/sts/sts.h"
#include "tests/unit/aws/memory_exchange.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using namespace brume::emulator::aws::testing;

namespace {

// Says which service and operation it was asked for; knows "Known" only.
class Echo final : public Service {
 public:
  explicit Echo(ServiceTraits traits) : traits_(std::move(traits)) {}
  const ServiceTraits& traits() const override { return traits_; }
  std::size_t body_limit(const http::RequestHead&) const override { return 1000; }
  void refuse_body(const std::shared_ptr<Call>& call) override {
    call->fail({413, "RequestEntityTooLargeException", "too large"});
  }
  bool handle(const std::shared_ptr<Call>& call) override {
    if (call->operation == "Unknown") return false;
    if (call->operation == "Fail") {
      call->fail({400, "BadThing", "it is <bad>"});
    } else {
      call->succeed(200, traits_.signing_name + "." + call->operation);
    }
    return true;
  }

 private:
  const ServiceTraits traits_;
};

// Answers what it was told of the signature, before any body; knows all but "Unknown".
class Streams final : public StreamingService {
 public:
  const ServiceTraits& traits() const override { return traits_; }
  bool owns_host(std::string_view host) const override { return host.ends_with("s3.localhost"); }
  bool claims(const http::RequestHead& head) const override {
    return head.path().starts_with("/bucket");
  }
  bool take(const std::shared_ptr<Call>& call, Credentials credentials) override {
    CHECK(call->body.empty());
    if (call->head().path() == "/unknown") return false;
    const bool is_signed = credentials.signature.ok() && credentials.signature.value();
    call->succeed(200, std::string(is_signed ? "signed " : "unsigned ") + call->head().method +
                           (credentials.verify ? " verify" : ""));
    return true;
  }

 private:
  const ServiceTraits traits_{.signing_name = "s3", .title = "S3", .protocol = Protocol::kRestXml};
};

struct Fixture {
  explicit Fixture(bool verify = false)
      : time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)),
        endpoint(time, ids, {.verify_signatures = verify, .log = [this](std::string_view line) {
                               log.emplace_back(line);
                             }}) {
    endpoint.add(std::make_unique<sts::Sts>("123456789012"));
    endpoint.add(std::make_unique<Echo>(ServiceTraits{
        .signing_name = "lambda", .title = "Lambda", .path_prefixes = {"2015-03-31"}}));
    endpoint.add(std::make_unique<Echo>(
        ServiceTraits{.signing_name = "dynamodb",
                      .title = "DynamoDB",
                      .protocol = Protocol::kJson10,
                      .target_prefixes = {"DynamoDB_20120810"},
                      .shape_namespace = "com.amazonaws.dynamodb.v20120810"}));
    endpoint.add(std::make_unique<Echo>(
        ServiceTraits{.signing_name = "s3", .title = "S3", .protocol = Protocol::kRestXml}));
  }
  std::shared_ptr<MemoryExchange> send(std::string_view text) {
    return aws::testing::send(endpoint, text);
  }

  VirtualTime time;
  SequentialIds ids;
  std::vector<std::string> log;
  Endpoint endpoint;
};

std::string authorization(const std::string& service) {
  return "Authorization: AWS4-HMAC-SHA256 Credential=AK/20261121/us-east-1/" + service +
         "/aws4_request, SignedHeaders=host;x-amz-date, Signature=00\nX-Amz-Date: "
         "20261121T000000Z";
}

}  // namespace

TEST_CASE("a service that streams is handed the call before its body, unchecked") {
  VirtualTime time(std::chrono::sys_days(std::chrono::year(2026) / 11 / 21));
  SequentialIds ids;
  Endpoint endpoint(time, ids, {.verify_signatures = true});
  endpoint.add(std::make_unique<Streams>());
  endpoint.add(std::make_unique<Echo>(
      ServiceTraits{.signing_name = "lambda", .title = "Lambda", .path_prefixes = {"2015-03-31"}}));
  const auto body = [&](const std::string& text) { return send(endpoint, text)->response.body; };
  CHECK(body("PUT /x\n" + authorization("s3")) == "signed PUT verify");
  CHECK(body("PUT /x\nHost: s3.localhost") == "unsigned PUT verify");
  CHECK(body("PUT /x\nHost: lambda.s3.localhost") == "unsigned PUT verify");
  CHECK(body("GET /bucket/key") == "unsigned GET verify");
  // Preflights are its own; what is another's stays so.
  CHECK(body("OPTIONS /bucket/key\nOrigin: http://localhost:1") == "unsigned OPTIONS verify");
  CHECK(send(endpoint, "OPTIONS /x\nOrigin: http://localhost:1")->response.status == 204);
  CHECK(send(endpoint, "GET /2015-03-31/bucket")->response.status == 403);
  const auto unknown = send(endpoint, "GET /unknown\n" + authorization("s3"));
  CHECK(unknown->response.status == 501);
  CHECK(unknown->response.body.find("<Code>NotImplemented</Code>") != std::string::npos);
}

TEST_CASE("a request's service is found by credential scope, target, host and path") {
  Fixture fixture;
  CHECK(fixture.send("POST /\n" + authorization("s3"))->response.body == "s3.");
  CHECK(fixture.send("POST /\nX-Amz-Target: DynamoDB_20120810.GetItem")->response.body ==
        "dynamodb.GetItem");
  CHECK(fixture.send("GET /x\nHost: lambda.us-east-1.localhost:4566")->response.body == "lambda.");
  CHECK(fixture.send("GET /2015-03-31/functions/")->response.body == "lambda.");
  // What it is signed for wins.
  CHECK(fixture.send("GET /2015-03-31/functions/\n" + authorization("s3"))->response.body == "s3.");
}

TEST_CASE("a Query request is found by its version, and framed as XML") {
  Fixture fixture;
  const auto answer = fixture.send(
      "POST /\nContent-Type: application/x-www-form-urlencoded; charset=utf-8\n\n"
      "Action=GetCallerIdentity&Version=2011-06-15");
  CHECK(answer->response.status == 200);
  CHECK(answer->header("Content-Type") == "text/xml");
  CHECK(answer->response.body ==
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
        "<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:root</Arn>"
        "<UserId>123456789012</UserId><Account>123456789012</Account></GetCallerIdentityResult>"
        "<ResponseMetadata><RequestId>" +
            answer->header("x-amzn-RequestId") +
            "</RequestId></ResponseMetadata></GetCallerIdentityResponse>");
}

TEST_CASE("errors have the shape of their protocol") {
  Fixture fixture;
  const auto json = fixture.send("POST /\nX-Amz-Target: DynamoDB_20120810.Fail");
  CHECK(json->response.status == 400);
  CHECK(json->header("Content-Type") == "application/x-amz-json-1.0");
  CHECK(json->response.body ==
        R"({"__type":"com.amazonaws.dynamodb.v20120810#BadThing","message":"it is <bad>"})");
  const auto rest = fixture.send("POST /\nX-Amz-Target: x.Fail\n" + authorization("lambda"));
  CHECK(rest->header("x-amzn-ErrorType") == "BadThing");
  CHECK(rest->response.body == R"({"message":"it is <bad>"})");
  const auto xml = fixture.send("POST /\nX-Amz-Target: x.Fail\n" + authorization("s3"));
  CHECK(xml->header("Content-Type") == "application/xml");
  CHECK(xml->response.body.find("<Error><Code>BadThing</Code><Message>it is &lt;bad&gt;</Message>"
                                "<RequestId>" +
                                xml->header("x-amz-request-id")) != std::string::npos);
}

TEST_CASE("unknown services and operations answer 501 with their name, and are logged once") {
  Fixture fixture;
  for (int i = 0; i < 2; ++i) {
    const auto service =
        fixture.send("POST /\nX-Amz-Target: AmazonSSM.GetParameter\n" + authorization("ssm"));
    CHECK(service->response.status == 501);
    CHECK(service->response.body.find("the AWS service 'ssm' (GetParameter)") != std::string::npos);
    const auto operation = fixture.send("POST /\nX-Amz-Target: DynamoDB_20120810.Unknown");
    CHECK(operation->response.status == 501);
    CHECK(operation->response.body.find("the operation of DynamoDB 'Unknown'") !=
          std::string::npos);
    const auto query = fixture.send(
        "POST /\nContent-Type: application/x-www-form-urlencoded\n\nAction=Publish&Version=1999");
    CHECK(query->response.status == 501);
    CHECK(query->response.body.find("<Code>NotImplemented</Code>") != std::string::npos);
    CHECK(fixture.send("GET /nowhere")->response.status == 501);
  }
  CHECK(fixture.log.size() == 4);
}

TEST_CASE("a body above the service's limit is refused in its words") {
  Fixture fixture;
  const auto answer =
      fixture.send("POST /\n" + authorization("lambda") + "\n\n" + std::string(1001, 'x'));
  CHECK(answer->response.status == 413);
  CHECK(answer->header("x-amzn-ErrorType") == "RequestEntityTooLargeException");
}

TEST_CASE("with verified signatures, unsigned and wrongly signed requests are refused") {
  Fixture fixture(true);
  const auto missing = fixture.send("GET /2015-03-31/functions/");
  CHECK(missing->response.status == 403);
  CHECK(missing->header("x-amzn-ErrorType") == "MissingAuthenticationTokenException");
  const auto wrong = fixture.send("GET /\n" + authorization("lambda"));
  CHECK(wrong->response.status == 403);
  CHECK(wrong->header("x-amzn-ErrorType") == "InvalidSignatureException");
  const auto xml = fixture.send("GET /\n" + authorization("s3"));
  CHECK(xml->response.body.find("<Code>SignatureDoesNotMatch</Code>") != std::string::npos);
  CHECK(fixture.send("POST /\n" + authorization("dynamodb"))->response.status == 400);
}

TEST_CASE("only hosts and pages of this machine are answered") {
  Fixture fixture;
  const auto status = [&](const std::string& headers) {
    return fixture.send("GET /2015-03-31/functions/\n" + headers)->response.status;
  };
  for (const char* host : {"localhost", "localhost:4566", "127.0.0.1:4566", "127.1.2.3", "[::1]:80",
                           "bucket.s3.localhost", "LOCALHOST.", "lambda.us-east-1.amazonaws.com"}) {
    CAPTURE(host);
    CHECK(status("Host: " + std::string(host)) == 200);
  }
  for (const char* host : {"evil.example", "localhost.evil.example", "10.0.0.1", "0.0.0.0",
                           "evillocalhost", "[::2]", "amazonaws.com", "127.0.0.1.evil.example"}) {
    CAPTURE(host);
    CHECK(status("Host: " + std::string(host)) == 403);
  }
  CHECK(status("Origin: http://localhost:5173") == 200);
  for (const char* origin : {"https://evil.example", "null", "https://localhost.evil.example",
                             "https://x.amazonaws.com", "file://"}) {
    CAPTURE(origin);
    CHECK(status("Origin: " + std::string(origin)) == 403);
  }
  for (const char* site : {"same-origin", "same-site", "none"}) {
    CHECK(status("Sec-Fetch-Site: " + std::string(site)) == 200);
  }
  CHECK(status("Sec-Fetch-Site: cross-site") == 403);
  CHECK(status("Sec-Fetch-Site: cross-site\nOrigin: http://localhost:5173") == 200);
  CHECK(is_local_host("my-laptop", "my-laptop"));
}

TEST_CASE("a page of this machine may read the answers") {
  Fixture fixture;
  const auto preflight = fixture.send(
      "OPTIONS /2015-03-31/functions/\nOrigin: http://localhost:5173\n"
      "Access-Control-Request-Headers: authorization,x-amz-date");
  CHECK(preflight->response.status == 204);
  CHECK(preflight->header("Access-Control-Allow-Headers") == "authorization,x-amz-date");
  const auto answer = fixture.send("GET /2015-03-31/functions/\nOrigin: http://localhost:5173");
  CHECK(answer->header("Access-Control-Allow-Origin") == "http://localhost:5173");
  CHECK(fixture.send("OPTIONS /\nOrigin: http://evil.example")->response.status == 403);
}
