#include "emulator/runtime_api/session.h"

#include <doctest/doctest.h>

#include "emulator/base/virtual_time.h"
#include "emulator/text/base64.h"
#include "tests/unit/aws/memory_exchange.h"

using namespace brume::emulator;
using namespace brume::emulator::runtime_api;
using aws::testing::MemoryExchange;
using namespace std::chrono_literals;
namespace wire = brume::wire;

namespace {

// What a session tells, as lines.
class Heard final : public WorkerListener {
 public:
  void on_loaded(int) override {}
  void on_ready() override { events.push_back("ready"); }
  void on_init_failed(FunctionError error) override {
    events.push_back("init failed: " + error.type + ": " + error.payload);
  }
  void on_reply(const wire::ReplyMessage& reply) override {
    events.push_back("reply " + std::string(reply.request_id) + ": " + std::string(reply.payload));
  }
  void on_failure(FunctionError error) override {
    events.push_back("failure: " + error.type + ": " + error.message + ": " + error.payload);
  }
  void on_stream(wire::FrameKind kind, const wire::StreamMessage& message) override {
    const char* word = kind == wire::FrameKind::kStreamBegin   ? "begin: "
                       : kind == wire::FrameKind::kStreamChunk ? "chunk: "
                                                               : "end";
    events.push_back(word + std::string(message.data));
  }
  void on_crash(wire::CrashMessage) override {}
  void on_output(std::string_view) override {}
  void on_log_event(std::string_view) override {}
  void on_rested() override { events.push_back("rested"); }
  void on_broken(std::string) override { events.push_back("broken"); }
  void on_exit(const WorkerExit&) override {}

  std::vector<std::string> take() { return std::exchange(events, {}); }
  std::vector<std::string> events;
};

using Events = std::vector<std::string>;

struct Environment {
  std::shared_ptr<MemoryExchange> send(const std::string& text) {
    auto exchange = std::make_shared<MemoryExchange>(text);
    session.handle(exchange);
    return exchange;
  }
  std::shared_ptr<MemoryExchange> next() {
    return send("GET /2018-06-01/runtime/invocation/next\n\n");
  }
  std::shared_ptr<MemoryExchange> post(const std::string& path, const std::string& body,
                                       const std::string& headers = "") {
    return send("POST /2018-06-01/runtime/" + path + "\n" + headers + "\n" + body);
  }
  void invoke(std::string_view id, std::string_view payload) {
    wire::InvokeMessage message;
    message.request_id = id;
    message.payload = payload;
    message.trace_id = "Root=1";
    message.function_arn = "arn:f";
    message.timeout_us = 3'000'000;
    session.invoke(message);
  }
  // With an invocation under way.
  void begin(std::string_view id = "r-1") {
    next();
    invoke(id, "{}");
    heard.take();
  }

  VirtualTime time{WallTime{std::chrono::hours(24)}};
  Heard heard;
  Session session{time, time, heard};
};

const std::string kTransition = "State transition from ";

}  // namespace

TEST_CASE("an event waits for who asks, and who asks waits for an event") {
  Environment environment;
  environment.invoke("r-1", "1");
  const auto first = environment.next();
  CHECK(first->response.body == "1");
  CHECK(first->header("Lambda-Runtime-Aws-Request-Id") == "r-1");
  CHECK(first->header("Lambda-Runtime-Invoked-Function-Arn") == "arn:f");
  CHECK(first->header("Lambda-Runtime-Trace-Id") == "Root=1");
  CHECK(first->header("Content-Type") == "application/json");
  CHECK(first->header("Lambda-Runtime-Client-Context").empty());
  const auto deadline = environment.time.wall() + 3s;
  CHECK(first->header("Lambda-Runtime-Deadline-Ms") ==
        std::to_string(
            std::chrono::duration_cast<std::chrono::milliseconds>(deadline.time_since_epoch())
                .count()));
  CHECK(environment.post("invocation/r-1/response", "2")->response.body == "{\"status\":\"OK\"}\n");
  const auto second = environment.next();
  CHECK_FALSE(second->answered());
  CHECK(environment.heard.take() == Events{"ready", "reply r-1: 2"});
  environment.invoke("r-2", "3");
  CHECK(second->response.body == "3");
}

TEST_CASE("who asks again while an invocation runs gets the same event") {
  Environment environment;
  environment.begin();
  CHECK(environment.next()->header("Lambda-Runtime-Aws-Request-Id") == "r-1");
}

TEST_CASE("an answer is held for the next question, but not for long") {
  Environment environment;
  environment.begin();
  environment.post("invocation/r-1/response", "1");
  CHECK(environment.heard.take().empty());
  environment.time.advance(kRestGrace);
  CHECK(environment.heard.take() == Events{"reply r-1: 1"});
  CHECK(environment.session.resting());
  environment.next();
  CHECK_FALSE(environment.session.resting());
  CHECK(environment.heard.take() == Events{"rested"});
}

TEST_CASE("who answers and never asks again is broken at its deadline") {
  Environment environment;
  environment.begin();
  environment.post("invocation/r-1/response", "1");
  environment.time.advance(3s);
  CHECK(environment.heard.take() == Events{"reply r-1: 1", "broken"});
}

TEST_CASE("answers at the wrong time or for another invocation are refused") {
  Environment environment;
  const auto early = environment.post("invocation/r-1/response", "1");
  CHECK(early->response.status == 400);
  CHECK(early->response.body ==
        "{\"errorMessage\":\"Invalid request ID\",\"errorType\":\"InvalidRequestID\"}\n");
  environment.begin();
  CHECK(environment.post("invocation/r-2/error", "{}")->response.status == 400);
  CHECK(environment.post("invocation/r-1/response", "1")->response.status == 202);
  const auto twice = environment.post("invocation/r-1/response", "2");
  CHECK(twice->response.status == 403);
  CHECK(twice->response.body.find(kTransition + "ResponseSent to InvocationResponse") !=
        std::string::npos);
  CHECK(environment.post("init/error", "{}")->response.status == 403);
  CHECK(environment.send("GET /2018-06-01/runtime/other\n\n")->response.status == 404);
}

TEST_CASE("errors are told as they are posted") {
  Environment environment;
  environment.begin();
  const std::string body = R"({"errorMessage":"m","errorType":"T"})";
  environment.post("invocation/r-1/error", body);
  environment.next();
  CHECK(environment.heard.take() == Events{"failure: T: m: " + body});
  environment.invoke("r-2", "{}");
  environment.post("invocation/r-2/error", "no JSON",
                   "Lambda-Runtime-Function-Error-Type: Function.Mine\n");
  environment.next();
  CHECK(environment.heard.take() == Events{"failure: Function.Mine: : no JSON"});
}

TEST_CASE("an error of initialisation ends it") {
  Environment environment;
  environment.post("init/error", R"({"errorType":"T"})");
  CHECK(environment.heard.take() == Events{R"(init failed: T: {"errorType":"T"})"});
  const auto next = environment.next();
  CHECK(next->response.status == 403);
  CHECK(next->response.body.find(kTransition + "InitError to Ready") != std::string::npos);
}

TEST_CASE("an answer above the limit fails, and the runtime goes on") {
  Environment environment;
  environment.begin();
  const auto answer = environment.post("invocation/r-1/response", std::string(6291557, 'x'));
  CHECK(answer->response.status == 413);
  environment.next();
  const auto heard = environment.heard.take();
  REQUIRE(heard.size() == 1);
  CHECK(heard[0].starts_with("failure: Function.ResponseSizeTooLarge: Response payload size ("));
}

TEST_CASE("a streamed answer is told piece by piece, its errors in trailers") {
  const std::string streaming =
      "Lambda-Runtime-Function-Response-Mode: streaming\n"
      "Content-Type: text/plain\n";
  Environment environment;
  environment.begin();
  environment.post("invocation/r-1/response", "abc", streaming);
  environment.next();
  CHECK(environment.heard.take() == Events{"begin: text/plain", "chunk: abc", "end"});
  environment.invoke("r-2", "{}");
  auto exchange = std::make_shared<MemoryExchange>(
      "POST /2018-06-01/runtime/invocation/r-2/response\n" + streaming + "\nabc");
  exchange->add_trailer("Lambda-Runtime-Function-Error-Type", "T");
  exchange->add_trailer("Lambda-Runtime-Function-Error-Body",
                        base64_encode(R"({"errorType":"T","errorMessage":"m"})"));
  environment.session.handle(exchange);
  environment.next();
  CHECK(environment.heard.take().back() ==
        R"(failure: T: m: {"errorType":"T","errorMessage":"m"})");
  environment.invoke("r-3", "{}");
  const auto wrong = environment.post("invocation/r-3/response", "",
                                      "Lambda-Runtime-Function-Response-Mode: other\n");
  CHECK(wrong->response.status == 400);
}

TEST_CASE("what a program had answered counts when it ends; half an answer does not") {
  Environment environment;
  environment.begin();
  environment.post("invocation/r-1/response", "1");
  environment.session.close();
  CHECK(environment.heard.take() == Events{"reply r-1: 1"});
  Environment other;
  other.begin();
  auto exchange = std::make_shared<MemoryExchange>(
      "POST /2018-06-01/runtime/invocation/r-1/response\n"
      "Lambda-Runtime-Function-Response-Mode: streaming\n\nabc");
  exchange->breaks_off = true;
  other.session.handle(exchange);
  other.heard.take();
  other.session.close();
  CHECK(other.heard.take().empty());
}
