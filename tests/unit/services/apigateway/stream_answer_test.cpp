#include <doctest/doctest.h>

#include "emulator/services/apigateway/answer/stream_prelude.h"
#include "runtime/wire/frame.h"
#include "tests/unit/services/apigateway/gateway_world.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;
using namespace brume::emulator::gateway::testing;
using namespace std::chrono_literals;
using brume::wire::FrameKind;

namespace {

const std::string kSeparator(kPreludeSeparatorBytes, '\0');

struct Stream : GatewayWorld {
  Stream() {
    Request request = lambda_request(ApiKind::kFunctionUrl, PayloadFormat::kV2);
    request.route.integration.streaming = true;
    exchange = send(request);
    launcher.last().ready();
  }
  void begin(std::string_view type) { launcher.last().stream(FrameKind::kStreamBegin, type); }
  void chunk(std::string_view data) { launcher.last().stream(FrameKind::kStreamChunk, data); }
  void end() { launcher.last().stream(FrameKind::kStreamEnd, ""); }

  std::shared_ptr<MemoryExchange> exchange;
};

}  // namespace

TEST_CASE("a stream reaches the client piece by piece, behind its prelude's head") {
  Stream stream;
  stream.begin(kHttpPreludeType);
  stream.chunk(R"({"statusCode":202,"headers":{"X-A":"b"},)");
  CHECK_FALSE(stream.exchange->begun);
  stream.chunk("\"cookies\":[\"c=1\"]}" + kSeparator.substr(0, 3));
  CHECK_FALSE(stream.exchange->begun);
  stream.chunk(kSeparator.substr(3) + "one ");
  REQUIRE(stream.exchange->begun);
  CHECK(stream.exchange->response.status == 202);
  CHECK(*stream.exchange->response.headers.find("x-a") == "b");
  CHECK(*stream.exchange->response.headers.find("set-cookie") == "c=1");
  CHECK(stream.exchange->response.body == "one ");
  stream.chunk("two");
  CHECK(stream.exchange->response.body == "one two");
  CHECK_FALSE(stream.exchange->answered());
  stream.end();
  CHECK(stream.exchange->answered());
  CHECK_FALSE(stream.exchange->aborted);
}

TEST_CASE("a stream without a prelude is 200 with its own content type") {
  Stream stream;
  stream.begin("text/html");
  REQUIRE(stream.exchange->begun);
  CHECK(stream.exchange->response.status == 200);
  CHECK(*stream.exchange->response.headers.find("content-type") == "text/html");
  stream.end();
  CHECK(stream.exchange->answered());
}

TEST_CASE("a stream that breaks off is broken off for the client") {
  Stream stream;
  stream.begin("");
  stream.chunk("half");
  SUBCASE("error") {
    stream.launcher.last().fail("E", "m");
  }
  SUBCASE("crash") {
    stream.launcher.last().exit_with(1);
  }
  stream.time.advance(1s);
  CHECK(stream.exchange->aborted);
  CHECK(stream.exchange->response.body == "half");
}

TEST_CASE("a stream that fails before its head is an error like any other") {
  Stream stream;
  SUBCASE("before it began") {
    stream.launcher.last().fail("E", "m");
  }
  SUBCASE("inside the prelude") {
    stream.begin(kHttpPreludeType);
    stream.chunk("{\"statusCode\":");
    stream.launcher.last().fail("E", "m");
  }
  SUBCASE("the prelude never ends") {
    stream.begin(kHttpPreludeType);
    stream.chunk("{\"statusCode\":200}");
    stream.end();
  }
  SUBCASE("the prelude is no JSON") {
    stream.begin(kHttpPreludeType);
    stream.chunk("hello" + kSeparator + "body");
    stream.chunk("more");
    stream.end();
  }
  SUBCASE("the prelude is too long") {
    stream.begin(kHttpPreludeType);
    stream.chunk(std::string(kMaxPreludeBytes + 1, ' '));
    stream.chunk(std::string(kMaxPreludeBytes + 1, ' '));
    stream.end();
  }
  REQUIRE(stream.exchange->answered());
  CHECK(stream.exchange->response.status == 502);
  CHECK(stream.exchange->response.body == "Internal Server Error");
}

TEST_CASE("an answer in one piece goes through a streaming URL as it is") {
  Stream stream;
  stream.launcher.last().reply(R"({"statusCode":404})");
  REQUIRE(stream.exchange->answered());
  CHECK(stream.exchange->response.status == 200);
  CHECK(stream.exchange->response.body == R"({"statusCode":404})");
}

TEST_CASE("a prelude may be cut anywhere") {
  const std::string text = "{}" + kSeparator + "rest";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    CAPTURE(cut);
    StreamPrelude prelude;
    std::string rest;
    auto state = prelude.feed(std::string_view(text).substr(0, cut));
    if (state == StreamPrelude::State::kComplete) {
      rest = std::string(prelude.rest()) + text.substr(cut);
    } else {
      state = prelude.feed(std::string_view(text).substr(cut));
      rest = prelude.rest();
    }
    CHECK(state == StreamPrelude::State::kComplete);
    CHECK(prelude.text() == "{}");
    CHECK(rest == "rest");
  }
}
