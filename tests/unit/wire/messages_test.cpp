#include "runtime/wire/messages.h"

#include <doctest/doctest.h>

#include "runtime/wire/fields.h"

using namespace brume::wire;

namespace {

// The content of the one frame in `bytes`, checked to be of `kind`.
std::string content_of(const std::string& bytes, FrameKind kind) {
  FrameAssembler assembler;
  bytes.copy(assembler.room(bytes.size()), bytes.size());
  assembler.received(bytes.size());
  const auto frame = assembler.next();
  REQUIRE(frame.has_value());
  CHECK(frame->kind == kind);
  const std::string content(frame->content);
  CHECK_FALSE(assembler.mid_frame());
  return content;
}

// Every shorter content is refused, down to the `fixed` last bytes that may be any payload.
template <typename Message>
void check_refuses_truncated(const std::string& content, std::size_t payload_bytes) {
  for (std::size_t size = 0; size < content.size() - payload_bytes; ++size) {
    const std::string cut = content.substr(0, size);
    Message message;
    CHECK_FALSE(message.read(cut));
  }
}

ErrorMessage sample_error() {
  ErrorMessage error;
  error.type = "OrderError";
  error.message = "no such order";
  error.stack = "a\nb";
  error.frames = {{"/x/lib.so", 0x1234, "_Z1fv"}, {"/x/lib.so", 1, ""}};
  error.max_rss_bytes = 1ull << 40;
  error.request_id = "r-1";
  return error;
}

std::string crash_content(std::uint32_t frames) {
  std::string content;
  FieldWriter out(content);
  out.i32(11);
  out.u64(0x10);
  out.u32(frames);
  for (std::uint32_t i = 0; i < frames; ++i) {
    out.text("lib.so");
    out.u64(i);
    out.text("f");
  }
  return content;
}

}  // namespace

TEST_CASE("an invoke message comes back with its payload untouched") {
  const std::string payload("{\"a\":\0\xFF}", 8);
  InvokeMessage sent{"id", "trace",   "{\"c\":1}", "{\"i\":1}", "arn:x",
                     -5,   1ll << 50, true,        payload};
  std::string bytes;
  sent.append_head(bytes);
  bytes += payload;
  const std::string content = content_of(bytes, FrameKind::kInvoke);
  InvokeMessage got;
  REQUIRE(got.read(content));
  CHECK(got.request_id == "id");
  CHECK(got.trace_id == "trace");
  CHECK(got.client_context == "{\"c\":1}");
  CHECK(got.cognito_identity == "{\"i\":1}");
  CHECK(got.function_arn == "arn:x");
  CHECK(got.timeout_us == -5);
  CHECK(got.wall_us == 1ll << 50);
  CHECK(got.alone);
  CHECK(got.payload == payload);
  check_refuses_truncated<InvokeMessage>(content, payload.size());
}

TEST_CASE("a reply comes back; one above the payload limit is refused") {
  const std::string payload(kMaxPayloadBytes, 'x');
  ReplyMessage sent{"id", 42, false, payload};
  std::string bytes;
  sent.append_head(bytes);
  std::string content = content_of(bytes + payload, FrameKind::kReply);
  ReplyMessage got;
  REQUIRE(got.read(content));
  CHECK(got.request_id == "id");
  CHECK(got.max_rss_bytes == 42);
  CHECK_FALSE(got.output_waits);
  CHECK(got.payload.size() == kMaxPayloadBytes);
  content += 'x';
  CHECK_FALSE(got.read(content));
}

TEST_CASE("a reply may be empty, its head may not") {
  std::string bytes;
  ReplyMessage{"id", 1, true, {}}.append_head(bytes);
  const std::string content = content_of(bytes, FrameKind::kReply);
  check_refuses_truncated<ReplyMessage>(content, 0);
  ReplyMessage got;
  CHECK(got.read(content));
  CHECK(got.output_waits);
  CHECK(got.payload.empty());
}

TEST_CASE("an error comes back with its frames, in both kinds") {
  for (const FrameKind kind : {FrameKind::kFailure, FrameKind::kInitFailed}) {
    std::string bytes;
    sample_error().append(bytes, kind);
    const std::string content = content_of(bytes, kind);
    ErrorMessage got;
    REQUIRE(got.read(content));
    CHECK(got.type == "OrderError");
    CHECK(got.message == "no such order");
    CHECK(got.stack == "a\nb");
    REQUIRE(got.frames.size() == 2);
    CHECK(got.frames[0].module == "/x/lib.so");
    CHECK(got.frames[0].offset == 0x1234);
    CHECK(got.frames[0].symbol == "_Z1fv");
    CHECK(got.max_rss_bytes == 1ull << 40);
    CHECK(got.request_id == "r-1");
    check_refuses_truncated<ErrorMessage>(content, 0);
    CHECK_FALSE(ErrorMessage().read(content + "x"));
  }
}

TEST_CASE("an error's texts are cut to what the other side takes") {
  ErrorMessage error;
  error.type = error.message = error.stack = std::string(10u << 20, 'x');
  error.frames.resize(kMaxStackFrames + 1, {"m", 1, "s"});
  std::string bytes;
  error.append(bytes, FrameKind::kFailure);
  const std::string content = content_of(bytes, FrameKind::kFailure);
  ErrorMessage got;
  REQUIRE(got.read(content));
  CHECK(got.message.size() == kMaxErrorTextBytes);
  CHECK(got.frames.size() == kMaxStackFrames);
}

TEST_CASE("the pieces of a stream come back") {
  for (const FrameKind kind :
       {FrameKind::kStreamBegin, FrameKind::kStreamChunk, FrameKind::kStreamEnd}) {
    std::string bytes;
    StreamMessage{"id", 7, "text/plain"}.append(bytes, kind);
    const std::string content = content_of(bytes, kind);
    StreamMessage got;
    REQUIRE(got.read(content));
    CHECK(got.request_id == "id");
    CHECK(got.max_rss_bytes == 7);
    CHECK(got.data == "text/plain");
    check_refuses_truncated<StreamMessage>(content, got.data.size());
  }
}

TEST_CASE("a crash is read with at most kMaxStackFrames frames") {
  CrashMessage crash;
  REQUIRE(crash.read(crash_content(kMaxStackFrames)));
  CHECK(crash.signal == 11);
  CHECK(crash.fault_address == 0x10);
  CHECK(crash.frames.size() == kMaxStackFrames);
  CHECK_FALSE(crash.read(crash_content(kMaxStackFrames + 1)));
  CHECK_FALSE(crash.read(crash_content(2) + "x"));
  check_refuses_truncated<CrashMessage>(crash_content(3), 0);
}

TEST_CASE("a count of frames that are not there is refused") {
  std::string content;
  FieldWriter out(content);
  out.i32(11);
  out.u64(0);
  out.u32(0xFFFFFFFF);
  CHECK_FALSE(CrashMessage().read(content));
}

TEST_CASE("a message garbled anywhere is refused or read, never read beyond its end") {
  std::string bytes;
  sample_error().append(bytes, FrameKind::kFailure);
  const std::string content = content_of(bytes, FrameKind::kFailure);
  for (std::size_t i = 0; i < content.size(); ++i) {
    for (const char garbled : {'\0', '\x7F', '\xFF'}) {
      std::string wrong = content;
      wrong[i] = garbled;
      ErrorMessage error;
      if (error.read(wrong)) CHECK(error.message.size() <= wrong.size());
      CrashMessage().read(wrong);
      InvokeMessage().read(wrong);
      ReplyMessage().read(wrong);
      StreamMessage().read(wrong);
    }
  }
}
