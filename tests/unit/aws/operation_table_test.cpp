#include "emulator/aws/operation_table.h"

#include <doctest/doctest.h>

#include "emulator/base/virtual_time.h"
#include "tests/unit/aws/memory_exchange.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using namespace brume::emulator::aws::testing;

namespace {

struct Mailbox {
  std::vector<std::shared_ptr<Request>>& waiting;
};

// Answers with what it was sent.
void send_letter(Mailbox&, const std::shared_ptr<Request>& request) {
  Input input = request->input();
  input.require("To");
  const auto to = input.text("To", {.most = 10});
  const auto stamps = input.number("Stamps", 0, 9);
  const auto lines = input.text_list("Lines");
  if (request->fail_if_invalid()) return;
  List written;
  for (const std::string& line : lines.value_or(std::vector<std::string>())) {
    written.emplace_back(line);
  }
  request->answer(
      {{"To", *to}, {"Stamps", stamps ? Value(*stamps) : Value()}, {"Lines", std::move(written)}});
}

void wait_for_letter(Mailbox& mailbox, const std::shared_ptr<Request>& request) {
  mailbox.waiting.push_back(request);
}

void burn_letter(Mailbox&, const std::shared_ptr<Request>& request) {
  request->answer();
}

void lose_letter(Mailbox&, const std::shared_ptr<Request>& request) {
  AwsError error{400, "LetterDoesNotExist", "There is no <letter>."};
  error.query_code = "Mail.NonExistentLetter";
  error.query_status = 404;
  request->fail(error);
}

void forget_letter(Mailbox&, const std::shared_ptr<Request>&) {}

constexpr QueryShape kLetterShapes[] = {{"Lines", "Line"}};
constexpr Operation<Mailbox> kOperations[] = {
    {"SendLetter", send_letter, kLetterShapes},
    {"WaitForLetter", wait_for_letter},
    {"BurnLetter", burn_letter},
    {"LoseLetter", lose_letter},
    {"ForgetLetter", forget_letter},
    {"SealLetter"},
};

constexpr const char* kAuthorization =
    "Authorization: AWS4-HMAC-SHA256 Credential=AK/20261121/us-east-1/mail/aws4_request, "
    "SignedHeaders=host, Signature=00\nX-Amz-Date: 20261121T000000Z";

// A service that speaks JSON and Query, as SQS does, behind an endpoint.
struct MailFixture {
  MailFixture() {
    endpoint.add(std::make_unique<TableService<Mailbox>>(
        ServiceTraits{.signing_name = "mail",
                      .title = "Mail",
                      .protocol = Protocol::kJson10,
                      .target_prefixes = {"AmazonMail"},
                      .query_version = "2012-11-05",
                      .xml_namespace = "http://mail/",
                      .shape_namespace = "com.amazonaws.mail",
                      .body_bytes_max = 1000},
        kOperations, Mailbox{waiting}));
  }
  std::shared_ptr<MemoryExchange> json(const std::string& operation, const std::string& body) {
    return send(endpoint,
                "POST /\nContent-Type: application/x-amz-json-1.0\nX-Amz-Target: "
                "AmazonMail." +
                    operation + "\n\n" + body);
  }
  std::shared_ptr<MemoryExchange> signed_query(const std::string& form) {
    return send(endpoint, "POST /\n" + std::string(kAuthorization) +
                              "\nContent-Type: application/x-www-form-urlencoded\n\n" + form);
  }
  std::shared_ptr<MemoryExchange> query(const std::string& form) {
    return send(endpoint,
                "POST /\nContent-Type: application/x-www-form-urlencoded\n\n"
                "Version=2012-11-05&" +
                    form);
  }

  std::vector<std::shared_ptr<Request>> waiting;
  VirtualTime time{std::chrono::sys_days(std::chrono::year(2026) / 11 / 21)};
  SequentialIds ids;
  Endpoint endpoint{time, ids, {}};
};

std::string metadata(const MemoryExchange& answer) {
  return "<ResponseMetadata><RequestId>" + answer.header("x-amzn-RequestId") +
         "</RequestId></ResponseMetadata>";
}

}  // namespace

TEST_CASE("one operation answers JSON in JSON and Query in XML") {
  MailFixture fixture;
  const auto json = fixture.json("SendLetter", R"({"To":"<Ann>","Stamps":2,"Lines":["a","b"]})");
  CHECK(json->response.status == 200);
  CHECK(json->header("Content-Type") == "application/x-amz-json-1.0");
  CHECK(json->response.body == R"({"To":"<Ann>","Stamps":2,"Lines":["a","b"]})");

  const auto query = fixture.query("Action=SendLetter&To=%3CAnn%3E&Stamps=2&Line.1=a&Line.2=b");
  CHECK(query->response.status == 200);
  CHECK(query->header("Content-Type") == "text/xml");
  CHECK(query->response.body ==
        "<SendLetterResponse xmlns=\"http://mail/\"><SendLetterResult><To>&lt;Ann&gt;</To>"
        "<Stamps>2</Stamps><Line>a</Line><Line>b</Line></SendLetterResult>" +
            metadata(*query) + "</SendLetterResponse>");
}

TEST_CASE("an operation without an output has no result element") {
  MailFixture fixture;
  CHECK(fixture.json("BurnLetter", "{}")->response.body == "{}");
  const auto query = fixture.query("Action=BurnLetter");
  CHECK(query->response.body ==
        "<BurnLetterResponse xmlns=\"http://mail/\">" + metadata(*query) + "</BurnLetterResponse>");
}

TEST_CASE("a Query request may stand behind the question mark") {
  MailFixture fixture;
  const auto answer = send(fixture.endpoint, "GET /?Action=SendLetter&To=Ann&Version=2012-11-05\n" +
                                                 std::string(kAuthorization));
  CHECK(answer->response.status == 200);
  CHECK(answer->response.body.find("<To>Ann</To>") != std::string::npos);
}

TEST_CASE("errors have the code and status of their protocol") {
  MailFixture fixture;
  const auto json = fixture.json("LoseLetter", "{}");
  CHECK(json->response.status == 400);
  CHECK(json->header("x-amzn-query-error") == "Mail.NonExistentLetter;Sender");
  CHECK(json->response.body == R"({"__type":"com.amazonaws.mail#LetterDoesNotExist",)"
                               R"("message":"There is no <letter>."})");
  const auto query = fixture.query("Action=LoseLetter");
  CHECK(query->response.status == 404);
  CHECK(query->header("x-amzn-query-error").empty());
  CHECK(query->response.body.find("<Error><Type>Sender</Type><Code>Mail.NonExistentLetter</Code>"
                                  "<Message>There is no &lt;letter&gt;.</Message></Error>") !=
        std::string::npos);
}

TEST_CASE("a request that cannot be read or is not valid does not reach the operation's work") {
  MailFixture fixture;
  const auto body = [](const auto& answer) { return answer->response.body; };
  CHECK(body(fixture.json("SendLetter", "{")).find("SerializationException") != std::string::npos);
  CHECK(body(fixture.json("SendLetter", R"({"To":1})")).find("'To' must be a string") !=
        std::string::npos);
  CHECK(body(fixture.json("SendLetter", "{}"))
            .find("ValidationException\",\"message\":\"1 validation error detected: Value null at "
                  "'to' failed") != std::string::npos);
  CHECK(body(fixture.query("Action=SendLetter")).find("<Code>ValidationError</Code>") !=
        std::string::npos);
  const auto malformed = fixture.query("Action=SendLetter&To=%");
  CHECK(malformed->response.status == 404);
  CHECK(body(malformed).find("<Code>MalformedQueryString</Code>") != std::string::npos);
}

TEST_CASE("unknown operations, and known ones without a row's function, answer 501 by name") {
  MailFixture fixture;
  for (const std::string name : {"SealLetter", "EatLetter"}) {
    const std::string what = "brume does not emulate the operation of Mail '" + name + "'";
    for (const auto& answer : {fixture.json(name, "{}"), fixture.query("Action=" + name)}) {
      CHECK(answer->response.status == 501);
      CHECK(answer->response.body.find(what) != std::string::npos);
    }
  }
}

TEST_CASE("an operation may answer later, once") {
  MailFixture fixture;
  const auto answer = fixture.query("Action=WaitForLetter");
  CHECK_FALSE(answer->answered());
  REQUIRE(fixture.waiting.size() == 1);
  fixture.waiting[0]->answer({{"Letter", "x"}});
  CHECK(answer->response.body.find("<WaitForLetterResult><Letter>x</Letter>") != std::string::npos);
  fixture.waiting.clear();
  CHECK(answer->answers == 1);
}

TEST_CASE("a request that is dropped without an answer is an InternalFailure") {
  MailFixture fixture;
  const auto forgotten = fixture.json("ForgetLetter", "{}");
  CHECK(forgotten->response.status == 500);
  CHECK(forgotten->header("x-amzn-query-error") == "InternalFailure;Receiver");
  CHECK(forgotten->answers == 1);

  const auto waited = fixture.query("Action=WaitForLetter");
  CHECK_FALSE(waited->answered());
  fixture.waiting.clear();
  CHECK(waited->response.status == 500);
  CHECK(waited->response.body.find("<Type>Receiver</Type><Code>InternalFailure</Code>") !=
        std::string::npos);
}

TEST_CASE("a body above the service's limit is refused in the request's protocol") {
  MailFixture fixture;
  const auto json = fixture.json("SendLetter", std::string(1001, 'x'));
  CHECK(json->response.status == 413);
  CHECK(json->response.body.find("#RequestEntityTooLargeException") != std::string::npos);
  const auto query = fixture.signed_query("Action=SendLetter&To=" + std::string(1001, 'x'));
  CHECK(query->response.status == 413);
  CHECK(query->response.body.find("<Code>RequestEntityTooLarge</Code>") != std::string::npos);
}
