#include "emulator/invoke/log_format.h"

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <initializer_list>

#include "emulator/invoke/outcome.h"
#include "emulator/text/json_text.h"
#include "emulator/text/time_text.h"

namespace brume::emulator {
namespace {

// Written for each call: digits by hand cost a tenth of what printf takes.
void add_ms(TextBuffer& line, Duration duration) {
  const long long hundredths = (std::max<long long>(duration.count(), 0) + 5) / 10;
  line.add_number(hundredths / 100);
  const auto rest = static_cast<int>(hundredths % 100);
  line.add('.');
  line.add(static_cast<char>('0' + rest / 10));
  line.add(static_cast<char>('0' + rest % 10));
}

std::string ms_text(Duration duration) {
  TextBuffer text;
  add_ms(text, duration);
  return text.str();
}

bool add(TextBuffer& line, std::initializer_list<std::string_view> parts) {
  for (const std::string_view part : parts) line.add(part);
  return true;
}

std::tm utc(WallTime at) {
  const std::time_t seconds =
      std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
  std::tm fields{};
  ::gmtime_r(&seconds, &fields);
  return fields;
}

}  // namespace

std::string log_stream_name(WallTime at, std::string_view version, std::string_view hex32) {
  const std::tm fields = utc(at);
  char date[48];
  std::snprintf(date, sizeof date, "%04d/%02d/%02d/[", fields.tm_year + 1900, fields.tm_mon + 1,
                fields.tm_mday);
  return date + std::string(version) + "]" + std::string(hex32);
}

bool PlatformLog::shown(Level level) const {
  if (!function_.json_logs) return true;  // SystemLogLevel is for JSON logs only
  const std::string& wanted = function_.system_log_level;
  const Level least = wanted == "DEBUG"  ? Level::kDebug
                      : wanted == "WARN" ? Level::kWarn
                                         : Level::kInfo;
  return level >= least;
}

std::string PlatformLog::record(WallTime at, std::string_view type, std::string record) const {
  return JsonObject().text("time", iso_time(at)).text("type", type).raw("record", record).finish();
}

bool PlatformLog::start(TextBuffer& line, WallTime at, std::string_view request_id) const {
  if (!shown(Level::kInfo)) return false;
  if (!function_.json_logs) {
    return add(line, {"START RequestId: ", request_id, " Version: ", function_.version});
  }
  return add(
      line,
      {record(
          at, "platform.start",
          JsonObject().text("requestId", request_id).text("version", function_.version).finish())});
}

bool PlatformLog::end(TextBuffer& line, std::string_view request_id) const {
  if (function_.json_logs) return false;  // JSON logs have no END
  return add(line, {"END RequestId: ", request_id});
}

bool PlatformLog::report(TextBuffer& line, WallTime at, const Report& report) const {
  const bool bad = report.status != "success";
  if (!shown(bad ? Level::kWarn : Level::kInfo)) return false;
  if (!function_.json_logs) {
    add(line, {"REPORT RequestId: ", report.request_id, "\tDuration: "});
    add_ms(line, report.duration);
    line.add(" ms\tBilled Duration: ");
    line.add_number(report.billed_ms);
    line.add(" ms\tMemory Size: ");
    line.add_number(report.memory_mb);
    line.add(" MB\tMax Memory Used: ");
    line.add_number(report.max_memory_mb);
    line.add(" MB\t");
    if (report.init_duration) {
      add(line, {"Init Duration: ", ms_text(*report.init_duration), " ms\t"});
    }
    if (bad) add(line, {"Status: ", report.status, "\t"});
    if (!report.error_type.empty()) add(line, {"Error Type: ", report.error_type, "\t"});
    return true;
  }
  JsonObject metrics;
  metrics.raw("durationMs", ms_text(report.duration))
      .number("billedDurationMs", report.billed_ms)
      .number("memorySizeMB", report.memory_mb)
      .number("maxMemoryUsedMB", report.max_memory_mb);
  if (report.init_duration) metrics.raw("initDurationMs", ms_text(*report.init_duration));
  JsonObject object;
  object.text("requestId", report.request_id).raw("metrics", metrics.finish());
  object.text("status", report.status);
  if (!report.error_type.empty()) object.text("errorType", report.error_type);
  return add(line, {record(at, "platform.report", object.finish())});
}

bool PlatformLog::init_report(TextBuffer& line, WallTime at, const InitReport& report) const {
  if (!function_.json_logs) {
    add(line, {"INIT_REPORT Init Duration: ", ms_text(report.duration),
               " ms\tPhase: ", report.phase, "\tStatus: ", report.status, "\t"});
    if (!report.error_type.empty()) add(line, {"Error Type: ", report.error_type, "\t"});
    return true;
  }
  JsonObject object;
  object.text("initializationType", "on-demand").text("phase", report.phase);
  object.text("status", report.status);
  if (!report.error_type.empty()) object.text("errorType", report.error_type);
  object.raw("metrics", JsonObject().raw("durationMs", ms_text(report.duration)).finish());
  return add(line, {record(at, "platform.initReport", object.finish())});
}

bool PlatformLog::timed_out(TextBuffer& line, WallTime at, std::string_view request_id) const {
  if (function_.json_logs) return false;  // the report's status says it
  return add(line, {iso_time(at), " ", request_id, " ", timeout_words(function_.timeout)});
}

}  // namespace brume::emulator
