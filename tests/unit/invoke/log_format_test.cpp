#include "emulator/invoke/log_format.h"

#include <doctest/doctest.h>

#include "emulator/text/time_text.h"

using namespace brume::emulator;
using namespace std::chrono_literals;

namespace {

const WallTime kAt = std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + 7h + 32min + 5678us;

FunctionConfig text_function() {
  FunctionConfig function;
  function.timeout = 3s;
  return function;
}

FunctionConfig json_function(std::string level = {}) {
  FunctionConfig function = text_function();
  function.json_logs = true;
  function.system_log_level = std::move(level);
  return function;
}

Report cold_report() {
  Report report;
  report.request_id = "r-1";
  report.duration = 3010us;
  report.billed_ms = 4;
  report.memory_mb = 128;
  report.max_memory_mb = 36;
  report.init_duration = 110100us;
  return report;
}

// Absent: the line is left out.
template <typename Line, typename What>
std::optional<std::string> line_of(const PlatformLog& log, Line line, const What& what) {
  TextBuffer text;
  if (!(log.*line)(text, kAt, what)) return std::nullopt;
  return text.str();
}

std::optional<std::string> end_of(const PlatformLog& log, std::string_view request_id) {
  TextBuffer text;
  if (!log.end(text, request_id)) return std::nullopt;
  return text.str();
}

}  // namespace

TEST_CASE("a log stream has its date, version and own name") {
  CHECK(log_stream_name(kAt, "$LATEST", "0123456789abcdef0123456789abcdef") ==
        "2026/11/21/[$LATEST]0123456789abcdef0123456789abcdef");
}

TEST_CASE("text lines are AWS's, tab by tab") {
  const FunctionConfig function = text_function();
  const PlatformLog log(function);
  CHECK(line_of(log, &PlatformLog::start, "r-1") == "START RequestId: r-1 Version: $LATEST");
  CHECK(end_of(log, "r-1") == "END RequestId: r-1");
  CHECK(line_of(log, &PlatformLog::report, cold_report()) ==
        "REPORT RequestId: r-1\tDuration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 36 MB\tInit Duration: 110.10 ms\t");
  Report warm = cold_report();
  warm.init_duration.reset();
  CHECK(line_of(log, &PlatformLog::report, warm) ==
        "REPORT RequestId: r-1\tDuration: 3.01 ms\tBilled Duration: 4 ms\tMemory Size: 128 MB\t"
        "Max Memory Used: 36 MB\t");
  CHECK(line_of(log, &PlatformLog::timed_out, "r-1") ==
        "2026-11-21T07:32:00.005Z r-1 Task timed out after 3.00 seconds");
}

TEST_CASE("a bad end is said by REPORT") {
  const FunctionConfig function = text_function();
  const PlatformLog log(function);
  Report report = cold_report();
  report.status = "timeout";
  CHECK(line_of(log, &PlatformLog::report, report)
            ->ends_with("Init Duration: 110.10 ms\tStatus: timeout\t"));
  report.status = "error";
  report.error_type = "Runtime.ExitError";
  CHECK(line_of(log, &PlatformLog::report, report)
            ->ends_with("Status: error\tError Type: Runtime.ExitError\t"));
}

TEST_CASE("a failed init has its own line") {
  const FunctionConfig function = text_function();
  CHECK(line_of(PlatformLog(function), &PlatformLog::init_report,
                InitReport{10s, "init", "timeout", ""}) ==
        "INIT_REPORT Init Duration: 10000.00 ms\tPhase: init\tStatus: timeout\t");
  CHECK(line_of(PlatformLog(function), &PlatformLog::init_report,
                InitReport{1500us, "invoke", "error", "E"}) ==
        "INIT_REPORT Init Duration: 1.50 ms\tPhase: invoke\tStatus: error\tError Type: E\t");
}

TEST_CASE("JSON records are AWS's") {
  const FunctionConfig function = json_function();
  const PlatformLog log(function);
  CHECK(line_of(log, &PlatformLog::start, "r-1") ==
        "{\"time\":\"2026-11-21T07:32:00.005Z\",\"type\":\"platform.start\",\"record\":"
        "{\"requestId\":\"r-1\",\"version\":\"$LATEST\"}}");
  CHECK_FALSE(end_of(log, "r-1").has_value());
  CHECK_FALSE(line_of(log, &PlatformLog::timed_out, "r-1").has_value());
  CHECK(line_of(log, &PlatformLog::report, cold_report()) ==
        "{\"time\":\"2026-11-21T07:32:00.005Z\",\"type\":\"platform.report\",\"record\":"
        "{\"requestId\":\"r-1\",\"metrics\":{\"durationMs\":3.01,\"billedDurationMs\":4,"
        "\"memorySizeMB\":128,\"maxMemoryUsedMB\":36,\"initDurationMs\":110.10},"
        "\"status\":\"success\"}}");
  CHECK(line_of(log, &PlatformLog::init_report, InitReport{10s, "init", "timeout", ""}) ==
        "{\"time\":\"2026-11-21T07:32:00.005Z\",\"type\":\"platform.initReport\",\"record\":"
        "{\"initializationType\":\"on-demand\",\"phase\":\"init\",\"status\":\"timeout\","
        "\"metrics\":{\"durationMs\":10000.00}}}");
}

TEST_CASE("what a function names its error cannot break a JSON record") {
  const FunctionConfig function = json_function();
  Report report = cold_report();
  report.status = "error";
  report.error_type = "a\"b\n";
  CHECK(line_of(PlatformLog(function), &PlatformLog::report, report)
            ->find("\"errorType\":\"a\\\"b\\n\"") != std::string::npos);
}

TEST_CASE("SystemLogLevel leaves out what is below it, in JSON logs alone") {
  struct Row {
    const char* level;
    bool start, good_report, bad_report;
  };
  for (const Row& row : {Row{"", true, true, true}, Row{"DEBUG", true, true, true},
                         Row{"INFO", true, true, true}, Row{"WARN", false, false, true}}) {
    CAPTURE(row.level);
    const FunctionConfig function = json_function(row.level);
    const PlatformLog log(function);
    CHECK(line_of(log, &PlatformLog::start, "r").has_value() == row.start);
    Report report = cold_report();
    CHECK(line_of(log, &PlatformLog::report, report).has_value() == row.good_report);
    report.status = "timeout";
    CHECK(line_of(log, &PlatformLog::report, report).has_value() == row.bad_report);
    FunctionConfig text = text_function();
    text.system_log_level = row.level;
    CHECK(line_of(PlatformLog(text), &PlatformLog::start, "r").has_value());
    CHECK(line_of(PlatformLog(text), &PlatformLog::report, cold_report()).has_value());
  }
}
