// brume logs: the last log lines of the running emulator, and those still to come.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/app/log_output.h"
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

// Prints the lines of a stream that comes in pieces.
class LinePrinter {
 public:
  explicit LinePrinter(bool json) : json_(json), terminal_(app::terminal_of(stdout)) {}

  // False when nobody reads us any more.
  bool take(std::string_view data) {
    rest_ += data;
    std::size_t from = 0;
    for (std::size_t end; (end = rest_.find('\n', from)) != std::string::npos; from = end + 1) {
      print(std::string_view(rest_).substr(from, end - from));
    }
    rest_.erase(0, from);
    return std::fflush(stdout) == 0;
  }

 private:
  void print(std::string_view line) const {
    const auto record = nlohmann::json::parse(line, nullptr, false);
    if (json_ || !record.is_object()) {
      std::printf("%.*s\n", static_cast<int>(line.size()), line.data());
      return;
    }
    const std::string kind = record.value("kind", "");
    const std::string function = record.value("function", "");
    const std::string text = record.value("text", "");
    const LogRecord shown{kind == "platform"   ? LogRecord::Kind::kPlatform
                          : kind == "function" ? LogRecord::Kind::kFunction
                                               : LogRecord::Kind::kNotice,
                          time_of(record.value("time", "")),
                          function,
                          {},
                          text};
    std::string text_line;
    app::append_text_line(text_line, shown, terminal_);
    std::fwrite(text_line.data(), 1, text_line.size(), stdout);
  }

  bool json_;
  app::Terminal terminal_;
  std::string rest_;
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
  LinePrinter printer(options.json);
  const Status ended = client.value().stream(
      "/_brume/logs?function=" + url_escaped(options.function) +
          "&filter=" + url_escaped(options.filter) + "&tail=" + (options.tail ? "1" : "0"),
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
  command->add_flag("--json", options->json, "{time, function, requestId, kind, text}, one a line");
  command->footer("The emulator keeps its last lines, 4 MB of them.\n\n" +
                  examples({{"brume logs HelloFunction --tail"},
                            {"brume logs --filter ERROR"},
                            {"brume logs --json | jq -r .text"}}));
  command->callback([options, &exit_code] { exit_code = logs(*options); });
}

}  // namespace brume::emulator::cli
