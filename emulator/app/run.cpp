#include "emulator/app/run.h"

#include <signal.h>

#include <cstdio>
#include <fstream>

#include "emulator/app/exit_codes.h"
#include "emulator/app/start_table.h"
#include "emulator/app/terminal.h"
#include "emulator/loop/descriptor_limit.h"
#include "emulator/template/model/diagnostic.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::app {
namespace {

// Each connection takes one, each environment two.
constexpr std::size_t kDescriptors = 65'536;
constexpr int kExitInterrupted = 130;  // 128 + SIGINT, as shells say it

class TerminalRun {
 public:
  TerminalRun(RunOptions options, LogOutput& log)
      : options_(std::move(options)),
        emulator_(options_.emulator, log, [this](const Loaded& loaded) { show(loaded); }) {
    if (options_.emulator.virtual_start) log.show_dates();
  }

  int run() {
    raise_descriptor_limit(kDescriptors);
    if (Status started = emulator_.start(); !started) return fail(started.error());
    const auto interrupt = emulator_.loop().watch_signal(SIGINT, [this] { on_signal(); });
    const auto terminate = emulator_.loop().watch_signal(SIGTERM, [this] { on_signal(); });
    show_table();
    emulator_.run();
    return exit_code_;
  }

 private:
  int fail(const Error& error) const {
    if (error.reason == kInvalidTemplate) return exit_code_of_rejected(options_.emulator.load);
    std::fprintf(stderr, "brume %s: %s\n", options_.command.c_str(), error.message.c_str());
    return error.code == Error::Code::kInvalidArgument ? kExitUsage : kExitFailed;
  }

  void show(const Loaded& loaded) {
    std::string text = render_text(loaded.diagnostics, loaded.sources, terminal_of(stderr).color);
    if (text == shown_) return;  // another file has changed
    shown_ = std::move(text);
    std::fputs(shown_.c_str(), stderr);
  }

  void show_table() {
    const Terminal terminal = terminal_of(stdout);
    std::fputs(start_table(emulator_, terminal).c_str(), stdout);
    if (options_.emulator.virtual_start) {
      std::printf("Clock %s, standing still; `brume clock` moves it.\n",
                  iso_time(*options_.emulator.virtual_start).c_str());
    }
    std::fputs(styled(terminal, Style::kDim, "Ctrl-C stops it.\n").c_str(), stdout);
    std::fflush(stdout);
  }

  void on_signal() {
    if (!stopping_) {
      stopping_ = true;
      return emulator_.stop();
    }
    exit_code_ = kExitInterrupted;
    emulator_.stop_now();
  }

  RunOptions options_;
  std::string shown_;  // of the diagnostics
  bool stopping_ = false;
  int exit_code_ = kExitOk;
  Emulator emulator_;
};

}  // namespace

int exit_code_of_rejected(const LoadOptions& options) {
  std::error_code error;
  const bool file = std::filesystem::is_regular_file(options.template_file, error);
  return file && std::ifstream(options.template_file) ? kExitFailed : kExitUsage;
}

int run_emulator(RunOptions options) {
  std::unique_ptr<LogOutput> output;
  if (options.log_file.empty()) {
    output = std::make_unique<LogOutput>(stderr, options.log_format);
  } else {
    auto file = LogOutput::to_file(options.log_file, options.log_format);
    if (!file) {
      std::fprintf(stderr, "brume %s: %s\n", options.command.c_str(), file.error().message.c_str());
      return kExitUsage;
    }
    output = std::move(*file);
  }
  return TerminalRun(std::move(options), *output).run();
}

}  // namespace brume::emulator::app
