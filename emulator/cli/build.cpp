#include <signal.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <algorithm>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "emulator/app/terminal.h"
#include "emulator/build/builder.h"
#include "emulator/build/staging.h"
#include "emulator/cli/command.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"
#include "emulator/template/load/load.h"

namespace brume::emulator::cli {
namespace {

namespace fs = std::filesystem;

constexpr int kBuildInterrupted = 130;  // 128 + SIGINT, as shells say it

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

struct BuildOptions {
  std::vector<std::string> functions;
  TemplateOptions source;
  std::string build_dir;
  unsigned parallel = std::max(1U, std::thread::hardware_concurrency());
  bool debug = false;
};

// The bar on a person's terminal, the tools' words above it.
class BuildDisplay final : public BuildObserver {
 public:
  explicit BuildDisplay(const std::string& label) : bar_(stderr, label, 0) { bar_.update(0); }
  void on_progress(std::size_t done, std::size_t total) override {
    bar_.set_total(total);
    bar_.update(done);
  }
  void on_line(std::string_view line) override {
    bar_.hide();
    std::fprintf(stderr, "%.*s\n", static_cast<int>(line.size()), line.data());
  }

 private:
  app::ProgressBar bar_;
};

std::map<std::string, std::string> our_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string_view text = *entry;
    const std::size_t equals = text.find('=');
    if (equals != text.npos) variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  variables.erase("DESTDIR");  // would move what is installed out of our hands
  return variables;
}

BuildSettings settings_for(const BuildOptions& options, const fs::path& template_file) {
  const fs::path state = template_file.parent_path() / ".brume";
  BuildSettings settings;
  settings.artifacts_root =
      options.build_dir.empty() ? state / "build" : fs::absolute(options.build_dir);
  settings.cache_root = state / "cmake";
  settings.logs_root = state / "build-logs";
  settings.prefix = fs::read_symlink("/proc/self/exe").parent_path().parent_path();
  settings.jobs = options.parallel;
  settings.debug = options.debug;
  settings.environment = our_environment();
  settings.interrupted = &interrupted;
  return settings;
}

std::string path_from_here(const fs::path& path) {
  std::error_code status;
  const fs::path near = fs::proximate(path, status);
  return status || near.string().starts_with("../..") ? path.string() : near.string();
}

std::string label_of(const BuildUnit& unit) {
  return "building " + (unit.targets.size() == 1
                            ? unit.targets[0].logical_id
                            : std::to_string(unit.targets.size()) + " functions");
}

void print_outcome(const BuildOutcome& outcome, int width) {
  const app::Terminal terminal = app::terminal_of(stdout);
  if (outcome.complaint.empty()) {
    const char* what = outcome.log.empty() ? "as is " : "built ";
    std::printf("%s %-*s  %s\n", app::styled(terminal, app::Style::kGreen, what).c_str(), width,
                outcome.logical_id.c_str(), path_from_here(outcome.library).c_str());
    return;
  }
  std::printf("%s %-*s  %s\n", app::styled(terminal, app::Style::kRed, "failed").c_str(), width,
              outcome.logical_id.c_str(), outcome.complaint.c_str());
  if (!outcome.log.empty()) {
    std::printf("%*s  the full log: %s\n", width + 7, "", path_from_here(outcome.log).c_str());
  }
}

int build_units(const std::vector<BuildUnit>& units, const BuildSettings& settings) {
  std::size_t width = 0;
  std::size_t count = 0;
  for (const BuildUnit& unit : units) {
    for (const BuildTarget& target : unit.targets) {
      width = std::max(width, target.logical_id.size());
      ++count;
    }
  }
  std::vector<BuildOutcome> outcomes;
  for (const BuildUnit& unit : units) {
    if (interrupted) break;
    BuildDisplay display(label_of(unit));
    std::vector<BuildOutcome> built = build_unit(unit, settings, display);
    std::move(built.begin(), built.end(), std::back_inserter(outcomes));
  }
  if (interrupted) {
    std::fputs("brume build: interrupted; what was built before is still there\n", stderr);
    return kBuildInterrupted;
  }
  std::size_t failed = 0;
  for (const BuildOutcome& outcome : outcomes) {
    print_outcome(outcome, static_cast<int>(width));
    if (!outcome.complaint.empty()) ++failed;
  }
  if (count == 0) std::puts("The template has no functions.");
  if (failed == 0) return kExitOk;
  std::fflush(stdout);
  std::fprintf(stderr, "brume build: %zu of %zu functions failed\n", failed, count);
  return kExitFailed;
}

// Ctrl-C reaches the tools by itself; what remains is not to put half a build in place.
void notice_interrupts() {
  struct sigaction action = {};
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = SA_RESTART;
  sigaction(SIGINT, &action, nullptr);
}

int refuse(const Error& error, int exit_code) {
  std::fprintf(stderr, "brume build: %s\n", error.message.c_str());
  return exit_code;
}

// What is not emulated when it runs is no news when it is built.
void print_problems(const Loaded& loaded) {
  Diagnostics problems = loaded.diagnostics;
  std::erase_if(problems, [](const Diagnostic& diagnostic) {
    return diagnostic.severity == Diagnostic::Severity::kNote;
  });
  std::fputs(render_text(problems, loaded.sources, app::terminal_of(stderr).color).c_str(), stderr);
}

int build(const BuildOptions& options) {
  const Result<LoadOptions> load = load_options(options.source);
  if (!load.ok()) return refuse(load.error(), kExitUsage);
  const Loaded loaded = load_application(load.value());
  print_problems(loaded);
  if (!loaded.application) return kExitFailed;
  const Result<std::vector<BuildUnit>> units = plan_build(*loaded.application, options.functions);
  if (!units.ok()) {
    const bool is_unknown = units.error().code == Error::Code::kNotFound;
    return refuse(units.error(), is_unknown ? kExitUsage : kExitFailed);
  }
  const BuildSettings settings = settings_for(options, loaded.application->template_file);
  const Result<FolderLock> lock = FolderLock::take(settings.cache_root.parent_path(), [] {
    std::fputs("brume build: another build is at work here, waiting for it\n", stderr);
  });
  if (!lock.ok()) return refuse(lock.error(), kExitFailed);
  notice_interrupts();
  return build_units(units.value(), settings);
}

}  // namespace

void add_build_command(CLI::App& root, int& exit_code) {
  const auto options = std::make_shared<BuildOptions>();
  CLI::App* command = root.add_subcommand("build", "Build the functions of a template");
  command->add_option("function", options->functions, "the functions to build (default: all)")
      ->type_name("FUNCTION");
  add_template_options(*command, options->source);
  command
      ->add_option("-b,--build-dir", options->build_dir,
                   "where the artifacts go (default: .brume/build beside the template)")
      ->type_name("DIR");
  command
      ->add_option("-j,--parallel", options->parallel,
                   "how many compilers at once (default: one a processor)")
      ->type_name("N")
      ->check(CLI::Range(1, 1024));
  command->add_flag("--debug", options->debug, "build for the debugger, without optimisation");
  command->footer(
      examples({{"brume build", "all functions of ./template.yaml"},
                {"brume build HelloFunction --debug", "one, for gdb"},
                {"brume build -t app/template.yaml -j 8"}}) +
      "\n\nMetadata BuildMethod says how a function is built: `cmake` (a project at CodeUri that\n"
      "uses find_package(brume)), `makefile` (the target build-<LogicalId>, which writes to\n"
      "$ARTIFACTS_DIR and finds the headers in $BRUME_INCLUDE), or nothing: CodeUri holds the\n"
      "library. Exit code 0: all built, 1: some failed, 2: wrong options.");
  command->callback([options, &exit_code] { exit_code = build(*options); });
}

}  // namespace brume::emulator::cli
