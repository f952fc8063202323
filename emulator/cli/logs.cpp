// brume logs: the last log lines of the running emulator, and those still to come.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "emulator/app/log_text.h"
#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"

namespace brume::emulator::cli {
namespace {

struct LogsOptions {
  TemplateOptions source;
  std::string function;
  std::string filter;
  bool tail = false;
  std::string log_format = "text";
  bool json = false;
};

// The time of a line, which the emulator has written as "2026-11-21T10:00:00.123Z".
WallTime time_of(const std::string& text) {
  int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, ms = 0;
  const int read = std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &year, &month, &day, &hour,
                               &minute, &second, &ms);
  if (read != 7) return {};
  const std::chrono::sys_days date = std::chrono::year(year) / month / day;
  return date + std::chrono::hours(hour) + std::chrono::minutes(minute) +
         std::chrono::seconds(second) + std::chrono::milliseconds(ms);
}

LogRecord::Kind kind_of(const std::string& word) {
  if (word == "platform") return LogRecord::Kind::kPlatform;
  if (word == "function") return LogRecord::Kind::kFunction;
  return word == "call" ? LogRecord::Kind::kCall : LogRecord::Kind::kNotice;
}

// Prints the records of a stream that comes in pieces. A thread of its own prints what has waited
// for the end of its call long enough.
class RecordPrinter {
 public:
  explicit RecordPrinter(app::LogFormat format)
      : text_(format, app::terminal_of(stdout)), releaser_([this] { release(); }) {}
  ~RecordPrinter() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    changed_.notify_one();
    releaser_.join();
    std::string lines;
    text_.release_all(lines);
    print(lines);
  }

  // False when nobody reads us any more.
  bool take(std::string_view data) {
    rest_ += data;
    std::string lines;
    const std::lock_guard lock(mutex_);
    std::size_t from = 0;
    for (std::size_t end; (end = rest_.find('\n', from)) != std::string::npos; from = end + 1) {
      add(lines, std::string_view(rest_).substr(from, end - from));
    }
    rest_.erase(0, from);
    changed_.notify_one();
    return print(lines);
  }

 private:
  void add(std::string& lines, std::string_view line) {
    const auto record = nlohmann::json::parse(line, nullptr, false);
    if (!record.is_object()) return;
    const std::string function = record.value("function", "");
    const std::string request_id = record.value("requestId", "");
    const std::string text = record.value("text", "");
    text_.add(lines,
              {kind_of(record.value("kind", "")), time_of(record.value("time", "")), function,
               request_id, text},
              std::chrono::steady_clock::now());
  }

  static bool print(const std::string& lines) {
    std::fwrite(lines.data(), 1, lines.size(), stdout);
    return std::fflush(stdout) == 0;
  }

  void release() {
    std::unique_lock lock(mutex_);
    while (!ended_) {
      if (const auto due = text_.release_at()) {
        changed_.wait_until(lock, *due);
      } else {
        changed_.wait(lock);
      }
      std::string lines;
      text_.release(lines, std::chrono::steady_clock::now());
      print(lines);
    }
  }

  std::string rest_;
  std::mutex mutex_;  // guards the next two, and standard output
  app::LogText text_;
  bool ended_ = false;
  std::condition_variable changed_;
  std::thread releaser_;
};

int logs(const LogsOptions& options) {
  const auto complain = [](const Error& error) {
    std::fprintf(stderr, "brume logs: %s\n", error.message.c_str());
    return kExitFailed;
  };
  const auto load = load_options(options.source);
  if (!load) return complain(load.error());
  const auto client = EmulatorClient::find(load.value().template_file);
  if (!client) return complain(client.error());
  RecordPrinter printer(options.json ? app::LogFormat::kJson
                                     : *app::log_format_of(options.log_format));
  const Status ended =
      client.value().stream("/_brume/logs?function=" + url_escaped(options.function) +
                                "&filter=" + url_escaped(options.filter) +
                                "&tail=" + (options.tail ? "1" : "0") + "&calls=1",
                            [&printer](std::string_view data) { return printer.take(data); });
  return ended ? kExitOk : complain(ended.error());
}

}  // namespace

void add_logs_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("logs", "Show the log of the running emulator");
  auto options = std::make_shared<LogsOptions>();
  command->add_option("function", options->function, "its name; all functions without it")
      ->type_name("FUNCTION");
  add_template_options(*command, options->source);
  command->add_flag("--tail", options->tail, "go on with what is still to come");
  command->add_option("--filter", options->filter, "lines with this in their text or request id")
      ->type_name("TEXT");
  CLI::Option* const format =
      command
          ->add_option("--log-format", options->log_format,
                       "text: a line for each call, its output under it; aws: START,\n"
                       "END and REPORT as AWS writes them; json: as --json")
          ->check(CLI::IsMember({"text", "aws", "json"}))
          ->capture_default_str();
  command->add_flag("--json", options->json, "{time, function, requestId, kind, text}, one a line")
      ->excludes(format);
  command->footer("The emulator keeps its last lines, 4 MB of them.\n\n" +
                  examples({{"brume logs HelloFunction --tail"},
                            {"brume logs --filter ERROR"},
                            {"brume logs --json | jq -r .text"}}));
  command->callback([options, &exit_code] { exit_code = logs(*options); });
}

}  // namespace brume::emulator::cli
