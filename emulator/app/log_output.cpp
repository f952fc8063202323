#include "emulator/app/log_output.h"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "emulator/app/log_block.h"

namespace brume::emulator::app {
namespace {

// How long a line may wait for others to be written with it.
constexpr Duration kGather = std::chrono::milliseconds(5);

}  // namespace

LogOutput::LogOutput(std::FILE* stream, LogFormat format)
    : stream_(stream), text_(format, terminal_of(stream)) {
  writer_ = std::thread([this] { run(); });
}

Result<std::unique_ptr<LogOutput>> LogOutput::to_file(const std::filesystem::path& file,
                                                      LogFormat format) {
  std::FILE* const opened = std::fopen(file.c_str(), "ae");
  if (opened == nullptr) {
    return Error{Error::Code::kInvalidArgument,
                 "cannot write the log file " + file.string() + ": " + std::strerror(errno)};
  }
  auto output = std::make_unique<LogOutput>(opened, format);
  output->owned_.reset(opened);
  return output;
}

LogOutput::~LogOutput() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_one();
  writer_.join();
}

void LogOutput::write(const LogRecord& record) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = waiting_.empty();
    if (waiting_.size() + block_bytes(record) > kMaxWaitingLogBytes) {
      left_out_bytes_ += record.text.size();
    } else {
      append_record(waiting_, record);
    }
  }
  if (first) changed_.notify_one();
}

void LogOutput::run() {
  std::string taken, lines;
  while (true) {
    std::size_t left_out_bytes = 0;
    bool last = false;
    {
      std::unique_lock lock(mutex_);
      const auto comes = [this] { return ending_ || !waiting_.empty(); };
      if (const auto due = text_.release_at()) {
        changed_.wait_until(lock, *due, comes);
      } else {
        changed_.wait(lock, comes);
      }
      if (!waiting_.empty()) changed_.wait_for(lock, kGather, [this] { return ending_; });
      taken.clear();
      taken.swap(waiting_);
      left_out_bytes = std::exchange(left_out_bytes_, 0);
      last = ending_;
    }
    lines.clear();
    lines.reserve(taken.size());
    const auto now = std::chrono::steady_clock::now();
    read_records(taken, [&](const LogRecord& record) { text_.add(lines, record, now); });
    if (left_out_bytes > 0) {
      lines += "brume: " + std::to_string(left_out_bytes) +
               " bytes of log are left out: they could not be written fast enough\n";
    }
    last ? text_.release_all(lines) : text_.release(lines, now);
    print(lines);
    if (last) return;
  }
}

void LogOutput::print(const std::string& lines) {
  if (lines.empty()) return;
  const bool written = std::fwrite(lines.data(), 1, lines.size(), stream_) == lines.size() &&
                       std::fflush(stream_) == 0;
  if (!written && !failed_ && owned_) {
    std::fprintf(stderr, "brume: cannot write the log: %s\n", std::strerror(errno));
  }
  failed_ = !written;
}

}  // namespace brume::emulator::app
