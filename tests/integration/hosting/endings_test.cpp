// Every way a handler can end badly gives AWS's error, and leaves an emulator that serves the next.
#include <doctest/doctest.h>

#include "tests/integration/hosting/real_hosting.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

std::string exit_error(const std::string& request_id, const std::string& words) {
  return R"({"errorType":"Runtime.ExitError","errorMessage":"RequestId: )" + request_id +
         " Error: " + words + R"("})";
}

struct Ending {
  const char* event;
  const char* words;   // of errorMessage, after "Error: "
  const char* in_log;  // empty: nothing in particular
};

void check_next_call_succeeds(RealHosting& hosting, const std::string& function,
                              const char* good_event) {
  const auto next = hosting.call(function, good_event);
  REQUIRE(next.ok());
  INFO(next.value().payload);
  CHECK_FALSE(next.value().function_error());
}

}  // namespace

TEST_CASE("each signal and exit status is named as AWS names it") {
  RealHosting hosting;
  const std::string crash = hosting.add("crash.handler");
  const std::string hello = hosting.add("hello.handler");
  const Ending endings[] = {
      {R"({"mode":"segv"})", "Runtime exited with error: signal: segmentation fault", "SIGSEGV"},
      {R"({"mode":"stack"})", "Runtime exited with error: signal: segmentation fault", "SIGSEGV"},
      {R"({"mode":"thread"})", "Runtime exited with error: signal: segmentation fault", "SIGSEGV"},
      {R"({"mode":"abort"})", "Runtime exited with error: signal: aborted", "SIGABRT"},
      {R"({"mode":"terminate"})", "Runtime exited with error: signal: aborted", "SIGABRT"},
      {R"({"mode":"fpe"})", "Runtime exited with error: signal: floating point exception",
       "SIGFPE"},
      {R"({"mode":"ill"})", "Runtime exited with error: signal: illegal instruction", "SIGILL"},
      {R"({"mode":"bus"})", "Runtime exited with error: signal: bus error", "SIGBUS"},
      {R"({"mode":"kill"})", "Runtime exited with error: signal: killed", ""},
      {R"({"mode":"raise","code":15})", "Runtime exited with error: signal: terminated", ""},
      {R"({"mode":"exit","code":3})", "Runtime exited with error: exit status 3", ""},
      {R"({"mode":"exit","code":127})", "Runtime exited with error: exit status 127", ""},
      {R"({"mode":"exit"})", "Runtime exited without providing a reason", ""},
      {R"({"mode":"quick-exit","code":9})", "Runtime exited with error: exit status 9", ""},
  };
  for (const Ending& ending : endings) {
    CAPTURE(ending.event);
    hosting.log.records.clear();
    const auto reply = hosting.call(crash, ending.event);
    REQUIRE(reply.ok());
    INFO(hosting.log.all());
    CHECK(reply.value().end == Reply::End::kCrash);
    CHECK(reply.value().payload == exit_error(reply.value().request_id, ending.words));
    CHECK(hosting.log.contains(ending.in_log));
    check_next_call_succeeds(hosting, hello, "{}");
  }
}

TEST_CASE("no handler outlives its timeout, whatever it does against it") {
  RealHosting hosting;
  const std::string hang = hosting.add("hang.handler", {.timeout = 150ms});
  for (const char* mode : {"spin", "sleep", "block", "ignore-signals", "stop", "fork", "setsid"}) {
    CAPTURE(mode);
    const auto from = hosting.loop.monotonic();
    const auto reply = hosting.call(hang, std::string(R"({"mode":")") + mode + R"("})");
    const auto took = hosting.loop.monotonic() - from;
    REQUIRE(reply.ok());
    CHECK(reply.value().end == Reply::End::kTimeout);
    CHECK(took < 1500ms);  // generous: this is no benchmark
    CHECK(hosting.log.contains("Task timed out after 0.15 seconds"));
    check_next_call_succeeds(hosting, hang, R"({"mode":"finite","ms":1})");
  }
}

TEST_CASE("a handler that closes every descriptor is ended and explained") {
  RealHosting hosting;
  const std::string hang = hosting.add("hang.handler", {.timeout = 2s});
  const auto reply = hosting.call(hang, R"({"mode":"close"})");
  REQUIRE(reply.ok());
  INFO(hosting.log.all());
  CHECK(reply.value().end == Reply::End::kCrash);
  CHECK(hosting.log.contains("the environment closed its pipe"));
  check_next_call_succeeds(hosting, hang, R"({"mode":"finite","ms":1})");
}

TEST_CASE("garbage, truncated and oversized frames end the environment, not the emulator") {
  RealHosting hosting;
  const std::string miswire = hosting.add("miswire.handler", {.timeout = 2s});
  const std::string hello = hosting.add("hello.handler");
  for (const std::string event :
       {R"({"mode":"garbage"})", R"({"mode":"garbage","then":"hang"})",
        R"({"mode":"truncate","then":"hang"})",
        R"({"mode":"raw","hex":"ffffffff04000000","then":"hang"})",
        R"({"mode":"close","then":"hang"})", R"({"mode":"mute","then":"hang"})",
        // A reply to an invocation nobody asked for; a reply cut short; an unknown kind.
        R"({"mode":"raw","hex":"0d0000000400000001000000780000000000000000","then":"hang"})",
        R"({"mode":"raw","hex":"02000000040000000000","then":"hang"})",
        R"({"mode":"raw","hex":"000000007f000000","then":"hang"})"}) {
    CAPTURE(event);
    hosting.log.records.clear();
    const auto reply = hosting.call(miswire, event);
    REQUIRE(reply.ok());
    INFO(hosting.log.all());
    CHECK(reply.value().end == Reply::End::kCrash);
    CHECK(hosting.log.contains("the environment"));
    check_next_call_succeeds(hosting, hello, "{}");
  }
}

TEST_CASE("an environment that no longer listens ends, and what comes after it is served") {
  RealHosting hosting;
  const std::string miswire = hosting.add("miswire.handler", {.timeout = 2s});
  const auto reply = hosting.call(miswire, R"({"mode":"deaf"})");
  REQUIRE(reply.ok());
  CHECK(reply.value().end == Reply::End::kSuccess);
  // The next goes to it, or to its successor if its end is already known.
  const auto next = hosting.call(miswire, R"({"mode":"none"})");
  REQUIRE(next.ok());
  CHECK(next.value().end != Reply::End::kTimeout);
  const auto last = hosting.call(miswire, R"({"mode":"none"})");
  REQUIRE(last.ok());
  CHECK(last.value().end == Reply::End::kFunctionError);
  CHECK(last.value().payload.find("Miswire.UnknownMode") != std::string::npos);
}

TEST_CASE("exceptions of every kind become errors with a type") {
  RealHosting hosting;
  const std::string throws = hosting.add("throws.handler");
  const std::pair<const char*, const char*> cases[] = {
      {"runtime_error", "std::runtime_error"}, {"error", "Shop.OutOfStock"},
      {"member", "shop::Stock::Empty"},        {"int", "int"},
      {"bad_alloc", "std::bad_alloc"},         {"answer", "Runtime.MarshalError"}};
  for (const auto& [mode, type] : cases) {
    CAPTURE(mode);
    const auto reply = hosting.call(throws, std::string(R"({"mode":")") + mode + R"("})");
    REQUIRE(reply.ok());
    INFO(reply.value().payload);
    CHECK(reply.value().end == Reply::End::kFunctionError);
    CHECK(reply.value().payload.find(std::string(R"("errorType":")") + type + '"') !=
          std::string::npos);
  }
  CHECK(hosting.invoker.environments() == 1);  // an error answer keeps the environment
}

TEST_CASE("an event the handler cannot read is an unmarshal error") {
  RealHosting hosting;
  const std::string hello = hosting.add("hello.handler");
  const auto reply = hosting.call(hello, "this is no JSON");
  REQUIRE(reply.ok());
  CHECK(reply.value().payload.find("Runtime.UnmarshalError") != std::string::npos);
}

TEST_CASE("a stream that breaks off is an error; a whole one is gathered when nobody listens") {
  RealHosting hosting;
  const std::string stream = hosting.add("stream.handler");
  const auto whole = hosting.call(stream, R"({"lines":2})");
  REQUIRE(whole.ok());
  CHECK(whole.value().payload == "2\n1\nlift-off\n");
  const std::string broken = hosting.add("stream.broken", {}, "broken");
  const auto half = hosting.call(broken, "{}");
  REQUIRE(half.ok());
  CHECK(half.value().end == Reply::End::kFunctionError);
  CHECK(half.value().payload.find("Stream.BrokenOff") != std::string::npos);
}

TEST_CASE("initialisation that fails is tried again within the invocation, then reported") {
  const std::pair<const char*, const char*> cases[] = {
      {"exit", "Runtime exited with error: exit status 5"},
      {"abort", "signal: aborted"},
      {"segv", "signal: segmentation fault"},
      {"throw", "the configuration is missing"},
      {"error", "Badinit.Refused"}};
  for (const char* phase : {"load", "init"}) {
    for (const auto& [mode, words] : cases) {
      const std::string in_phase = phase;
      const bool thrown = std::string(mode) == "throw" || std::string(mode) == "error";
      if (in_phase == "load" && thrown) continue;  // nothing catches in a static constructor
      CAPTURE(mode);
      CAPTURE(phase);
      RealHosting hosting;
      const std::string badinit = hosting.add(
          "badinit.handler",
          {.environment = {{"INIT_MODE", mode}, {"INIT_PHASE", phase}, {"INIT_CODE", "5"}}});
      const auto reply = hosting.call(badinit, "{}");
      REQUIRE(reply.ok());
      INFO(hosting.log.all() << reply.value().payload);
      CHECK(reply.value().function_error());
      CHECK(reply.value().payload.find(words) != std::string::npos);
      CHECK(hosting.log.contains("\tPhase: init\tStatus: error"));
      CHECK(hosting.log.contains("\tPhase: invoke\tStatus: error"));
    }
  }
}

TEST_CASE("initialisation that overruns is cut off after 10 s and again at the timeout") {
  RealHosting hosting;
  const std::string badinit =
      hosting.add("badinit.handler", {.timeout = 200ms, .environment = {{"INIT_MODE", "spin"}}});
  const auto reply = hosting.call(badinit, "{}");
  REQUIRE(reply.ok());
  INFO(hosting.log.all());
  CHECK(reply.value().end == Reply::End::kTimeout);
  CHECK(hosting.log.contains("Phase: init\tStatus: timeout"));
  CHECK(hosting.log.contains("Task timed out after 0.20 seconds"));
}

TEST_CASE("a slow initialisation counts as Init Duration, not as the invocation's") {
  RealHosting hosting;
  const std::string badinit =
      hosting.add("badinit.handler",
                  {.timeout = 1s, .environment = {{"INIT_MODE", "slow"}, {"INIT_MS", "1200"}}});
  const auto reply = hosting.call(badinit, "{}");
  REQUIRE(reply.ok());
  CHECK_FALSE(reply.value().function_error());
  REQUIRE(reply.value().init_duration.has_value());
  CHECK(*reply.value().init_duration >= 1200ms);
  CHECK(reply.value().duration < 1200ms);
}
