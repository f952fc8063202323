#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>

#include "emulator/cli/command.h"
#include "emulator/cli/version.h"

namespace brume::emulator::cli {
namespace {

constexpr AddCommand kCommands[] = {nullptr};

int run(int argc, char** argv) {
  CLI::App root("Runs serverless applications on this machine as AWS would.", "brume");
  root.set_version_flag("--version", std::string("brume ") + kVersion);
  root.require_subcommand(1);
  int exit_code = kExitOk;
  for (const AddCommand add : kCommands) {
    if (add != nullptr) add(root, exit_code);
  }
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return root.exit(error) == 0 ? kExitOk : kExitUsage;
  }
  return exit_code;
}

}  // namespace
}  // namespace brume::emulator::cli

int main(int argc, char** argv) {
  return brume::emulator::cli::run(argc, argv);
}
