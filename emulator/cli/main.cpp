#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>

#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/version.h"

namespace brume::emulator::cli {
namespace {

constexpr AddCommand kCommands[] = {
    add_init_command,       add_build_command,        add_start_command,
    add_invoke_command,     add_logs_command,         add_status_command,
    add_stop_command,       add_clock_command,        add_events_command,
    add_storage_command,    add_history_command,      add_show_command,
    add_replay_command,     add_validate_command,     add_schedule_command,
    add_explain_command,    add_transform_command,    add_generate_event_command,
    add_start_api_command,  add_start_lambda_command, add_token_command,
    add_completion_command,
};

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
  for (const AddCommand add : kCommands) {
    add(root, exit_code);
  }
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
