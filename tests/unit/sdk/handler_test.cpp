// Handlers as the host sees them: exported symbols, called over the ABI.
#include <doctest/doctest.h>

#include <brume/json.hpp>
#include <brume/request_id.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/unit/sdk/fake_call.h"

using brume::test::FakeCall;

namespace {

struct HandledOrder {
  std::string id;
  int quantity = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(HandledOrder, id, quantity)

struct Shelf {
  struct Empty : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
};

struct Parcel {
  std::string text;
  int copies = 0;
  Parcel() = default;
  explicit Parcel(std::string from) : text(std::move(from)) {}
  Parcel(const Parcel& other) : text(other.text), copies(other.copies + 1) {}
  Parcel(Parcel&&) = default;
  Parcel& operator=(const Parcel&) = default;
  Parcel& operator=(Parcel&&) = default;
};

std::string shout(std::string_view event) {
  return std::string(event) + "!";
}

HandledOrder twice(HandledOrder order) {
  order.quantity *= 2;
  return order;
}

brume::json describe(const brume::Context& context) {
  return {{"id", context.request_id()},
          {"current", brume::current_request_id()},
          {"arn", context.invoked_function_arn()},
          {"name", context.function_name()},
          {"version", context.function_version()},
          {"group", context.log_group_name()},
          {"stream", context.log_stream_name()},
          {"client", context.client_context()},
          {"cognito", context.cognito_identity()},
          {"trace", context.trace_id()},
          {"memory", context.memory_limit_mb()},
          {"remaining", context.remaining().count()},
          {"deadline", std::chrono::duration_cast<std::chrono::milliseconds>(
                           context.deadline().time_since_epoch())
                           .count()}};
}

void pieces(const brume::json& event, brume::ResponseStream& stream) {
  stream.content_type("text/plain");
  for (const std::string piece : event) {
    if (!stream.write(piece)) return;
  }
}

void half_a_stream(brume::ResponseStream& stream) {
  stream.write("half");
  throw brume::Error("Stream.Broken", "no more");
}

void fail_as(const std::string& how) {
  if (how == "own") throw brume::Error("Shop.OutOfStock", "no tea");
  if (how == "runtime") throw std::runtime_error("no milk");
  if (how == "member") throw Shelf::Empty("no shelf");
  if (how == "int") throw 7;
  if (how == "json") throw brume::json::parse("{", nullptr, true);
  try {
    throw std::invalid_argument("no sugar");
  } catch (...) {
    std::throw_with_nested(Shelf::Empty("no cake"));
  }
}

int starts = 0;
void start() {
  if (++starts == 2) throw brume::Error("Shop.Closed", "come back tomorrow");
}

}  // namespace

template <>
struct brume::Codec<Parcel> {
  static Parcel decode(std::string_view text) { return Parcel(std::string(text)); }
  static std::string encode(const Parcel& parcel) { return std::to_string(parcel.copies); }
};

namespace {
Parcel keep(Parcel parcel) {
  return parcel;
}
const Parcel& look(const Parcel& parcel) {
  return parcel;
}
}  // namespace

BRUME_HANDLER(text_handler, shout)
BRUME_HANDLER(struct_handler, twice)
BRUME_HANDLER(json_handler, [](brume::json event) { return event["a"]; })
BRUME_HANDLER(context_handler, describe)
BRUME_HANDLER(no_argument_handler, [] { return brume::json(1); })
BRUME_HANDLER(void_handler, [](std::string_view) {})
BRUME_HANDLER(stream_handler, pieces)
BRUME_HANDLER(broken_stream_handler, half_a_stream)
BRUME_HANDLER(failing_handler, fail_as)
BRUME_HANDLER(bad_answer_handler, [] { return brume::json("\xFF"); })
BRUME_HANDLER(keep_handler, keep)
BRUME_HANDLER(look_handler, look)
BRUME_INIT(start)

TEST_CASE("a handler over text gets the event's bytes and answers with its own") {
  const FakeCall call = FakeCall().run(text_handler, std::string_view("a\0b", 3));
  CHECK(call.answer == std::string("a\0b!", 4));
  CHECK(call.replies == 1);
  CHECK(call.failures == 0);
}

TEST_CASE("a handler takes and returns any type that nlohmann/json converts") {
  CHECK(FakeCall().run(struct_handler, R"({"id":"a","quantity":4})").answer ==
        R"({"id":"a","quantity":8})");
  CHECK(FakeCall().run(json_handler, R"({"a":[1,null]})").answer == "[1,null]");
}

TEST_CASE("an event that does not fit the handler's type is an unmarshal error") {
  for (const char* event : {R"({"id":"a"})", R"({"id":1,"quantity":1})", "[]", "{", ""}) {
    CAPTURE(event);
    const FakeCall call = FakeCall().run(struct_handler, event);
    CHECK(call.error_type == "Runtime.UnmarshalError");
    CHECK(call.error_message != "");
    CHECK(call.replies == 0);
    CHECK(call.failures == 1);
  }
}

TEST_CASE("an answer that cannot be written is a marshal error") {
  const FakeCall call = FakeCall().run(bad_answer_handler, "{}");
  CHECK(call.error_type == "Runtime.MarshalError");
  CHECK(call.replies == 0);
}

TEST_CASE("the context says everything the host knows about the invocation") {
  const brume::json answer = brume::json::parse(FakeCall().run(context_handler, "nonsense").answer);
  CHECK(answer["id"] == "8f3c0d8e-1111-4222-8333-444455556666");
  CHECK(answer["current"] == answer["id"]);
  CHECK(answer["arn"] == "arn:aws:lambda:us-east-1:123456789012:function:Fake");
  CHECK(answer["name"] == "Fake");
  CHECK(answer["version"] == "$LATEST");
  CHECK(answer["group"] == "/aws/lambda/Fake");
  CHECK(answer["stream"] == "2026/01/31/[$LATEST]0123456789abcdef0123456789abcdef");
  CHECK(answer["client"] == R"({"client":{"appTitle":"till"}})");
  CHECK(answer["cognito"] == "");
  CHECK(answer["trace"].get<std::string>().rfind("Root=1-", 0) == 0);
  CHECK(answer["memory"] == 256);
  CHECK(answer["remaining"] == 2500);
  CHECK(answer["deadline"] == 1769860800000);
  CHECK(brume::current_request_id() == "");
}

TEST_CASE("a handler may leave out the event, and the answer") {
  CHECK(FakeCall().run(no_argument_handler, "no json at all").answer == "1");
  CHECK(FakeCall().run(void_handler, "x").answer == "null");
}

TEST_CASE("a streamed answer arrives piece by piece, with its content type") {
  const FakeCall call = FakeCall().run(stream_handler, R"(["one","","two"])");
  CHECK(call.content_type == "text/plain");
  CHECK(call.streams == 1);
  CHECK(call.chunks == std::vector<std::string>{"one", "", "two"});
  CHECK(call.failures == 0);
}

TEST_CASE("a stream whose client is gone tells the handler") {
  FakeCall call;
  call.client_is_gone = true;
  call.run(stream_handler, R"(["one","two"])");
  CHECK(call.chunks.empty());
  CHECK(call.streams == 1);
}

TEST_CASE("a handler that throws after it began to stream fails the invocation") {
  const FakeCall call = FakeCall().run(broken_stream_handler, "{}");
  CHECK(call.chunks == std::vector<std::string>{"half"});
  CHECK(call.error_type == "Stream.Broken");
  CHECK(call.replies == 0);
}

TEST_CASE("an exception becomes an error with its type and message, and its causes") {
  struct Case {
    const char* how;
    const char* type;
    const char* message;
  };
  for (const Case& expected :
       std::vector<Case>{{"own", "Shop.OutOfStock", "no tea"},
                         {"runtime", "std::runtime_error", "no milk"},
                         {"member", "(anonymous namespace)::Shelf::Empty", "no shelf"},
                         {"int", "int", "an exception that is not a std::exception"},
                         {"caused", "(anonymous namespace)::Shelf::Empty", "no cake: no sugar"}}) {
    CAPTURE(expected.how);
    const FakeCall call = FakeCall().run(failing_handler, expected.how);
    CHECK(call.error_type == expected.type);
    CHECK(call.error_message == expected.message);
    CHECK(call.failures == 1);
    CHECK(call.replies == 0);
  }
  CHECK(FakeCall().run(failing_handler, "json").error_type == "nlohmann::detail::parse_error");
  CHECK(brume::current_request_id() == "");
}

TEST_CASE("an event taken by value is moved in, one taken by reference is not copied") {
  CHECK(FakeCall().run(keep_handler, "x").answer == "0");
  CHECK(FakeCall().run(look_handler, "x").answer == "0");
}

TEST_CASE("the init function runs when the host says so, and can refuse to start") {
  CHECK(FakeCall().init(brume_init).failures == 0);
  const FakeCall refused = FakeCall().init(brume_init);
  CHECK(refused.error_type == "Shop.Closed");
  CHECK(refused.error_message == "come back tomorrow");
}

TEST_CASE("a library tells the ABI it was built for") {
  CHECK(brume_abi_version() == BRUME_ABI_VERSION);
}
