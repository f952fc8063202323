#include <doctest/doctest.h>

#include "emulator/aws/protocol/event_stream.h"
#include "emulator/text/base64.h"
#include "runtime/wire/limits.h"
#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using namespace std::chrono_literals;
namespace wire = brume::wire;

namespace {

constexpr const char* kInvokeHello = "POST /2015-03-31/functions/hello/invocations";
constexpr const char* kStreamHello =
    "POST /2021-11-15/functions/hello/response-streaming-invocations";

// With one function, "hello", reserved to `reserved` calls.
struct InvokeFixture : LambdaFixture {
  explicit InvokeFixture(std::optional<int> reserved = {}) {
    add("hello", [&](FunctionRecord& record) { record.reserved_concurrency = reserved; });
  }
  brume::emulator::testing::FakeProcess& worker() {
    hosting.launcher.last().ready();
    return hosting.launcher.last();
  }
};

}  // namespace

TEST_CASE("a synchronous invocation answers with the function's answer") {
  InvokeFixture fixture;
  const auto call = fixture.send(std::string(kInvokeHello) + "\n\n{\"a\": 1}");
  CHECK_FALSE(call->answered());
  fixture.worker().reply("\"done\"");
  CHECK(call->response.status == 200);
  CHECK(call->response.body == "\"done\"");
  CHECK(call->header("X-Amz-Executed-Version") == "$LATEST");
  CHECK(call->header("X-Amz-Function-Error").empty());
  CHECK(call->header("X-Amz-Log-Result").empty());
  const auto& given = fixture.hosting.launcher.last().invokes[0];
  CHECK(given.payload == "{\"a\": 1}");
  CHECK(given.request_id == call->header("x-amzn-RequestId"));
}

TEST_CASE("an invocation without a payload brings an empty object") {
  InvokeFixture fixture;
  fixture.send(kInvokeHello);
  CHECK(fixture.hosting.launcher.last().invokes[0].payload == "{}");
}

TEST_CASE("a function's error is an answer with a header") {
  InvokeFixture fixture;
  const auto call = fixture.send(kInvokeHello);
  fixture.worker().fail("MyError", "no");
  CHECK(call->response.status == 200);
  CHECK(call->header("X-Amz-Function-Error") == "Unhandled");
  CHECK(call->response.body == R"({"errorType":"MyError","errorMessage":"no"})");
}

TEST_CASE("a timeout is a function's error") {
  InvokeFixture fixture;
  const auto call = fixture.send(kInvokeHello);
  fixture.worker();
  fixture.hosting.time.advance(4s);
  CHECK(call->response.status == 200);
  CHECK(call->header("X-Amz-Function-Error") == "Unhandled");
  CHECK(call->response.body.find("Sandbox.Timedout") != std::string::npos);
}

TEST_CASE("a throttled invocation answers 429 with AWS's reason") {
  InvokeFixture fixture(0);
  const auto call = fixture.send(kInvokeHello);
  CHECK(call->response.status == 429);
  CHECK(call->header("x-amzn-ErrorType") == "TooManyRequestsException");
  CHECK(call->response.body ==
        R"({"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User",)"
        R"("message":"Rate Exceeded."})");
}

TEST_CASE("the log's tail comes when it is asked for") {
  InvokeFixture fixture;
  const auto call = fixture.send(std::string(kInvokeHello) + "\nX-Amz-Log-Type: Tail");
  fixture.worker().print("said this\n");
  fixture.hosting.launcher.last().reply("1");
  const auto log = base64_decode(call->header("X-Amz-Log-Result"));
  REQUIRE(log);
  CHECK(log->find("START RequestId") != std::string::npos);
  CHECK(log->find("said this\n") != std::string::npos);
  CHECK(log->find("REPORT RequestId") != std::string::npos);
}

TEST_CASE("the client context and the trace header reach the function") {
  InvokeFixture fixture;
  fixture.send(std::string(kInvokeHello) + "\nX-Amz-Client-Context: " +
               base64_encode(R"({"custom":{}})") + "\nX-Amzn-Trace-Id: Root=1-2-3;Sampled=1");
  const auto& given = fixture.hosting.launcher.last().invokes[0];
  CHECK(given.client_context == R"({"custom":{}})");
  CHECK(given.trace_id.starts_with("Root=1-2-3;Sampled=1;Lineage="));
}

TEST_CASE("functions are found by name, ARN and partial ARN, with a qualifier in either place") {
  InvokeFixture fixture;
  for (const char* name :
       {"hello", "hello:$LATEST", "123456789012:function:hello", "function:hello",
        "arn%3Aaws%3Alambda%3Aus-east-1%3A123456789012%3Afunction%3Ahello",
        "arn:aws:lambda:us-east-1:123456789012:function:hello:%24LATEST",
        "hello/invocations?Qualifier=$LATEST"}) {
    CAPTURE(name);
    std::string path = "POST /2015-03-31/functions/" + std::string(name);
    if (path.find("/invocations") == path.npos) path += "/invocations";
    CHECK(fixture.send(path + "\nX-Amz-Invocation-Type: DryRun")->response.status == 204);
  }
}

TEST_CASE("what cannot be invoked is answered as AWS answers it") {
  InvokeFixture fixture;
  struct Case {
    std::string request;
    int status;
    std::string type, text;
  };
  const std::string invoke = "POST /2015-03-31/functions/";
  const Case cases[] = {
      {invoke + "nobody/invocations", 404, "ResourceNotFoundException",
       R"({"Type":"User","Message":"Function not found: )"
       R"(arn:aws:lambda:us-east-1:123456789012:function:nobody:$LATEST"})"},
      {invoke + "hello:7/invocations", 404, "ResourceNotFoundException", "function:hello:7"},
      {invoke + "hello:1/invocations?Qualifier=2", 400, "InvalidParameterValueException",
       "The derived qualifier from the function name does not match the specified qualifier."},
      {invoke + "arn:aws:lambda:eu-west-1:123456789012:function:hello/invocations", 404,
       "ResourceNotFoundException", "not reachable in this region"},
      {invoke + "a%20b/invocations", 400, "ValidationException",
       "1 validation error detected: Value 'a b' at 'functionName' failed to satisfy constraint"},
      {invoke + std::string(257, 'a') + "/invocations", 400, "ValidationException",
       "length less than or equal to 256"},
      {invoke + "hello/invocations\n\n{", 400, "InvalidRequestContentException",
       "Could not parse request body into json"},
      {invoke + "hello/invocations\nX-Amz-Invocation-Type: Later", 400, "ValidationException",
       "Member must satisfy enum value set: [Event, RequestResponse, DryRun]"},
      {invoke + "hello/invocations\nX-Amz-Log-Type: All", 400, "ValidationException",
       "at 'logType'"},
      {invoke + "hello/invocations\nX-Amz-Client-Context: !!", 400,
       "InvalidRequestContentException", "Client context must be a valid Base64"},
      {invoke + "hello/invocations\nX-Amz-Client-Context: " + std::string(3584, 'A'), 400,
       "InvalidRequestContentException", "3583"},
      {invoke + "hello/invocations\n\n\"" + std::string(wire::kMaxPayloadBytes, 'x') + "\"", 413,
       "RequestEntityTooLargeException", "for the RequestResponse invocation type"},
      {invoke + "hello/invocations\nX-Amz-Invocation-Type: Event\n\n\"" +
           std::string(1 << 20, 'x') + "\"",
       413, "RequestEntityTooLargeException", "for the Event invocation type (limit 1048576"},
      {invoke + "hello/invocations\n\n" + std::string(9 << 20, ' '), 413,
       "RequestEntityTooLargeException", "for the InvokeFunction operation"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.request.substr(0, 200));
    const auto call = fixture.send(c.request);
    CHECK(call->response.status == c.status);
    CHECK(call->header("x-amzn-ErrorType") == c.type);
    CHECK(call->response.body.find(c.text) != std::string::npos);
    CHECK(call->header("Content-Type") == "application/json");
  }
  CHECK(fixture.hosting.launcher.processes.empty());
}

TEST_CASE("an asynchronous invocation is answered when it can no longer be lost") {
  InvokeFixture fixture;
  const auto call = fixture.send(
      std::string(kInvokeHello) +
      "\nX-Amz-Invocation-Type: Event\nX-Amzn-Trace-Id: Root=1-2-3;Lineage=a:1\n\n[1]");
  CHECK_FALSE(call->answered());
  REQUIRE(fixture.async.events.size() == 1);
  auto& kept = fixture.async.events[0];
  CHECK(kept.function == "hello");
  CHECK(kept.event.payload == "[1]");
  CHECK(kept.event.trace_header == "Root=1-2-3;Lineage=a:1");
  kept.accepted(Done{});
  CHECK(call->response.status == 202);
  CHECK(call->response.body.empty());
  CHECK(kept.event.request_id == call->header("x-amzn-RequestId"));
  CHECK(fixture.hosting.launcher.processes.empty());
}

TEST_CASE("an asynchronous invocation that cannot be stored is refused as a service's failure") {
  InvokeFixture fixture;
  const auto call = fixture.send(std::string(kInvokeHello) + "\nX-Amz-Invocation-Type: Event");
  fixture.async.events.at(0).accepted(Error{Error::Code::kUnavailable, "the disk is full"});
  CHECK(call->response.status == 500);
  CHECK(call->header("x-amzn-ErrorType") == "ServiceException");
  CHECK(has(call->response.body, "the disk is full"));
}

TEST_CASE("a call that is part of a loop is refused in AWS's words") {
  InvokeFixture fixture;
  std::string trace = "Root=1-2-3";
  for (int i = 0; i < 16; ++i) {
    fixture.send(std::string(kInvokeHello) + "\nX-Amzn-Trace-Id: " + trace);
    fixture.worker().reply("1");
    trace = fixture.hosting.launcher.last().invokes.back().trace_id;
  }
  const auto call = fixture.send(std::string(kInvokeHello) + "\nX-Amzn-Trace-Id: " + trace);
  CHECK(call->response.status == 400);
  CHECK(call->header("x-amzn-ErrorType") == "RecursiveInvocationException");
  CHECK(has(call->response.body, "recursive loop"));
}

TEST_CASE("a streamed answer goes out as event stream messages as it is written") {
  InvokeFixture fixture;
  const auto call = fixture.send(kStreamHello);
  auto& worker = fixture.worker();
  worker.stream(wire::FrameKind::kStreamBegin, "text/plain");
  CHECK(call->header("Content-Type") == "application/vnd.amazon.eventstream");
  CHECK(call->header("X-Amzn-Remapped-Content-Type") == "text/plain");
  CHECK(call->header("X-Amz-Executed-Version") == "$LATEST");
  worker.stream(wire::FrameKind::kStreamChunk, "one");
  const std::string one = event_stream_event("PayloadChunk", "application/octet-stream", "one");
  CHECK(call->response.body == one);
  worker.stream(wire::FrameKind::kStreamChunk, "two");
  worker.stream(wire::FrameKind::kStreamEnd, "");
  CHECK(call->ended);
  CHECK(call->response.body ==
        one + event_stream_event("PayloadChunk", "application/octet-stream", "two") +
            event_stream_event("InvokeComplete", "application/json", "{}"));
}

TEST_CASE("an answer in one piece is one chunk of a stream") {
  InvokeFixture fixture;
  const auto call = fixture.send(kStreamHello);
  fixture.worker().reply("\"whole\"");
  CHECK(call->response.body ==
        event_stream_event("PayloadChunk", "application/octet-stream", "\"whole\"") +
            event_stream_event("InvokeComplete", "application/json", "{}"));
}

TEST_CASE("a function that fails ends its stream with the error") {
  InvokeFixture fixture;
  const auto call = fixture.send(kStreamHello);
  fixture.worker().fail("MyError", "no");
  CHECK(call->response.status == 200);
  CHECK(call->ended);
  CHECK(call->response.body.find(R"({"ErrorCode":"Unhandled","ErrorDetails":)") !=
        std::string::npos);
  CHECK(call->response.body.find("PayloadChunk") == std::string::npos);
}

TEST_CASE("a throttled stream is an ordinary error") {
  InvokeFixture fixture(0);
  const auto call = fixture.send(kStreamHello);
  CHECK(call->response.status == 429);
  CHECK_FALSE(call->streamed);
}
