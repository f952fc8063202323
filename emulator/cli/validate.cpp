// brume validate: all that is wrong with a template, in one run.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>

#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"
#include "emulator/cli/terminal.h"

namespace brume::emulator::cli {
namespace {

struct ValidateOptions {
  TemplateOptions source;
  bool json = false;
};

std::string counted(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

int validate(const ValidateOptions& options) {
  const auto load = load_options(options.source);
  if (!load) {
    std::fprintf(stderr, "brume validate: %s\n", load.error().message.c_str());
    return kExitUsage;
  }
  const Loaded loaded = load_application(load.value());
  const int exit_code = loaded.application ? kExitOk : exit_code_of_rejected(load.value());
  if (options.json) {
    std::printf("%s\n", render_json(loaded.diagnostics, loaded.sources).c_str());
    return exit_code;
  }
  const bool color = terminal_of(stderr).color;
  std::fputs(render_text(loaded.diagnostics, loaded.sources, color).c_str(), stderr);
  const std::string name = load.value().template_file.string();
  if (loaded.application) {
    std::printf("%s: valid, %s, %s\n", name.c_str(),
                counted(loaded.application->functions.size(), "function").c_str(),
                counted(loaded.application->resources.size(), "resource").c_str());
    return exit_code;
  }
  std::size_t errors = 0;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    errors += diagnostic.severity == Diagnostic::Severity::kError ? 1 : 0;
  }
  std::fprintf(stderr, "%s: %s\n", name.c_str(), counted(errors, "error").c_str());
  return exit_code;
}

}  // namespace

void add_validate_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("validate", "Check a template and show every mistake");
  auto options = std::make_shared<ValidateOptions>();
  add_template_options(*command, options->source);
  command->add_flag("--json", options->json, "print the findings as a JSON array");
  command->footer(examples({{"brume validate"},
                            {"brume validate -t app.yaml --parameter-overrides Stage=dev"},
                            {"brume validate --json", "for editors and scripts"}}));
  command->callback([options, &exit_code] { exit_code = validate(*options); });
}

}  // namespace brume::emulator::cli
