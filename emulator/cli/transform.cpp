// brume transform: the plain CloudFormation template that SAM's own transform would give.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <cstdio>
#include <memory>

#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/malloc_settings.h"
#include "emulator/cli/template_options.h"

namespace brume::emulator::cli {
namespace {

int transform(const TemplateOptions& options) {
  expect_large_heap();
  const auto load = load_options(options);
  if (!load) {
    std::fprintf(stderr, "brume transform: %s\n", load.error().message.c_str());
    return kExitUsage;
  }
  // The process ends here: to take large trees apart first would only take time.
  static const Transformed& result = *new Transformed(transform_template(load.value()));
  const bool color = app::terminal_of(stderr).color;
  std::fputs(render_text(result.diagnostics, result.sources, color).c_str(), stderr);
  if (!result.json.empty()) std::printf("%s\n", result.json.c_str());
  return result.accepted ? kExitOk : app::exit_code_of_rejected(load.value());
}

}  // namespace

void add_transform_command(CLI::App& root, int& exit_code) {
  CLI::App* command =
      root.add_subcommand("transform", "Print a template as plain CloudFormation JSON");
  auto options = std::make_shared<TemplateOptions>();
  add_template_options(*command, *options);
  command->footer(
      examples({{"brume transform"}, {"brume transform -t app.yaml | jq '.Resources | keys'"}}));
  command->callback([options, &exit_code] { exit_code = transform(*options); });
}

}  // namespace brume::emulator::cli
