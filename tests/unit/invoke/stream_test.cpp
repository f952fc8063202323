#include <doctest/doctest.h>

#include "runtime/wire/limits.h"
#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
using brume::wire::FrameKind;

namespace {

struct KeptStream final : StreamSink {
  void on_begin(std::string_view type) override {
    ++begins;
    content_type = type;
  }
  void on_chunk(std::string_view data) override { chunks.emplace_back(data); }
  int begins = 0;
  std::string content_type;
  std::vector<std::string> chunks;
};

struct Streaming : FakeHosting {
  explicit Streaming(std::shared_ptr<StreamSink> sink) {
    add("f");
    the_call = call("f", Event{.payload = "{}", .request_id = "r", .stream = std::move(sink)});
    process().ready();
  }
  FakeProcess& process() { return launcher.process(0); }
  std::shared_ptr<Call> the_call;
};

}  // namespace

TEST_CASE("a stream goes to its sink piece by piece, and the answer says so") {
  const auto sink = std::make_shared<KeptStream>();
  Streaming streaming(sink);
  streaming.process().stream(FrameKind::kStreamBegin, "text/plain");
  streaming.process().stream(FrameKind::kStreamChunk, "a");
  CHECK(sink->chunks == std::vector<std::string>{"a"});
  CHECK_FALSE(streaming.the_call->answered());
  streaming.process().stream(FrameKind::kStreamChunk, "b");
  streaming.process().stream(FrameKind::kStreamEnd, "");
  CHECK(sink->content_type == "text/plain");
  CHECK(sink->chunks == std::vector<std::string>{"a", "b"});
  const Reply& reply = streaming.the_call->reply();
  CHECK(reply.streamed);
  CHECK(reply.payload.empty());
  CHECK(reply.end == Reply::End::kSuccess);
}

TEST_CASE("a stream nobody listens to is gathered into the payload") {
  Streaming streaming(nullptr);
  streaming.process().stream(FrameKind::kStreamBegin, "text/plain");
  streaming.process().stream(FrameKind::kStreamChunk, "one ");
  streaming.process().stream(FrameKind::kStreamChunk, "two");
  streaming.process().stream(FrameKind::kStreamEnd, "", 40u << 20);
  const Reply& reply = streaming.the_call->reply();
  CHECK(reply.payload == "one two");
  CHECK_FALSE(reply.streamed);
  CHECK(reply.max_memory_mb == 40);
}

TEST_CASE("a gathered stream above the payload limit is AWS's error and ends the environment") {
  Streaming streaming(nullptr);
  streaming.process().stream(FrameKind::kStreamBegin, "");
  const std::string chunk(brume::wire::kMaxPayloadBytes, 'x');
  streaming.process().stream(FrameKind::kStreamChunk, chunk);
  CHECK_FALSE(streaming.the_call->answered());
  streaming.process().stream(FrameKind::kStreamChunk, "y");
  streaming.time.advance(1s);
  CHECK(streaming.the_call->reply().payload ==
        "{\"errorType\":\"Function.ResponseSizeTooLarge\",\"errorMessage\":\"Response payload size "
        "exceeded maximum allowed payload size (6291556 bytes).\"}");
  CHECK(streaming.invoker->environments() == 0);
}

TEST_CASE("a stream that breaks off ends as its environment did, and says what was sent") {
  const auto sink = std::make_shared<KeptStream>();
  Streaming streaming(sink);
  streaming.process().stream(FrameKind::kStreamBegin, "text/plain");
  streaming.process().stream(FrameKind::kStreamChunk, "half");
  SUBCASE("exit") {
    streaming.process().exit_with(2);
    CHECK(streaming.the_call->reply().end == Reply::End::kCrash);
  }
  SUBCASE("error") {
    streaming.process().fail("E", "m");
    CHECK(streaming.the_call->reply().end == Reply::End::kFunctionError);
  }
  SUBCASE("timeout") {
    streaming.time.advance(4s);
    CHECK(streaming.the_call->reply().end == Reply::End::kTimeout);
  }
  CHECK(streaming.the_call->reply().streamed);
  CHECK(streaming.the_call->reply().payload.find("errorType") != std::string::npos);
}

TEST_CASE("pieces after the end reach the sink no more") {
  const auto sink = std::make_shared<KeptStream>();
  Streaming streaming(sink);
  streaming.process().stream(FrameKind::kStreamBegin, "text/plain");
  streaming.process().stream(FrameKind::kStreamEnd, "");
  streaming.process().stream(FrameKind::kStreamChunk, "late");
  streaming.process().stream(FrameKind::kStreamBegin, "late");
  CHECK(sink->chunks.empty());
  CHECK(sink->begins == 1);
  streaming.time.advance(1s);
  CHECK(streaming.invoker->environments() == 0);
}

TEST_CASE("a stream above MemorySize is not a success") {
  Streaming streaming(nullptr);
  streaming.process().stream(FrameKind::kStreamBegin, "");
  streaming.process().stream(FrameKind::kStreamEnd, "", 200u << 20);
  streaming.time.advance(1s);
  CHECK(streaming.the_call->reply().end == Reply::End::kOutOfMemory);
}
