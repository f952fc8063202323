#include "emulator/cli/start/log_output.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <functional>
#include <utility>

#include "emulator/cli/start/log_book.h"
#include "emulator/invoke/log_format.h"

namespace brume::emulator::cli {
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

// How many bytes at the front of `text` are plain: eight at a time as long as that can be told.
std::size_t plain_length(std::string_view text) {
  constexpr std::uint64_t kOnes = 0x0101010101010101u;
  std::size_t length = 0;
  for (std::uint64_t word = 0; length + sizeof word <= text.size(); length += sizeof word) {
    std::memcpy(&word, text.data() + length, sizeof word);
    const std::uint64_t control = (word - kOnes * 0x20) & ~word;
    const std::uint64_t del = word ^ (kOnes * 0x7F);
    if (((control | ((del - kOnes) & ~del)) & (kOnes * 0x80)) != 0) break;
  }
  while (length < text.size() && is_plain(text[length])) ++length;
  return length;
}

void append_printable(std::string& out, std::string_view text) {
  const std::size_t plain = plain_length(text);
  out.append(text.substr(0, plain));
  for (const char c : text.substr(plain)) {
    if (is_plain(c)) {
      out += c;
    } else {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02x", static_cast<unsigned char>(c));
      out += escape;
    }
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
    const std::size_t before = waiting_.size();
    first = before == 0;
    if (format_ == LogFormat::kJson) {
      waiting_ += json_line(record);
    } else {
      append_text_line(waiting_, record, terminal_, dated_);
    }
    if (waiting_.size() > kMaxWaitingLogBytes) {
      left_out_bytes_ += waiting_.size() - before;
      waiting_.resize(before);
    }
  }
  if (first) changed_.notify_one();
}

void LogOutput::run() {
  bool failed = false;
  std::string taken;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      changed_.wait_for(lock, kGather, [this] { return ending_; });
      taken.clear();
      taken.swap(waiting_);
      if (left_out_bytes_ > 0) {
        taken += "brume: " + std::to_string(std::exchange(left_out_bytes_, 0)) +
                 " bytes of log are left out: they could not be written fast enough\n";
      }
    }
    const bool written =
        std::fwrite(taken.data(), 1, taken.size(), terminal_.stream) == taken.size() &&
        std::fflush(terminal_.stream) == 0;
    if (!written && !failed && owned_) {
      std::fprintf(stderr, "brume: cannot write the log: %s\n", std::strerror(errno));
    }
    failed = !written;
  }
}

}  // namespace brume::emulator::cli
