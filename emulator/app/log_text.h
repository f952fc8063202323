// Log records as text, for people and for programs:
//   text  one line a call, with what the function printed under it:
//           12:03:04 GET /hello  HelloFunction   ok     1.24 ms   4 MB cold
//             greeting Ada
//   aws   the lines that CloudWatch would get: START, END, REPORT; our own begin with "brume: "
//   json  one object a record
//
// For the first, lines of a call wait until it ends, kHoldLines at most; then they are shown as
// they come, each with its time. One thread at a time.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/app/terminal.h"
#include "emulator/base/log.h"

namespace brume::emulator::app {

enum class LogFormat { kText, kAws, kJson };
// "text", "aws", "json"; absent: something else.
std::optional<LogFormat> log_format_of(std::string_view name);

// {"time","function","requestId","kind","text"}, one line, with its end.
std::string json_line(const LogRecord& record);

class LogText {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;
  static constexpr std::chrono::milliseconds kHoldLines{1000};
  // A notice that nothing else of its call has come before: what ends the call comes at once.
  static constexpr std::chrono::milliseconds kHoldNotice{50};
  static constexpr std::size_t kHeldBytesMax = std::size_t{64} * 1024;  // of one call

  LogText(LogFormat format, const Terminal& terminal) : format_(format), terminal_(terminal) {}

  // Text bears the day too, not only the time of day: for clocks that skip days.
  void show_dates() { dated_ = true; }

  // What there is to show now of the record, added to `out`.
  void add(std::string& out, const LogRecord& record, TimePoint now);
  // When release() is due next; absent: nothing waits.
  std::optional<TimePoint> release_at() const;
  // What has waited long enough.
  void release(std::string& out, TimePoint now);
  // What waits for the end of its call.
  void release_all(std::string& out);

 private:
  struct Held {
    std::string records;  // of log_block.h
    TimePoint until;
  };

  void add_text(std::string& out, const LogRecord& record, TimePoint now);
  void add_aws(std::string& out, const LogRecord& record) const;
  void add_call(std::string& out, const LogRecord& record);
  // A line of its own: time, function, text.
  void add_line(std::string& out, const LogRecord& record) const;
  void add_lines(std::string& out, const Held& held) const;
  void add_clock(std::string& out, WallTime at) const;

  LogFormat format_;
  Terminal terminal_;
  bool dated_ = false;
  std::map<std::string, Held, std::less<>> held_;  // by request id
};

}  // namespace brume::emulator::app
