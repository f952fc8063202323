// The log of one call, as AWS writes it: to standard error, in colour on a terminal, or to a file.
// Loop thread.
#pragma once

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include "emulator/app/log_text.h"
#include "emulator/base/log.h"
#include "emulator/base/result.h"

namespace brume::emulator::app {

class LogPrinter final : public LogSink {
 public:
  // To standard error.
  LogPrinter();
  // Appends to the file.
  static Result<std::unique_ptr<LogPrinter>> to_file(const std::filesystem::path& file);

  // A line that could not be written (the disk is full, say) is reported once on standard error.
  void write(const LogRecord& record) override;

 private:
  using File = std::unique_ptr<std::FILE, int (*)(std::FILE*)>;
  LogPrinter(Terminal terminal, File file, std::string name);

  std::FILE* stream_;
  LogText text_;
  File file_;         // null: standard error
  std::string name_;  // of the file
  bool failed_ = false;
};

// Nothing is shown.
class NoLog final : public LogSink {
 public:
  void write(const LogRecord&) override {}
};

}  // namespace brume::emulator::app
