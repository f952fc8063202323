// Where the log lines of functions go. Implementations: the terminal, files (cli/), tests' memory.
#pragma once

#include <string_view>

#include "emulator/base/clock.h"

namespace brume::emulator {

struct LogRecord {
  enum class Kind {
    kPlatform,  // START, END, REPORT and their like, as AWS writes them
    kFunction,  // what the function itself printed
    kNotice,    // Brume's own words: why something ended as it did
  };
  Kind kind;
  WallTime at;
  std::string_view function;    // its name
  std::string_view request_id;  // empty between invocations
  std::string_view text;        // one line, without its end; any bytes
};

class LogSink {
 public:
  virtual ~LogSink() = default;
  // Loop thread. The record's views end with the call.
  virtual void write(const LogRecord& record) = 0;
};

}  // namespace brume::emulator
