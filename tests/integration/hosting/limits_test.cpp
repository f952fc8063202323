// Memory, TMPDIR, payloads and concurrency are limited as on AWS.
#include <doctest/doctest.h>

#include <list>

#include "runtime/wire/limits.h"
#include "tests/integration/hosting/real_hosting.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kLeakLimit_mb = 384;  // a sanitizer's own memory counts too
#else
constexpr int kLeakLimit_mb = 128;
#endif

}  // namespace

TEST_CASE("a function over its memory is killed as AWS kills it") {
  RealHosting hosting;
  const std::string leak =
      hosting.add("leak.handler", {.timeout = 20s, .memory_mb = kLeakLimit_mb});
  for (const char* mode : {"heap", "child"}) {
    CAPTURE(mode);
    const auto reply = hosting.call(leak, std::string(R"({"mode":")") + mode + R"("})");
    REQUIRE(reply.ok());
    INFO(hosting.log.all());
    CHECK(reply.value().end == Reply::End::kOutOfMemory);
    CHECK(reply.value().payload.find("Runtime exited with error: signal: killed") !=
          std::string::npos);
    CHECK(reply.value().max_memory_mb >= kLeakLimit_mb);
    CHECK(hosting.log.contains("MB that MemorySize allows"));
  }
}

TEST_CASE("Max Memory Used is real and grows with what an environment keeps") {
  RealHosting hosting;
  const std::string leak = hosting.add("leak.handler", {.memory_mb = 1024});
  const auto first = hosting.call(leak, R"({"mode":"keep","mb":1})");
  const auto second = hosting.call(leak, R"({"mode":"keep","mb":64})");
  REQUIRE(first.ok());
  REQUIRE(second.ok());
  const int grown = second.value().max_memory_mb - first.value().max_memory_mb;
  CHECK(grown >= 60);
  CHECK(grown <= 200);
}

TEST_CASE("an event over 6 MB is refused before it reaches the function") {
  RealHosting hosting;
  const std::string rawc = hosting.add("rawc.handler");
  const auto largest = hosting.call(rawc, std::string(brume::wire::kMaxPayloadBytes, '1'));
  REQUIRE(largest.ok());
  CHECK(largest.value().payload.find("\"bytes\":6291556") != std::string::npos);
  const auto larger = hosting.call(rawc, std::string(brume::wire::kMaxPayloadBytes + 1, '1'));
  REQUIRE_FALSE(larger.ok());
  CHECK(larger.error().code == Error::Code::kPayloadTooLarge);
}

TEST_CASE("an answer over 6 MB is AWS's error") {
  RealHosting hosting;
  const std::string echo = hosting.add("echo.handler");
  const std::string repeat = hosting.add("echo.repeat", {}, "repeat");
  const std::string largest(brume::wire::kMaxPayloadBytes, '1');
  const auto fits = hosting.call(echo, largest);
  REQUIRE(fits.ok());
  CHECK(fits.value().payload == largest);
  const auto larger = hosting.call(repeat, largest);
  REQUIRE(larger.ok());
  CHECK(larger.value().payload ==
        R"({"errorType":"Function.ResponseSizeTooLarge","errorMessage":"Response payload size )"
        R"(exceeded maximum allowed payload size (6291556 bytes)."})");
}

TEST_CASE("reserved concurrency throttles, and never lets more run") {
  RealHosting hosting;
  const std::string hang = hosting.add("hang.handler", {.reserved_concurrency = 2});
  std::list<std::optional<Result<Reply>>> results(5);
  for (auto& result : results) {
    hosting.start(hang, Event{.payload = R"({"mode":"finite","ms":100})"}, result);
  }
  CHECK(hosting.invoker.running() == 2);
  int throttled = 0;
  for (const auto& result : results) {
    if (!result) continue;
    REQUIRE_FALSE(result->ok());
    CHECK(result->error().code == Error::Code::kThrottled);
    CHECK(result->error().reason == "ReservedFunctionConcurrentInvocationLimitExceeded");
    ++throttled;
  }
  CHECK(throttled == 3);
  hosting.run_until([&] { return hosting.invoker.running() == 0; });
  CHECK(hosting.invoker.environments() == 2);
}

TEST_CASE("reserved concurrency 0 always throttles; the account's limit holds for the rest") {
  RealHosting hosting(3);
  const std::string none = hosting.add("hello.handler", {.reserved_concurrency = 0}, "none");
  const auto refused = hosting.call(none, "{}");
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Error::Code::kThrottled);

  const std::string hang = hosting.add("hang.handler");
  std::list<std::optional<Result<Reply>>> results(4);
  for (auto& result : results) {
    hosting.start(hang, Event{.payload = R"({"mode":"finite","ms":50})"}, result);
  }
  REQUIRE(results.back().has_value());
  REQUIRE_FALSE(results.back()->ok());
  CHECK(results.back()->error().reason == "ConcurrentInvocationLimitExceeded");
  hosting.run_until([&] { return hosting.invoker.running() == 0; });
}

TEST_CASE("TMPDIR is the environment's own, empty, and full at EphemeralStorage") {
  RealHosting hosting;
  const std::string tmp = hosting.add("tmpdir.handler", {.ephemeral_storage_mb = 8});
  const auto small = hosting.call(tmp, R"({"mb":4})");
  REQUIRE(small.ok());
  INFO(small.value().payload << hosting.log.all());
  CHECK(small.value().payload == R"({"before":[],"error":null,"writtenMb":4})");
  const auto kept = hosting.call(tmp, R"({"mb":10})");
  REQUIRE(kept.ok());
  CHECK(kept.value().payload ==
        R"({"before":["0"],"error":"No space left on device","writtenMb":4})");
}
