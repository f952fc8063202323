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
    add_init_command,      add_build_command,          add_validate_command,
    add_transform_command, add_generate_event_command, add_completion_command,
};

int run(int argc, char** argv) {
  CLI::App root("Runs serverless applications on this machine as AWS would.", "brume");
  root.set_version_flag("--version", std::string("brume ") + kVersion);
  root.require_subcommand(1);
  set_help_style(root);
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
