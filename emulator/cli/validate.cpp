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
#include "emulator/gateway/read_apis.h"
#include "emulator/gateway/routing_table.h"
#include "emulator/schedule/read_schedules.h"
#include "emulator/storage/read_buckets.h"

namespace brume::emulator::cli {
namespace {

struct ValidateOptions {
  TemplateOptions source;
  bool json = false;
};

std::string counted(std::size_t count, const char* noun) {
  return std::to_string(count) + " " + noun + (count == 1 ? "" : "s");
}

// Adds what the gateway has to say. How many routes it serves.
std::size_t check_routes(Loaded& loaded) {
  if (!loaded.application) return 0;
  gateway::ReadApis read = gateway::read_apis(*loaded.application, loaded.sources);
  std::size_t routes = 0;
  for (const gateway::Api& api : read.apis) routes += api.routes.size();
  const gateway::RoutingTable table(std::move(read.apis));
  for (const Diagnostics& found : {read.diagnostics, gateway::collision_diagnostics(table)}) {
    loaded.diagnostics.insert(loaded.diagnostics.end(), found.begin(), found.end());
  }
  tidy(loaded.diagnostics);
  return routes;
}

// Adds what there is to say of schedules. How many there are.
std::size_t check_schedules(Loaded& loaded) {
  if (!loaded.application) return 0;
  const schedule::ReadSchedules read = schedule::read_schedules(*loaded.application);
  loaded.diagnostics.insert(loaded.diagnostics.end(), read.diagnostics.begin(),
                            read.diagnostics.end());
  tidy(loaded.diagnostics);
  return read.schedules.size();
}

// Adds what there is to say of buckets. How many there are.
std::size_t check_buckets(Loaded& loaded) {
  if (!loaded.application) return 0;
  const storage::ReadBuckets read = storage::read_buckets(*loaded.application);
  loaded.diagnostics.insert(loaded.diagnostics.end(), read.diagnostics.begin(),
                            read.diagnostics.end());
  tidy(loaded.diagnostics);
  return read.buckets.size();
}

int validate(const ValidateOptions& options) {
  const auto load = load_options(options.source);
  if (!load) {
    std::fprintf(stderr, "brume validate: %s\n", load.error().message.c_str());
    return kExitUsage;
  }
  Loaded loaded = load_application(load.value());
  const std::size_t routes = check_routes(loaded);
  const std::size_t schedules = check_schedules(loaded);
  const std::size_t buckets = check_buckets(loaded);
  if (has_errors(loaded.diagnostics)) loaded.application.reset();
  const int exit_code = loaded.application ? kExitOk : exit_code_of_rejected(load.value());
  if (options.json) {
    std::printf("%s\n", render_json(loaded.diagnostics, loaded.sources).c_str());
    return exit_code;
  }
  const bool color = terminal_of(stderr).color;
  std::fputs(render_text(loaded.diagnostics, loaded.sources, color).c_str(), stderr);
  const std::string name = load.value().template_file.string();
  if (loaded.application) {
    std::printf("%s: valid, %s, %s%s%s%s\n", name.c_str(),
                counted(loaded.application->functions.size(), "function").c_str(),
                counted(loaded.application->resources.size(), "resource").c_str(),
                routes == 0 ? "" : (", " + counted(routes, "route")).c_str(),
                schedules == 0 ? "" : (", " + counted(schedules, "schedule")).c_str(),
                buckets == 0 ? "" : (", " + counted(buckets, "bucket")).c_str());
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
