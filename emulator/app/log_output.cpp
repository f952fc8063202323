#include "emulator/app/log_output.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <utility>

#include "emulator/app/log_block.h"
#include "emulator/app/recent_logs.h"
#include "emulator/text/swar.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::app {
namespace {

// How long a line may wait for others to be written with it.
constexpr Duration kGather = std::chrono::milliseconds(5);

// Each function keeps one colour.
Style style_of(std::string_view function) {
  constexpr Style kStyles[] = {Style::kCyan, Style::kGreen, Style::kYellow, Style::kBold};
  return kStyles[std::hash<std::string_view>()(function) % std::size(kStyles)];
}

// What a terminal must not get from a function: control characters that would steer it. Escape
// sequences stay: functions may colour their lines.
bool is_plain(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return (byte >= 0x20 && byte != 0x7F) || c == '\t' || c == '\x1B';
}

void append_printable(std::string& out, std::string_view text) {
  const auto may_be = [](std::uint64_t word) {
    return byte_scan::has_control(word) || byte_scan::has_byte(word, 0x7F);
  };
  const auto is_special = [](unsigned char c) { return !is_plain(static_cast<char>(c)); };
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = byte_scan::find_special(text, at, may_be, is_special);
    out.append(text, at, end - at);
    at = end;
    if (at == text.size()) return;
    char escape[8];
    std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(text[at++]));
    out += escape;
  }
}

}  // namespace

void append_text_line(std::string& out, const LogRecord& record, const Terminal& terminal,
                      bool dated) {
  const std::string_view who = record.function.empty() ? "brume" : record.function;
  auto time = iso_digits(record.at);
  time[10] = ' ';
  const std::string_view clock(time.data() + (dated ? 0 : 11), dated ? 23 : 12);
  if (!terminal.color) {  // the way of every call that nobody looks at: no piece is made twice
    out.append(clock).append(" ").append(who).append("  ");
    append_printable(out, record.text);
    out += '\n';
    return;
  }
  std::string text;
  append_printable(text, record.text);
  if (record.kind == LogRecord::Kind::kNotice) text = styled(terminal, Style::kYellow, text);
  if (record.kind == LogRecord::Kind::kPlatform) text = styled(terminal, Style::kDim, text);
  out += styled(terminal, Style::kDim, clock) + " " + styled(terminal, style_of(who), who) + "  ";
  out += text;
  out += '\n';
}

LogOutput::LogOutput(std::FILE* stream, LogFormat format)
    : terminal_(terminal_of(stream)), format_(format) {
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

std::string LogOutput::shown(const std::string& records) const {
  std::string lines;
  lines.reserve(records.size());
  read_records(records, [&](const LogRecord& record) {
    if (format_ == LogFormat::kJson) {
      lines += json_line(record);
    } else {
      append_text_line(lines, record, terminal_, dated_);
    }
  });
  return lines;
}

void LogOutput::run() {
  bool failed = false;
  std::string taken;
  while (true) {
    std::size_t left_out_bytes = 0;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      changed_.wait_for(lock, kGather, [this] { return ending_; });
      taken.clear();
      taken.swap(waiting_);
      left_out_bytes = std::exchange(left_out_bytes_, 0);
    }
    std::string lines = shown(taken);
    if (left_out_bytes > 0) {
      lines += "brume: " + std::to_string(left_out_bytes) +
               " bytes of log are left out: they could not be written fast enough\n";
    }
    const bool written =
        std::fwrite(lines.data(), 1, lines.size(), terminal_.stream) == lines.size() &&
        std::fflush(terminal_.stream) == 0;
    if (!written && !failed && owned_) {
      std::fprintf(stderr, "brume: cannot write the log: %s\n", std::strerror(errno));
    }
    failed = !written;
  }
}

}  // namespace brume::emulator::app
