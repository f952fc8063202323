// brume invoke: one function, one event, its answer; or many times over, or under a debugger.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>

#include "emulator/app/function_configs.h"
#include "emulator/app/log_printer.h"
#include "emulator/app/state_folder.h"
#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/invoke_run.h"
#include "emulator/cli/template_options.h"
#include "emulator/invoke/limits.h"
#include "emulator/template/model/did_you_mean.h"
#include "emulator/text/base64.h"

namespace brume::emulator::cli {
namespace {

struct InvokeOptions {
  TemplateOptions source;
  std::string function;
  std::string event_file;
  std::string env_vars_file;
  std::string log_file;
  std::string log_type;
  std::string client_context;
  std::string build_dir;
  std::string expect_file;
  std::vector<std::string> pass_env;
  bool json = false;
  bool alone = false;
  bool record = false;
  int repeat = 1;
  int concurrency = 1;
  DebuggerOptions debugger;
};

Error invoke_usage(std::string message) {
  return {Error::Code::kInvalidArgument, std::move(message)};
}

// "-" is standard input.
Result<std::string> read_event_text(const std::string& name) {
  std::ostringstream text;
  if (name == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  std::ifstream file(name, std::ios::binary);
  if (!file || !(text << file.rdbuf())) {
    std::error_code ignored;
    if (file && std::filesystem::is_regular_file(name, ignored)) return std::string();
    return invoke_usage("cannot read " + name +
                        (std::filesystem::is_directory(name, ignored) ? ": it is a folder" : ""));
  }
  return text.str();
}

// The text as it is, when it is JSON; else where it stops being JSON.
Result<std::string> checked_json(std::string text, const std::string& name) {
  try {
    const auto checked = nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    const std::string_view what = error.what();
    const std::size_t from = what.find("parse error");
    return invoke_usage(name +
                        " is not JSON: " + std::string(what.substr(from == what.npos ? 0 : from)));
  }
  return text;
}

Result<std::string> read_event(const std::string& name) {
  if (name.empty()) return std::string("{}");
  auto text = read_event_text(name);
  if (!text) return text;
  return checked_json(std::move(*text), name == "-" ? "the event on standard input" : name);
}

// JSON as it is, or in base64 as the AWS CLI wants it.
Result<std::string> client_context_of(const std::string& text) {
  if (text.empty()) return text;
  std::string json = text;
  if (text.front() != '{') {
    const auto decoded = base64_decode(text);
    if (!decoded) return invoke_usage("--client-context is neither JSON nor base64");
    json = *decoded;
  }
  if (base64_size(json.size()) > kMaxClientContextBase64Bytes) {
    return invoke_usage("--client-context is too long: in base64 it may have " +
                        std::to_string(kMaxClientContextBase64Bytes) + " bytes");
  }
  return checked_json(std::move(json), "--client-context");
}

std::string names_of(const Application& application) {
  std::string names;
  for (const FunctionSpec& function : application.functions) {
    names += "\n    " + function.logical_id;
  }
  return names;
}

Result<const FunctionSpec*> find_function(const Application& application, const std::string& name) {
  const auto& functions = application.functions;
  if (functions.empty()) return invoke_usage("the template has no functions");
  if (name.empty()) {
    if (functions.size() == 1) return &functions.front();
    return invoke_usage("which function? The template has" + names_of(application));
  }
  for (const FunctionSpec& function : functions) {
    if (function.logical_id == name || function.name == name) return &function;
  }
  std::vector<std::string_view> known;
  for (const FunctionSpec& function : functions) known.push_back(function.logical_id);
  const auto near = nearest(name, known);
  return invoke_usage("there is no function '" + name + "'" +
                      (near ? "; did you mean " + std::string(*near) + "?" : ".") +
                      " The template has" + names_of(application));
}

// Shows what is wrong with the template; its notes and warnings too.
Result<Application> load_for_invoke(const InvokeOptions& options) {
  auto load = load_options(options.source);
  if (!load) return std::move(load).error();
  load->env_vars_file = options.env_vars_file;
  Loaded loaded = load_application(*load);
  if (!loaded.application) {
    std::fputs(
        render_text(loaded.diagnostics, loaded.sources, app::terminal_of(stderr).color).c_str(),
        stderr);
    return Error{Error::Code::kInvalidArgument, load->template_file.string() + " is not valid"};
  }
  return std::move(*loaded.application);
}

Result<InvokeRequest> invoke_request(const InvokeOptions& options, const Application& application) {
  const auto function = find_function(application, options.function);
  if (!function) return function.error();
  const app::HostingPlace place{options.build_dir.empty()
                                    ? app::default_build_dir(application)
                                    : std::filesystem::path(options.build_dir),
                                options.pass_env};
  auto config = app::function_config(application, *function.value(), place);
  if (!config) return std::move(config).error();
  auto payload = read_event(options.event_file);
  if (!payload) return std::move(payload).error();
  auto client_context = client_context_of(options.client_context);
  if (!client_context) return std::move(client_context).error();

  InvokeRequest request;
  request.function = std::move(*config);
  request.event.payload = std::move(*payload);
  request.event.client_context = std::move(*client_context);
  request.event.log_tail = options.log_type == "Tail";
  request.print_tail = options.log_type == "Tail";
  request.json = options.json;
  request.repeat = options.repeat;
  request.concurrency = options.concurrency;
  request.debugger = options.debugger;
  if (options.record) request.history_file = app::history_file(application.template_file);
  if (!options.expect_file.empty()) {
    auto expected = read_event_text(options.expect_file);
    if (expected) expected = checked_json(std::move(*expected), options.expect_file);
    if (!expected) return std::move(expected).error();
    request.expected = std::move(*expected);
  }
  return request;
}

Result<std::unique_ptr<LogSink>> log_sink(const InvokeOptions& options) {
  if (!options.log_file.empty()) {
    auto printer = app::LogPrinter::to_file(options.log_file);
    if (!printer) return std::move(printer).error();
    return std::unique_ptr<LogSink>(std::move(*printer));
  }
  const bool silent = !options.log_type.empty() || options.json || options.repeat > 1;
  if (silent) return std::unique_ptr<LogSink>(std::make_unique<app::NoLog>());
  return std::unique_ptr<LogSink>(std::make_unique<app::LogPrinter>());
}

// The emulator that runs for the template would do what is wanted; it hosts functions its own way.
bool may_be_asked_for(const InvokeOptions& options) {
  return !options.debugger.wanted() && options.env_vars_file.empty() && options.pass_env.empty() &&
         options.build_dir.empty() && options.source.overrides.empty() && !options.alone &&
         !options.record;
}

int invoke(const InvokeOptions& options) {
  const auto complain = [](const Error& error) {
    std::fprintf(stderr, "brume invoke: %s\n", error.message.c_str());
    return kExitUsage;
  };
  const auto application = load_for_invoke(options);
  if (!application) return complain(application.error());
  auto request = invoke_request(options, application.value());
  if (!request) return complain(request.error());
  const auto log = log_sink(options);
  if (!log) return complain(log.error());
  if (options.repeat > 1) return invoke_repeatedly(std::move(*request), *log.value());
  const bool may_ask = may_be_asked_for(options);
  return invoke_once(std::move(*request), *log.value(),
                     may_ask ? application.value().template_file : std::filesystem::path());
}

void add_invoke_options(CLI::App& command, InvokeOptions& options) {
  command
      .add_option("function", options.function,
                  "logical id or name; not needed when the template has one")
      ->type_name("FUNCTION");
  add_template_options(command, options.source);
  command
      .add_option("-e,--event", options.event_file, "the event, - for standard input (default: {})")
      ->type_name("FILE");
  command
      .add_option("-n,--env-vars", options.env_vars_file,
                  "JSON with values for environment variables, as for sam local")
      ->type_name("FILE");
  command
      .add_option("--pass-env", options.pass_env,
                  "a variable of this shell's that the function may see (repeatable)")
      ->type_name("NAME")
      ->allow_extra_args(false);
  command.add_option("--client-context", options.client_context, "JSON, or JSON in base64")
      ->type_name("TEXT");
  command.add_option("-l,--log-file", options.log_file, "append the log to a file")
      ->type_name("FILE");
  command
      .add_option("--log-type", options.log_type,
                  "None: no log; Tail: the last 4 KB, after the answer")
      ->check(CLI::IsMember({"None", "Tail"}));
  command.add_flag("--json", options.json,
                   "print {status, functionError, payload, logs, durationMs, ...}");
  command.add_flag("--alone", options.alone,
                   "start the function here, also when `brume start` runs for the template");
  command
      .add_option("--expect", options.expect_file,
                  "JSON the answer must contain; differences are shown, exit code 1")
      ->type_name("FILE");
  CLI::Option* const repeat =
      command
          .add_option("--repeat", options.repeat, "call it so many times, sum up how long it took")
          ->type_name("N")
          ->check(CLI::Range(1, 100'000'000));
  command
      .add_flag("--record", options.record,
                "start it here, and keep the call for `brume history`, `show` and `replay`")
      ->excludes(repeat);
  command.add_option("--concurrency", options.concurrency, "calls at once, with --repeat")
      ->type_name("C")
      ->check(CLI::Range(1, kAccountConcurrency));
  command
      .add_option("--debugger", options.debugger.command,
                  "run the call under a debugger, e.g. gdb; it stops at the handler")
      ->type_name("COMMAND");
  command
      .add_option("-d,--debug-port", options.debugger.port,
                  "run the call under gdbserver on this port, for an IDE")
      ->type_name("PORT")
      ->envname("SAM_DEBUG_PORT")
      ->check(CLI::Range(1, 65535));
  command
      .add_option("--build-dir", options.build_dir,
                  "where `brume build` put the functions (default: .brume/build)")
      ->type_name("DIR");
}

}  // namespace

void add_invoke_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("invoke", "Call a function and print its answer");
  auto options = std::make_shared<InvokeOptions>();
  add_invoke_options(*command, *options);
  command->footer(
      "The answer goes to standard output, the log to standard error. Where `brume start` runs\n"
      "for the template, that emulator makes the call; the log is the same.\n"
      "Exit code: 0 success, 1 function error or timeout, 2 usage.\n\n" +
      examples(
          {{"brume invoke HelloFunction -e event.json"},
           {"echo '{\"name\": \"Ada\"}' | brume invoke HelloFunction -e -"},
           {"brume invoke HelloFunction --json | jq .durationMs"},
           {"brume invoke HelloFunction --repeat 1000 --concurrency 8", "cold and warm latency"},
           {"brume invoke HelloFunction --debugger gdb", "stop at the handler's first line"}}));
  command->callback([options, &exit_code] { exit_code = invoke(*options); });
}

}  // namespace brume::emulator::cli
