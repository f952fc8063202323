// brume history, brume show: invocations that were recorded, in the past or by a running emulator.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/app/state_folder.h"
#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/history_options.h"
#include "emulator/invoke/outcome.h"
#include "emulator/text/json_text.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::cli {
namespace {

struct HistoryOptions {
  TemplateOptions source;
  HistoryFilter filter;
  std::string name;  // of the record to show
  bool json = false;
};

int complain_history(const char* command, const Error& error) {
  std::fprintf(stderr, "brume %s: %s\n", command, error.message.c_str());
  return error.code == Error::Code::kNotFound ? kExitUsage : kExitFailed;
}

Result<Database> history_of(const HistoryOptions& options) {
  const auto load = load_options(options.source);
  if (!load) return load.error();
  return existing_history(load.value().template_file);
}

std::string record_ms(Duration duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", static_cast<double>(duration.count()) / 1000.0);
  return text;
}

JsonObject summary_json(const RecordedInvocation& record) {
  JsonObject object;
  object.number("id", record.id).text("time", iso_time(record.at));
  object.text("function", record.function).text("version", record.version);
  object.text("requestId", record.request_id).text("end", end_words(record.end));
  object.raw("durationMs", record_ms(record.duration)).number("billedMs", record.billed_ms);
  object.raw("initMs", record.init_duration ? record_ms(*record.init_duration) : "null");
  object.number("maxMemoryMb", record.max_memory_mb);
  return object;
}

// JSON as it is, anything else as a text.
void add_text(JsonObject& object, std::string_view name, const std::string& text) {
  if (nlohmann::json::accept(text)) {
    object.raw(name, text);
  } else {
    object.text(name, text);
  }
}

std::string record_json(const RecordedInvocation& record) {
  JsonObject object = summary_json(record);
  object.text("qualifier", record.qualifier).text("traceHeader", record.trace_header);
  add_text(object, "clientContext", record.client_context);
  object.raw("environment", record.environment);
  add_text(object, "event", record.event);
  add_text(object, "answer", record.shown_answer());
  object.text("log", record.log);
  object.number("leftOutBytes", static_cast<long long>(record.left_out_bytes));
  return object.finish();
}

void print_list(const std::vector<RecordedInvocation>& records, const HistoryTotals& totals) {
  const app::Terminal terminal = app::terminal_of(stdout);
  std::size_t name_width = 0;
  for (const auto& record : records) name_width = std::max(name_width, record.function.size());
  for (const auto& record : records) {
    const std::string end =
        app::styled(terminal, record.failed() ? app::Style::kRed : app::Style::kGreen,
                    std::string(end_words(record.end)));
    std::printf("%6lld  %s  %-*s  %s  %s ms  %s\n", static_cast<long long>(record.id),
                app::styled(terminal, app::Style::kDim, iso_time(record.at)).c_str(),
                static_cast<int>(name_width), record.function.c_str(),
                app::styled(terminal, app::Style::kDim, record.request_id).c_str(),
                record_ms(record.duration).c_str(), end.c_str());
  }
  std::printf("%zu of %lld recorded", records.size(), static_cast<long long>(totals.kept));
  if (totals.dropped > 0) {
    std::printf("; %lld older ones were dropped to keep the limits",
                static_cast<long long>(totals.dropped));
  }
  std::printf("\n");
}

// Invocations bear the function's name; people may know it by its logical id.
std::string function_name(const HistoryOptions& options) {
  const std::string& name = options.filter.function;
  const auto load = load_options(options.source);
  if (name.empty() || !load) return name;
  const Loaded loaded = load_application(load.value());
  if (!loaded.application) return name;
  for (const FunctionSpec& function : loaded.application->functions) {
    if (function.logical_id == name) return function.name;
  }
  return name;
}

int list_records(HistoryOptions options) {
  options.filter.function = function_name(options);
  auto history = history_of(options);
  if (!history) return complain_history("history", history.error());
  const auto records = list_history(*history, options.filter);
  const auto totals = totals_of(*history);
  if (!records) return complain_history("history", records.error());
  if (!totals) return complain_history("history", totals.error());
  if (!options.json) {
    print_list(records.value(), totals.value());
    return kExitOk;
  }
  for (const auto& record : records.value()) {
    std::printf("%s\n", summary_json(record).finish().c_str());
  }
  return kExitOk;
}

std::string pretty(const std::string& text) {
  const auto json = nlohmann::ordered_json::parse(text, nullptr, false);
  if (json.is_discarded()) return text;
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void print_part(const app::Terminal& terminal, const char* name, const std::string& text) {
  std::printf("\n%s\n%s%s", app::styled(terminal, app::Style::kBold, name).c_str(), text.c_str(),
              text.empty() || text.back() == '\n' ? "" : "\n");
}

void print_record(const RecordedInvocation& record) {
  const app::Terminal terminal = app::terminal_of(stdout);
  const auto line = [](const char* name, const std::string& value) {
    if (!value.empty()) std::printf("  %-12s  %s\n", name, value.c_str());
  };
  const std::string& qualifier = record.qualifier;
  std::printf("%lld  %s\n", static_cast<long long>(record.id),
              app::styled(terminal, app::Style::kBold, record.function).c_str());
  line("ended", ended_text(record));
  line("at", iso_time(record.at));
  line("version", record.version + (qualifier.empty() ? "" : ", called as " + qualifier));
  line("request id", record.request_id);
  line("trace", record.trace_header);
  line("context", record.client_context);
  line("identity", record.cognito_identity);
  if (record.left_out_bytes > 0) {
    line("left out", std::to_string(record.left_out_bytes) + " bytes of log or streamed answer");
  }
  if (record.environment != "{}") print_part(terminal, "environment", pretty(record.environment));
  print_part(terminal, "event", pretty(record.event));
  print_part(terminal, "answer", pretty(record.shown_answer()));
  print_part(terminal, "log", record.log);
}

int show_record(const HistoryOptions& options) {
  auto history = history_of(options);
  if (!history) return complain_history("show", history.error());
  const auto record = find_in_history(*history, options.name);
  if (!record) return complain_history("show", record.error());
  if (options.json) {
    std::printf("%s\n", record_json(record.value()).c_str());
  } else {
    print_record(record.value());
  }
  return kExitOk;
}

}  // namespace

Result<Database> existing_history(const std::filesystem::path& template_file) {
  const std::filesystem::path file = app::history_file(template_file);
  std::error_code ignored;
  if (std::filesystem::exists(file, ignored)) return open_history(file);
  return Error{Error::Code::kNotFound,
               "nothing has been recorded here (there is no " + file.string() +
                   ")\n  `brume start --record` and `brume invoke --record` do it; -t names the "
                   "template"};
}

void add_record_argument(CLI::App& command, std::string& name) {
  command.add_option("id", name, "of `brume history`, or a request id or its beginning, or `last`")
      ->type_name("ID")
      ->required();
}

std::string ended_text(const RecordedInvocation& record) {
  std::string text = std::string(end_words(record.end)) + " in " + record_ms(record.duration) +
                     " ms, " + std::to_string(record.max_memory_mb) + " MB";
  if (record.init_duration) text += "; initialised in " + record_ms(*record.init_duration) + " ms";
  return text;
}

void add_history_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("history", "List recorded invocations");
  auto options = std::make_shared<HistoryOptions>();
  add_template_options(*command, options->source);
  command
      ->add_option("--function", options->filter.function,
                   "of one function only: its logical id or name")
      ->type_name("FUNCTION");
  command->add_flag("--failed", options->filter.failed_only, "only those that did not succeed");
  command->add_option("--last", options->filter.last, "so many of them")
      ->type_name("N")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  command->add_flag("--json", options->json, "a line each: {id, time, function, end, ...}");
  command->footer(
      "`brume start --record` records, and `brume invoke --record`. An emulator need not run.\n\n" +
      examples({{"brume history"},
                {"brume history --failed --function OrdersFunction"},
                {"brume show last"},
                {"brume replay 17 --debugger gdb"}}));
  command->callback([options, &exit_code] { exit_code = list_records(*options); });
}

void add_show_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("show", "Show a recorded invocation");
  auto options = std::make_shared<HistoryOptions>();
  add_record_argument(*command, options->name);
  add_template_options(*command, options->source);
  command->add_flag("--json", options->json, "{event, answer, environment, log, ...}");
  command->footer(
      "Exit code: 0, 2 when there is none of that name.\n\n" +
      examples({{"brume show last"}, {"brume show 17 --json | jq .event > event.json"}}));
  command->callback([options, &exit_code] { exit_code = show_record(*options); });
}

}  // namespace brume::emulator::cli
