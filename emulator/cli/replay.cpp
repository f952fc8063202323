// brume replay: a recorded invocation, done again as it was, and what has become of its answer.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/app/function_configs.h"
#include "emulator/app/log_printer.h"
#include "emulator/app/state_folder.h"
#include "emulator/app/terminal.h"
#include "emulator/cli/answer_diff.h"
#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/history_options.h"
#include "emulator/cli/invoke_run.h"
#include "emulator/invoke/outcome.h"
#include "emulator/template/model/diagnostic.h"
#include "emulator/text/json_text.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::cli {
namespace {

namespace fs = std::filesystem;

struct ReplayOptions {
  TemplateOptions source;
  std::string name;
  std::string build_dir;
  bool json = false;
  DebuggerOptions debugger;
};

Error replay_usage(std::string message) {
  return {Error::Code::kInvalidArgument, std::move(message)};
}

Result<Application> load_for_replay(const ReplayOptions& options) {
  auto load = load_options(options.source);
  if (!load) return std::move(load).error();
  Loaded loaded = load_application(*load);
  if (loaded.application) return std::move(*loaded.application);
  std::fputs(
      render_text(loaded.diagnostics, loaded.sources, app::terminal_of(stderr).color).c_str(),
      stderr);
  return replay_usage(load->template_file.string() + " is not valid");
}

// As the template and the folders have it now, with the environment it had then.
Result<FunctionConfig> config_of(const ReplayOptions& options, const Application& application,
                                 const RecordedInvocation& record) {
  for (const FunctionSpec& function : application.functions) {
    if (function.name != record.function) continue;
    const app::HostingPlace place{options.build_dir.empty()
                                      ? app::default_build_dir(application)
                                      : std::filesystem::path(options.build_dir)};
    auto config = app::function_config(application, function, place);
    if (!config) return config;
    config->version = record.version;
    config->environment.clear();
    const auto variables = nlohmann::json::parse(record.environment, nullptr, false);
    for (const auto& [name, value] : variables.items()) {
      if (value.is_string()) config->environment[name] = value.get<std::string>();
    }
    return config;
  }
  return replay_usage("the template has no function '" + record.function +
                      "' any more, or it was made through the Lambda API");
}

InvokeRequest replay_request(const ReplayOptions& options, const fs::path& template_file,
                             FunctionConfig function, const RecordedInvocation& record) {
  InvokeRequest request;
  request.function = std::move(function);
  request.event.payload = record.event;
  request.event.qualifier = record.qualifier;
  request.event.request_id = record.request_id;
  request.event.trace_header = record.trace_header;
  request.event.client_context = record.client_context;
  request.event.cognito_identity = record.cognito_identity;
  request.debugger = options.debugger;
  request.virtual_start = record.at;
  if (const auto running = app::find_running(app::state_folder(template_file))) {
    request.endpoint_url = running->aws_url;
  }
  return request;
}

// Both ends of the story.
struct ReplayComparison {
  const RecordedInvocation& was;
  const Reply& is;
  std::vector<AnswerDifference> differences;

  bool same() const { return differences.empty() && was.end == is.end; }
};

std::string json_of(const ReplayComparison& comparison) {
  std::string list;
  for (const AnswerDifference& one : comparison.differences) {
    if (!list.empty()) list += ',';
    list += JsonObject().text("path", one.path).text("was", one.was).text("is", one.is).finish();
  }
  return JsonObject()
      .number("id", comparison.was.id)
      .raw("same", comparison.same() ? "true" : "false")
      .text("was", end_words(comparison.was.end))
      .text("is", end_words(comparison.is.end))
      .raw("differences", "[" + list + "]")
      .finish();
}

void print(const ReplayComparison& comparison) {
  const app::Terminal terminal = app::terminal_of(stdout);
  const RecordedInvocation& was = comparison.was;
  std::printf("%lld  %s, as at %s\n", static_cast<long long>(was.id), was.function.c_str(),
              iso_time(was.at).c_str());
  std::printf("  was  %s\n", ended_text(was).c_str());
  std::printf("  is   %s, %d MB\n", how_it_ended(comparison.is).c_str(),
              comparison.is.max_memory_mb);
  if (comparison.same()) {
    std::printf("%s\n",
                app::styled(terminal, app::Style::kGreen, "the answer is the same").c_str());
    return;
  }
  std::printf(
      "%s\n%s",
      app::styled(terminal, app::Style::kRed,
                  comparison.differences.empty() ? "it ended otherwise" : "the answer differs")
          .c_str(),
      difference_text(comparison.differences).c_str());
}

Result<RecordedInvocation> record_of(const ReplayOptions& options, const Application& application) {
  auto history = existing_history(application.template_file);
  if (!history) return std::move(history).error();
  return find_in_history(*history, options.name);
}

int replay(const ReplayOptions& options) {
  const auto complain = [](const Error& error) {
    std::fprintf(stderr, "brume replay: %s\n", error.message.c_str());
    return kExitUsage;
  };
  const auto application = load_for_replay(options);
  if (!application) return complain(application.error());
  const auto record = record_of(options, application.value());
  if (!record) return complain(record.error());
  auto config = config_of(options, application.value(), record.value());
  if (!config) return complain(config.error());

  app::LogPrinter log;
  const OneCall call = call_once(replay_request(options, application.value().template_file,
                                                std::move(*config), record.value()),
                                 log);
  if (!call.reply) return call.exit_code;
  const ReplayComparison comparison{
      record.value(), *call.reply,
      answer_differences(record.value().shown_answer(), call.reply->payload)};
  if (options.json) {
    std::printf("%s\n", json_of(comparison).c_str());
  } else {
    print(comparison);
  }
  return comparison.same() ? kExitOk : kExitFailed;
}

}  // namespace

void add_replay_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("replay", "Do a recorded invocation again, and compare");
  auto options = std::make_shared<ReplayOptions>();
  add_record_argument(*command, options->name);
  add_template_options(*command, options->source);
  command
      ->add_option("--debugger", options->debugger.command,
                   "run the call under a debugger, e.g. gdb; it stops at the handler")
      ->type_name("COMMAND");
  command
      ->add_option("-d,--debug-port", options->debugger.port,
                   "run the call under gdbserver on this port, for an IDE")
      ->type_name("PORT")
      ->check(CLI::Range(1, 65535));
  command
      ->add_option("--build-dir", options->build_dir,
                   "where `brume build` put the functions (default: .brume/build)")
      ->type_name("DIR");
  command->add_flag("--json", options->json, "print {id, same, was, is, differences: [...]}");
  command->footer(
      "In a new environment, with the event, the environment variables, the ids and the time of\n"
      "then, and the library as it is now: rebuild it and see what changes. Other services are "
      "not\n"
      "as they were then; where `brume start` runs, the function reaches that emulator's.\n"
      "Exit code: 0 the same answer, 1 another, 2 usage.\n\n" +
      examples({{"brume replay last"},
                {"brume build && brume replay 17", "with the function as it is now"},
                {"brume replay 17 --debugger gdb"}}));
  command->callback([options, &exit_code] { exit_code = replay(*options); });
}

}  // namespace brume::emulator::cli
