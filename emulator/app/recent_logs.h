// The last log lines of a running emulator, in memory, and the readers that follow new ones.
// About kRecentLogsBytes at most; the oldest go first.
//
// Loop thread.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "emulator/base/log.h"

namespace brume::emulator::app {

inline constexpr std::size_t kRecentLogsBytes = std::size_t{4} * 1024 * 1024;

class RecentLogs final : public LogSink {
 public:
  using Reader = std::function<void(const LogRecord&)>;

  explicit RecentLogs(std::size_t max_bytes = kRecentLogsBytes) : max_bytes_(max_bytes) {}

  void write(const LogRecord& record) override;
  // Everything that is kept, the oldest first.
  void read(const Reader& reader) const;
  // Each new line, until unfollow(), which may be called from the reader. Never 0.
  std::uint64_t follow(Reader reader);
  void unfollow(std::uint64_t follower);

 private:
  std::string& block_for(std::size_t bytes);

  std::size_t max_bytes_;
  std::size_t kept_bytes_ = 0;
  std::deque<std::string> blocks_;  // of log_block.h; the oldest is forgotten whole
  std::map<std::uint64_t, Reader> followers_;
  std::uint64_t next_follower_ = 1;
};

// Writes each record to two sinks.
class LogTee final : public LogSink {
 public:
  // REQUIRES: both outlive it
  LogTee(LogSink& first, LogSink& second) : first_(first), second_(second) {}
  void write(const LogRecord& record) override {
    first_.write(record);
    second_.write(record);
  }

 private:
  LogSink& first_;
  LogSink& second_;
};

}  // namespace brume::emulator::app
