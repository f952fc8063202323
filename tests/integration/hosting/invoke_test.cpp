#include <doctest/doctest.h>

#include "tests/integration/hosting/real_hosting.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

bool has(std::string_view text, std::string_view part) {
  return text.find(part) != text.npos;
}

}  // namespace

TEST_CASE("a function answers, cold and then warm in the same environment") {
  RealHosting hosting;
  const std::string hello = hosting.add("hello.handler");
  const auto cold = hosting.call(hello, R"({"name":"Ada"})");
  REQUIRE(cold.ok());
  INFO(cold.value().payload << "\n" << hosting.log.all());
  CHECK_FALSE(cold.value().function_error());
  CHECK(has(cold.value().payload, "Ada"));
  CHECK(cold.value().init_duration.has_value());
  CHECK(cold.value().max_memory_mb > 0);
  const auto warm = hosting.call(hello, R"({"name":"Bob"})");
  REQUIRE(warm.ok());
  CHECK_FALSE(warm.value().init_duration.has_value());
  CHECK(hosting.invoker.environments() == 1);
}

TEST_CASE("START, END and REPORT are AWS's lines, in order") {
  RealHosting hosting;
  const std::string hello = hosting.add("hello.handler");
  const auto reply = hosting.call(hello, Event{.payload = "{}", .request_id = "r-1"});
  REQUIRE(reply.ok());
  const auto lines = hosting.log.texts(LogRecord::Kind::kPlatform);
  REQUIRE(lines.size() == 3);
  CHECK(lines[0] == "START RequestId: r-1 Version: $LATEST");
  CHECK(lines[1] == "END RequestId: r-1");
  CHECK(has(lines[2], "REPORT RequestId: r-1\tDuration: "));
  CHECK(has(lines[2], " MB\tInit Duration: "));
}

TEST_CASE("an unknown function is not found") {
  RealHosting hosting;
  const auto reply = hosting.call("nobody", "{}");
  REQUIRE_FALSE(reply.ok());
  CHECK(reply.error().code == Error::Code::kNotFound);
}

TEST_CASE("a hanging handler is cut off at its timeout and the next call is served") {
  RealHosting hosting;
  const std::string hang = hosting.add("hang.handler", {.timeout = 200ms});
  const auto reply = hosting.call(hang, R"({"mode":"spin"})");
  REQUIRE(reply.ok());
  INFO(hosting.log.all());
  CHECK(reply.value().end == Reply::End::kTimeout);
  CHECK(reply.value().payload == R"({"errorType":"Sandbox.Timedout","errorMessage":"RequestId: )" +
                                     reply.value().request_id +
                                     R"( Error: Task timed out after 0.20 seconds"})");
  CHECK(reply.value().duration >= 200ms);
  CHECK(reply.value().duration < 5s);
  const auto next = hosting.call(hang, R"({"mode":"finite","ms":1})");
  REQUIRE(next.ok());
  CHECK_FALSE(next.value().function_error());
}

TEST_CASE("a crash is AWS's exit error, explained in the log with the place it happened") {
  RealHosting hosting;
  const std::string crash = hosting.add("crash.handler");
  const auto reply = hosting.call(crash, R"({"mode":"segv"})");
  REQUIRE(reply.ok());
  INFO(hosting.log.all());
  CHECK(reply.value().end == Reply::End::kCrash);
  CHECK(reply.value().payload ==
        R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: )" +
            reply.value().request_id +
            R"( Error: Runtime exited with error: signal: segmentation fault"})");
  CHECK(hosting.log.contains("SIGSEGV (segmentation fault) at address 0x40"));
  CHECK(hosting.log.contains("crash.cpp:"));
}

TEST_CASE("an exception is an error with type, message and the stack of its throw") {
  RealHosting hosting;
  const std::string throws = hosting.add("throws.handler");
  const auto reply = hosting.call(throws, R"({"mode":"error","message":"out of tea"})");
  REQUIRE(reply.ok());
  INFO(reply.value().payload << hosting.log.all());
  CHECK(reply.value().end == Reply::End::kFunctionError);
  CHECK(has(reply.value().payload, R"("errorType":"Shop.OutOfStock","errorMessage":"out of tea")"));
  CHECK(has(reply.value().payload, "throws.cpp:"));
  CHECK(hosting.invoker.environments() == 1);
}
