// brume validate: all that is wrong with a template, in one run.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>

#include "emulator/app/exit_codes.h"
#include "emulator/app/terminal.h"
#include "emulator/check/check.h"
#include "emulator/check/sarif.h"
#include "emulator/cli/command.h"
#include "emulator/cli/config/process_env.h"
#include "emulator/cli/config/samconfig.h"
#include "emulator/cli/help.h"
#include "emulator/cli/malloc_settings.h"
#include "emulator/cli/template_options.h"
#include "emulator/cli/version.h"
#include "emulator/template/model/rules.h"

namespace brume::emulator::cli {
namespace {

struct ValidateOptions {
  TemplateOptions source;
  std::string format = "text";
  bool json = false;
  bool strict = false;
};

std::string counted(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

std::size_t count(const Diagnostics& diagnostics, Diagnostic::Severity severity) {
  return static_cast<std::size_t>(
      std::count_if(diagnostics.begin(), diagnostics.end(),
                    [&](const Diagnostic& each) { return each.severity == severity; }));
}

// What Brume does not emulate is no fault of the template's.
bool deserves_strictness(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& each) {
    return each.severity == Diagnostic::Severity::kWarning && each.rule != rules::kNotEmulated;
  });
}

// "2 errors, 1 warning"
std::string counts(std::size_t errors, std::size_t warnings) {
  std::string text = errors == 0 ? "" : counted(errors, "error");
  if (warnings > 0) text += (text.empty() ? "" : ", ") + counted(warnings, "warning");
  return text;
}

std::string contents(const check::CheckResult& checked) {
  const Application& application = *checked.loaded.application;
  std::string text = counted(application.functions.size(), "function") + ", " +
                     counted(application.resources.size(), "resource");
  if (checked.routes > 0) text += ", " + counted(checked.routes, "route");
  if (checked.schedules > 0) text += ", " + counted(checked.schedules, "schedule");
  if (checked.buckets > 0) text += ", " + counted(checked.buckets, "bucket");
  return text;
}

void print_checked_text(const check::CheckResult& checked, const std::string& name, bool valid) {
  const Diagnostics& diagnostics = checked.loaded.diagnostics;
  const bool color = app::terminal_of(stderr).color;
  std::fputs(render_text(diagnostics, checked.loaded.sources, color).c_str(), stderr);
  const std::size_t warnings = count(diagnostics, Diagnostic::Severity::kWarning);
  if (valid) {
    std::printf("%s: valid, %s%s\n", name.c_str(), contents(checked).c_str(),
                warnings == 0 ? "" : (", " + counts(0, warnings)).c_str());
    return;
  }
  const std::size_t errors = count(diagnostics, Diagnostic::Severity::kError);
  std::fprintf(stderr, "%s: %s\n", name.c_str(), counts(errors, warnings).c_str());
}

void add_all_commands(CLI::App& root) {
  int unused = 0;
  add_commands(root, "", unused);
}

int validate(const ValidateOptions& options, const CLI::App& command) {
  expect_large_heap();
  const auto load = load_options(options.source);
  if (!load) {
    std::fprintf(stderr, "brume validate: %s\n", load.error().message.c_str());
    return kExitUsage;
  }
  // The process ends here: to take large trees apart first would only take time.
  static check::CheckResult& checked = *new check::CheckResult(check::check_template(load.value()));
  Loaded& loaded = checked.loaded;
  for (const Diagnostics& told :
       {foreign_keys(command, add_all_commands, loaded.sources), foreign_variables()}) {
    loaded.diagnostics.insert(loaded.diagnostics.end(), told.begin(), told.end());
  }
  const bool valid = loaded.application && !has_errors(loaded.diagnostics);
  int exit_code = valid ? kExitOk : app::exit_code_of_rejected(load.value());
  if (valid && options.strict && deserves_strictness(loaded.diagnostics)) exit_code = kExitFailed;
  const std::string format = options.json ? "json" : options.format;
  if (format == "json") {
    std::printf("%s\n", render_json(loaded.diagnostics, loaded.sources).c_str());
  } else if (format == "sarif") {
    std::printf("%s\n", check::render_sarif(loaded.diagnostics, loaded.sources, kVersion).c_str());
  } else {
    print_checked_text(checked, load.value().template_file.string(), exit_code == kExitOk);
  }
  return exit_code;
}

}  // namespace

void add_validate_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("validate", "Check a template and show every mistake");
  auto options = std::make_shared<ValidateOptions>();
  add_template_options(*command, options->source);
  command
      ->add_option("--format", options->format,
                   "text for people, json for scripts, sarif for editors and code scanning")
      ->type_name("text|json|sarif")
      ->check(CLI::IsMember({"text", "json", "sarif"}))
      ->capture_default_str();
  command->add_flag("--json", options->json, "the same as --format json");
  command->add_flag("--strict", options->strict,
                    "warnings make the exit code 1 as well, but for what is not\nemulated");
  command->footer(examples({{"brume validate"},
                            {"brume validate -t app.yaml --parameter-overrides Stage=dev"},
                            {"brume validate --strict", "warnings count: for CI"},
                            {"brume validate --format sarif > brume.sarif", "for code scanning"}}));
  command->callback([options, command, &exit_code] { exit_code = validate(*options, *command); });
}

}  // namespace brume::emulator::cli
