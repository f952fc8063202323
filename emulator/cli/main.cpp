#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <string>
#include <string_view>

#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/version.h"

namespace brume::emulator::cli {
namespace {

struct Command {
  std::string_view name;
  AddCommand add;
};

constexpr Command kCommands[] = {
    {"init", add_init_command},           {"build", add_build_command},
    {"start", add_start_command},         {"invoke", add_invoke_command},
    {"logs", add_logs_command},           {"status", add_status_command},
    {"stop", add_stop_command},           {"clock", add_clock_command},
    {"events", add_events_command},       {"storage", add_storage_command},
    {"history", add_history_command},     {"show", add_show_command},
    {"replay", add_replay_command},       {"validate", add_validate_command},
    {"schedule", add_schedule_command},   {"explain", add_explain_command},
    {"transform", add_transform_command}, {"generate-event", add_generate_event_command},
    {"start-api", add_start_api_command}, {"start-lambda", add_start_lambda_command},
    {"token", add_token_command},         {"completion", add_completion_command},
};

// Of a known command the options of no other are of interest: most of a short run would go there.
void add_commands(CLI::App& root, std::string_view asked, int& exit_code) {
  for (const Command& command : kCommands) {
    if (command.name == asked) return command.add(root, exit_code);
  }
  for (const Command& command : kCommands) command.add(root, exit_code);
}

int run(int argc, char** argv) {
  CLI::App root("Runs serverless applications on this machine as AWS would.", "brume");
  root.set_version_flag("--version", std::string("brume ") + kVersion,
                        "print the version and exit");
  root.require_subcommand(1);
  set_help_style(root);
  root.footer(examples({
                  {"brume init hello", "a new project, in C++"},
                  {"brume build", "compile the functions of ./template.yaml"},
                  {"brume start", "serve it: HTTP on port 3000, AWS's APIs on 4566"},
                  {"brume invoke HelloFunction -e event.json", "call one: its answer, its log"},
                  {"brume generate-event s3 put --key cat.png | brume invoke Resize -e -"},
                  {"brume validate -t app/template.yaml", "find every mistake in a template"},
                  {"brume build --help", "all about one command"},
              }) +
              "\n\nExit codes: 0 success; 1 the function, the template or the build failed; "
              "2 the command\nline is wrong. NO_COLOR and CLICOLOR_FORCE decide about colours.");
  int exit_code = kExitOk;
  add_commands(root, argc > 1 ? argv[1] : "", exit_code);
  if (argc > 1 && std::string_view(argv[1]) == "__complete") {
    return print_completion(root, {argv + 2, argv + argc});
  }
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return root.exit(error);  // --help, --version
    std::fprintf(stderr, "%s\n", usage_message(root, error).c_str());
    return kExitUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace brume::emulator::cli

int main(int argc, char** argv) {
  return brume::emulator::cli::run(argc, argv);
}
