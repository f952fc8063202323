#include "emulator/app/log_printer.h"

#include <cerrno>
#include <cstring>

namespace brume::emulator::app {
LogPrinter::LogPrinter() : LogPrinter(terminal_of(stderr), File(nullptr, nullptr), {}) {}

LogPrinter::LogPrinter(Terminal terminal, File file, std::string name)
    : stream_(terminal.stream),
      text_(LogFormat::kAws, terminal),
      file_(std::move(file)),
      name_(std::move(name)) {}

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
  std::string line;
  text_.add(line, record, {});
  const bool written =
      std::fwrite(line.data(), 1, line.size(), stream_) == line.size() && std::fflush(stream_) == 0;
  if (written || failed_) return;
  failed_ = true;
  if (file_) {
    std::fprintf(stderr, "brume: cannot write %s: %s\n", name_.c_str(), std::strerror(errno));
  }
}

}  // namespace brume::emulator::app
