#include "emulator/app/log_printer.h"

#include <cerrno>
#include <cstring>

namespace brume::emulator::app {
namespace {

// What a terminal must not get from a function: control characters that would steer it.
std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= 0x20 && byte != 0x7F) || c == '\t' || c == '\x1B') {
      out += c;  // escape sequences stay: functions may colour their lines
    } else {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02x", byte);
      out += escape;
    }
  }
  return out;
}

std::string shown_record(const Terminal& terminal, const LogRecord& record) {
  switch (record.kind) {
    case LogRecord::Kind::kPlatform:
      return styled(terminal, Style::kDim, record.text);
    case LogRecord::Kind::kNotice:
      return styled(terminal, Style::kYellow, "brume: " + std::string(record.text));
    case LogRecord::Kind::kFunction:
      break;
  }
  return terminal.interactive ? printable(record.text) : std::string(record.text);
}

}  // namespace

LogPrinter::LogPrinter() : LogPrinter(terminal_of(stderr), File(nullptr, nullptr), {}) {}

LogPrinter::LogPrinter(Terminal terminal, File file, std::string name)
    : terminal_(terminal), file_(std::move(file)), name_(std::move(name)) {}

Result<std::unique_ptr<LogPrinter>> LogPrinter::to_file(const std::filesystem::path& file) {
  File opened(std::fopen(file.c_str(), "ae"), std::fclose);
  if (!opened) {
    return Error{Error::Code::kInvalidArgument,
                 "cannot write the log file " + file.string() + ": " + std::strerror(errno)};
  }
  Terminal terminal;
  terminal.stream = opened.get();
  return std::unique_ptr<LogPrinter>(new LogPrinter(terminal, std::move(opened), file.string()));
}

void LogPrinter::write(const LogRecord& record) {
  const std::string line = shown_record(terminal_, record) + "\n";
  const bool written = std::fwrite(line.data(), 1, line.size(), terminal_.stream) == line.size() &&
                       std::fflush(terminal_.stream) == 0;
  if (written || failed_) return;
  failed_ = true;
  if (file_) {
    std::fprintf(stderr, "brume: cannot write %s: %s\n", name_.c_str(), std::strerror(errno));
  }
}

}  // namespace brume::emulator::app
