// Writes the log lines of a running emulator to standard error or to a file. A thread of its own
// writes, so that a stopped terminal does not stop the emulator. Lines beyond kMaxWaitingLogBytes
// are left out and counted, and a line says so.
//
// Loop thread; the destructor waits until everything is written.
#pragma once

#include <condition_variable>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "emulator/app/log_text.h"
#include "emulator/base/log.h"
#include "emulator/base/result.h"

namespace brume::emulator::app {

inline constexpr std::size_t kMaxWaitingLogBytes = std::size_t{16} * 1024 * 1024;

class LogOutput final : public LogSink {
 public:
  // To `stream`, which is not closed.
  LogOutput(std::FILE* stream, LogFormat format);
  // Appends to the file.
  static Result<std::unique_ptr<LogOutput>> to_file(const std::filesystem::path& file,
                                                    LogFormat format);
  ~LogOutput() override;

  void write(const LogRecord& record) override;
  // As LogText's. REQUIRES: nothing has been written yet
  void show_dates() { text_.show_dates(); }

 private:
  // The writer's thread.
  void run();
  void print(const std::string& lines);

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> owned_{nullptr, std::fclose};
  std::FILE* stream_;
  LogText text_;         // the writer's
  bool failed_ = false;  // the writer's: the last line could not be written

  std::mutex mutex_;  // guards the next four
  std::condition_variable changed_;
  std::string waiting_;  // records, of log_block.h
  std::size_t left_out_bytes_ = 0;
  bool ending_ = false;
  std::thread writer_;
};

}  // namespace brume::emulator::app
