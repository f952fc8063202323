// What handlers print becomes log lines of the right invocation, complete, before END.
#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/invoke/limits.h"
#include "tests/integration/hosting/real_hosting.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

TEST_CASE("a flood of lines arrives whole, in order, between START and END") {
  RealHosting hosting;
  const std::string flood = hosting.add("flood.handler", {.timeout = 60s});
  const auto reply = hosting.call(flood, R"({"mode":"lines","bytes":6400000,"to":"both"})");
  REQUIRE(reply.ok());
  const auto lines = hosting.log.texts();
  REQUIRE(lines.size() == 100'000 + 3);
  CHECK(lines.front().starts_with("START"));
  CHECK(lines[100'001].starts_with("END"));
  bool in_order = true;
  for (std::size_t i = 0; i < 100'000; ++i) {
    char expected[32];
    std::snprintf(expected, sizeof expected, "line %010zu ", i);
    in_order = in_order && lines[i + 1].starts_with(expected);
  }
  CHECK(in_order);
}

TEST_CASE("a line that never ends is cut, and none of it is lost") {
  RealHosting hosting;
  const std::string flood = hosting.add("flood.handler", {.timeout = 60s});
  const auto reply = hosting.call(flood, R"({"mode":"no-newline","bytes":1000000})");
  REQUIRE(reply.ok());
  std::size_t bytes = 0;
  for (const std::string& line : hosting.log.texts(LogRecord::Kind::kFunction)) {
    CHECK(line.size() <= kMaxLogLineBytes);
    bytes += line.size();
  }
  CHECK(bytes == 1'000'000);
}

TEST_CASE("each line carries the id of the invocation that printed it") {
  RealHosting hosting;
  const std::string rawc = hosting.add("rawc.handler");
  for (const char* id : {"first", "second"}) {
    REQUIRE(hosting.call(rawc, Event{.payload = "{}", .request_id = id}).ok());
  }
  int seen = 0;
  for (const KeptRecord& record : hosting.log.records) {
    if (record.kind != LogRecord::Kind::kFunction) continue;
    CHECK(record.text == "counting the event of " + record.request_id);
    ++seen;
  }
  CHECK(seen == 2);
}

TEST_CASE("what was printed before a crash or a timeout is not lost") {
  RealHosting hosting;
  const std::string flood = hosting.add("flood.handler", {.timeout = 300ms});
  const auto reply = hosting.call(flood, R"({"mode":"lines","bytes":100000000000})");
  REQUIRE(reply.ok());
  CHECK(reply.value().end == Reply::End::kTimeout);
  const auto lines = hosting.log.texts();
  const auto end = std::find_if(lines.begin(), lines.end(),
                                [](const std::string& line) { return line.starts_with("END"); });
  CHECK(end - lines.begin() > 1000);
  CHECK(std::distance(end, lines.end()) == 2);  // END and REPORT are last
}

TEST_CASE("the log tail is the last 4 KB of the call's own lines") {
  RealHosting hosting;
  const std::string flood = hosting.add("flood.handler", {.timeout = 20s});
  const auto reply =
      hosting.call(flood, Event{.payload = R"({"mode":"lines","bytes":64000})", .log_tail = true});
  REQUIRE(reply.ok());
  const std::string& tail = reply.value().log_tail;
  CHECK(tail.size() == kLogTailBytes);
  CHECK(tail.find("REPORT RequestId: " + reply.value().request_id) != std::string::npos);
  CHECK(tail.find("line 0000000999") != std::string::npos);
}

TEST_CASE("JSON logs have AWS's platform records; SystemLogLevel WARN keeps only what failed") {
  RealHosting hosting;
  const std::string hello = hosting.add("hello.handler", {.json_logs = true});
  REQUIRE(hosting.call(hello, Event{.payload = "{}", .request_id = "r"}).ok());
  const auto lines = hosting.log.texts(LogRecord::Kind::kPlatform);
  REQUIRE(lines.size() == 2);
  CHECK(
      lines[0].find(R"("type":"platform.start","record":{"requestId":"r","version":"$LATEST"})") !=
      std::string::npos);
  CHECK(lines[1].find(R"("type":"platform.report","record":{"requestId":"r","metrics":{)") !=
        std::string::npos);

  hosting.log.records.clear();
  const std::string quiet =
      hosting.add("throws.handler", {.json_logs = true, .system_log_level = "WARN"}, "quiet");
  const std::string crash =
      hosting.add("crash.handler", {.json_logs = true, .system_log_level = "WARN"}, "loud");
  REQUIRE(hosting.call(quiet, R"({"mode":"int"})").ok());
  CHECK(hosting.log.texts(LogRecord::Kind::kPlatform).empty());
  REQUIRE(hosting.call(crash, R"({"mode":"exit","code":1})").ok());
  CHECK(hosting.log.contains(R"("status":"error","errorType":"Runtime.ExitError")"));
}

TEST_CASE("each call of an environment sees its own trace id") {
  RealHosting hosting;
  const std::string environment = hosting.add("environment.handler");
  for (const char* trace : {"Root=1-00000001-a", "Root=1-00000002-bbbbbbbb", "Root=1-3"}) {
    const auto reply = hosting.call(
        environment,
        Event{.payload = R"({"variables":["_X_AMZN_TRACE_ID"]})", .trace_header = trace});
    REQUIRE(reply.ok());
    CHECK(reply.value().payload.starts_with(R"({"_X_AMZN_TRACE_ID":")" + std::string(trace) +
                                            ";Lineage="));
  }
}

TEST_CASE("a function sees AWS's variables and nothing of ours") {
  REQUIRE(setenv("BRUME_TEST_SECRET", "mine", 1) == 0);
  RealHosting hosting;
  const std::string environment =
      hosting.add("environment.handler", {.memory_mb = 640, .environment = {{"GREETING", "hi"}}});
  const auto reply = hosting.call(environment, "{}");
  REQUIRE(reply.ok());
  const std::string& seen = reply.value().payload;
  CHECK(seen.find("BRUME_TEST_SECRET") == std::string::npos);
  CHECK(seen.find("HOME") == std::string::npos);
  for (const char* part :
       {R"("GREETING":"hi")", R"("_HANDLER":"environment.handler")", R"("AWS_REGION":"us-east-1")",
        R"("AWS_DEFAULT_REGION":"us-east-1")", R"("AWS_LAMBDA_FUNCTION_NAME":"environment")",
        R"("AWS_LAMBDA_FUNCTION_MEMORY_SIZE":"640")", R"("AWS_LAMBDA_FUNCTION_VERSION":"$LATEST")",
        R"("AWS_LAMBDA_INITIALIZATION_TYPE":"on-demand")",
        R"("AWS_LAMBDA_LOG_GROUP_NAME":"/aws/lambda/environment")", R"([$LATEST])",
        R"("TZ":":UTC")", R"("LANG":"en_US.UTF-8")", R"("_X_AMZN_TRACE_ID":"Root=1-)",
        R"("AWS_XRAY_CONTEXT_MISSING":"LOG_ERROR")", R"("AWS_SAM_LOCAL":"true")",
        R"("AWS_EXECUTION_ENV":"AWS_Lambda_)", R"("LAMBDA_TASK_ROOT":"/)", R"("TMPDIR":"/)"}) {
    CAPTURE(part);
    CHECK(seen.find(part) != std::string::npos);
  }
  CHECK(seen.find("AWS_LAMBDA_FUNCTION_TIMEOUT") == std::string::npos);
}
