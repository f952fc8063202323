// The log lines of a running emulator for the person in front of it, or for a program: to standard
// error or a file, a thread of its own writing them, so that a terminal that stands still stops
// nothing. What does not fit into kMaxWaitingLogBytes is counted and left out, and said.
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

#include "emulator/app/terminal.h"
#include "emulator/base/log.h"
#include "emulator/base/result.h"

namespace brume::emulator::app {

inline constexpr std::size_t kMaxWaitingLogBytes = std::size_t{16} * 1024 * 1024;

enum class LogFormat { kText, kJson };

// "12:03:04.123 HelloFunction  START RequestId: …", with its end.
// `dated`: the day too.
void append_text_line(std::string& out, const LogRecord& record, const Terminal& terminal,
                      bool dated = false);

class LogOutput final : public LogSink {
 public:
  // To `stream`, which is not closed.
  LogOutput(std::FILE* stream, LogFormat format);
  // Appends to the file.
  static Result<std::unique_ptr<LogOutput>> to_file(const std::filesystem::path& file,
                                                    LogFormat format);
  ~LogOutput() override;

  void write(const LogRecord& record) override;
  // Lines of text bear the day too, not only the time of day: for clocks that skip days.
  void show_dates() { dated_ = true; }

 private:
  void run();
  // As people or programs read them. The writer's thread.
  std::string shown(const std::string& records) const;

  std::unique_ptr<std::FILE, int (*)(std::FILE*)> owned_{nullptr, std::fclose};
  Terminal terminal_;
  LogFormat format_;
  bool dated_ = false;

  std::mutex mutex_;  // guards the next four
  std::condition_variable changed_;
  std::string waiting_;  // records, of log_block.h
  std::size_t left_out_bytes_ = 0;
  bool ending_ = false;
  std::thread writer_;
};

}  // namespace brume::emulator::app
