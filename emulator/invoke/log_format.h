// The platform's own log lines, in text and in JSON. Pure. Source: Lambda's documentation of log
// formats, also for "Status" and "Error Type" of REPORT and INIT_REPORT.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/invoke/worker/function_config.h"
#include "emulator/text/text_buffer.h"

namespace brume::emulator {

struct Report {
  std::string_view request_id;
  Duration duration{0};
  long billed_ms = 0;
  int memory_mb = 0;
  int max_memory_mb = 0;
  std::optional<Duration> init_duration = {};
  std::string_view status = "success";  // success, error, failure, timeout
  std::string_view error_type = {};     // empty on success
};

struct InitReport {
  Duration duration{0};
  std::string_view phase;       // "init" or "invoke"
  std::string_view status;      // "error" or "timeout"
  std::string_view error_type;  // empty for a timeout
};

// "2026/11/21/[$LATEST]0123…": a new environment's stream; `hex32` makes it its own.
std::string log_stream_name(WallTime at, std::string_view version, std::string_view hex32);

// One line each, without its end, added to `line`; false where the format or SystemLogLevel leaves
// it out.
class PlatformLog {
 public:
  explicit PlatformLog(const FunctionConfig& function) : function_(function) {}

  bool start(TextBuffer& line, WallTime at, std::string_view request_id) const;
  bool end(TextBuffer& line, std::string_view request_id) const;
  bool report(TextBuffer& line, WallTime at, const Report& report) const;
  bool init_report(TextBuffer& line, WallTime at, const InitReport& report) const;
  // The text of a timeout, which text logs carry before END.
  bool timed_out(TextBuffer& line, WallTime at, std::string_view request_id) const;

 private:
  enum class Level { kDebug, kInfo, kWarn };
  bool shown(Level level) const;
  std::string record(WallTime at, std::string_view type, std::string record) const;

  const FunctionConfig& function_;
};

}  // namespace brume::emulator
