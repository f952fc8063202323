#include "emulator/cli/program.h"

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>

#include "emulator/app/exit_codes.h"
#include "emulator/cli/command.h"
#include "emulator/cli/config/process_env.h"
#include "emulator/cli/config/samconfig.h"
#include "emulator/cli/help.h"
#include "emulator/cli/manual/manual_pages.h"
#include "emulator/cli/version.h"

namespace brume::emulator::cli {
namespace {

// The command that was chosen takes the project's configuration in before it runs.
class Root : public CLI::App {
 public:
  using CLI::App::App;

  void pre_callback() override {
    if (!configured.ok()) return;
    CLI::App* command = this;
    while (!command->get_subcommands().empty()) command = command->get_subcommands().back();
    apply_environment(*command);
    configured = apply_samconfig(*command);
    if (!configured.ok()) throw CLI::Success();
  }

  Status configured = Done{};
};

// `brume __man FOLDER`: the man pages, for the build.
int write_manual_of(const CLI::App& root, const char* folder) {
  const Status written = write_manual(manual_pages(root, std::string("brume ") + kVersion), folder);
  if (written.ok()) return kExitOk;
  std::fprintf(stderr, "brume: %s\n", written.error().message.c_str());
  return kExitFailed;
}

int run(int argc, char** argv) {
  Root root("Runs serverless applications on this machine as AWS would.", "brume");
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
  if (argc == 3 && std::string_view(argv[1]) == "__man") return write_manual_of(root, argv[2]);
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (!root.configured.ok()) {
      std::fputs(root.configured.error().message.c_str(), stderr);
      return kExitUsage;
    }
    if (error.get_exit_code() == 0) return root.exit(error);  // --help, --version
    std::fprintf(stderr, "%s\n", usage_message(root, error).c_str());
    return kExitUsage;
  }
  return exit_code;
}

// What a command has printed must arrive: a disk may be full. A reader that has gone, as `head`
// does, is told nothing.
int printed(int exit_code) {
  const bool flushed = std::fflush(stdout) == 0;
  const int why = errno;
  if (flushed && std::ferror(stdout) == 0) return exit_code;
  if (flushed || why != EPIPE) {
    std::fprintf(stderr, "brume: cannot write to standard output: %s\n",
                 flushed ? "a part is lost" : std::strerror(why));
  }
  return exit_code == kExitOk ? kExitFailed : exit_code;
}

}  // namespace

int run_program(int argc, char** argv) {
  return printed(run(argc, argv));
}

}  // namespace brume::emulator::cli
