// Where the log lines of functions, and Brume's own notices, go. Implementations: the terminal and
// files (app/), tests' memory.
//
// Loop thread.
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/base/clock.h"

namespace brume::emulator {

struct LogRecord {
  enum class Kind {
    kPlatform,  // START, END, REPORT and their like, as AWS writes them
    kFunction,  // what the function itself printed
    kNotice,    // Brume's own words: why something ended as it did
    kCall,      // a whole call, last of all its records: invoke/call_summary.h; for people's logs
  };
  Kind kind;
  WallTime at;
  std::string_view function;    // its name
  std::string_view request_id;  // empty between invocations
  // One event, without its end, any bytes: a line, or the lines of a record that a runtime framed.
  std::string_view text;
};

class LogSink {
 public:
  virtual ~LogSink() = default;
  // Loop thread. The record's views end with the call.
  virtual void write(const LogRecord& record) = 0;
};

// What a notice is about; empty: the emulator as a whole.
struct NoticeSubject {
  std::string_view function = {};
  std::string_view request_id = {};
};
// Writes a line of Brume's own, kNotice, as of now.
void log_notice(LogSink& log, const Clock& clock, std::string_view text,
                const NoticeSubject& subject = {});

// Logs each thing once, however often it comes up. It remembers at most kKeysMax things; what is
// new beyond them is not logged, so that nobody can fill the log.
class LogOnce {
 public:
  static constexpr std::size_t kKeysMax = 1000;

  // `log` may be empty: then nothing is logged.
  explicit LogOnce(std::function<void(const std::string& text)> log) : log_(std::move(log)) {}
  // `key`: what the text is about.
  void log(const std::string& key, const std::string& text);

 private:
  std::function<void(const std::string& text)> log_;
  std::set<std::string, std::less<>> keys_;
};

}  // namespace brume::emulator
