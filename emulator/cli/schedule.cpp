// brume schedule: when the schedules of a template fire next; one of them, now.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"
#include "emulator/services/schedule/read_schedules.h"
#include "emulator/services/schedule/schedule_report.h"
#include "emulator/text/percent.h"

namespace brume::emulator::cli {
namespace {

using nlohmann::ordered_json;

constexpr std::size_t kTimeWidth = 31;  // "Sun 2027-03-28 03:30:00 CEST", and room

struct ListOptions {
  TemplateOptions source;
  int count = 3;
  bool json = false;
};

struct RunOptions {
  TemplateOptions source;
  std::string name;
};

int complain_schedule(const Error& error) {
  std::fprintf(stderr, "brume schedule: %s\n", error.message.c_str());
  return error.code == Error::Code::kInvalidArgument ? kExitUsage : kExitFailed;
}

// Of the emulator that runs there.
Result<ordered_json> ask_schedules(const EmulatorClient& client, int count) {
  const auto text = client.get("/_brume/schedules?count=" + std::to_string(count));
  if (!text) return text.error();
  auto list = ordered_json::parse(text.value(), nullptr, false);
  if (list.is_array()) return list;
  return Error{Error::Code::kInternal, "the emulator's answer is no list: " + text.value()};
}

// Of the template alone, as if it were started now.
Result<ordered_json> read(const LoadOptions& options, int count) {
  Loaded loaded = load_application(options);
  if (loaded.application) {
    schedule::ReadSchedules read = schedule::read_schedules(*loaded.application);
    if (!has_errors(read.diagnostics)) {
      const WallTime now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
      return schedule::schedules_json(schedule::states_of(read.schedules, now),
                                      static_cast<std::size_t>(count));
    }
    loaded.diagnostics = std::move(read.diagnostics);
  }
  std::fputs(
      render_text(loaded.diagnostics, loaded.sources, app::terminal_of(stderr).color).c_str(),
      stderr);
  return Error{app::exit_code_of_rejected(options) == kExitUsage ? Error::Code::kInvalidArgument
                                                                 : Error::Code::kInternal,
               options.template_file.string() + " is not valid"};
}

std::string padded_column(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

void print_schedule(const ordered_json& schedule, const app::Terminal& terminal) {
  const std::string zone = schedule.value("timezone", "UTC");
  std::string targets;
  for (const ordered_json& target : schedule.at("targets")) {
    const bool emulated = target.value("emulated", false);
    targets +=
        (targets.empty() ? "" : ", ") +
        (emulated ? target.value("function", "") : target.value("arn", "") + " (not emulated)");
  }
  std::printf("%s  %s%s -> %s\n",
              app::styled(terminal, app::Style::kBold, schedule.value("name", "")).c_str(),
              schedule.value("expression", "").c_str(), zone == "UTC" ? "" : (" " + zone).c_str(),
              targets.c_str());
  const std::string state = schedule.value("state", "");
  if (state != "ENABLED") {
    std::printf("  %s\n", state == "DISABLED" ? "disabled" : "does not fire any more");
  }
  for (const ordered_json& next : schedule.at("next")) {
    std::string local = next.value("local", "");
    if (zone != "UTC") local = padded_column(local, kTimeWidth) + next.value("zoned", "");
    std::printf("  %s  %s\n", next.value("utc", "").c_str(), local.c_str());
  }
}

int list_schedules(const ListOptions& options) {
  const auto load = load_options(options.source);
  if (!load) return complain_schedule(load.error());
  auto client = EmulatorClient::find(load.value().template_file);
  auto found =
      client ? ask_schedules(client.value(), options.count) : read(load.value(), options.count);
  if (!found) return complain_schedule(found.error());
  if (options.json) {
    std::printf("%s\n", found->dump(2).c_str());
    return kExitOk;
  }
  const app::Terminal terminal = app::terminal_of(stdout);
  if (found->empty()) std::puts("the template has no schedules");
  for (const ordered_json& schedule : found.value()) print_schedule(schedule, terminal);
  if (client) {
    std::printf(
        "%s\n",
        app::styled(terminal, app::Style::kDim, "as the running emulator has them").c_str());
  }
  return kExitOk;
}

int run_schedule(const RunOptions& options) {
  const auto load = load_options(options.source);
  if (!load) return complain_schedule(load.error());
  const auto client = EmulatorClient::find(load.value().template_file);
  if (!client) return complain_schedule(client.error());
  const auto text =
      client.value().post("/_brume/schedules/run?name=" + percent_encode(options.name), "");
  if (!text) return complain_schedule(text.error());
  const auto answer = ordered_json::parse(text.value(), nullptr, false);
  if (!answer.is_object()) {
    return complain_schedule(
        {Error::Code::kInternal, "the emulator's answer is none: " + text.value()});
  }
  bool all = true;
  const ordered_json handed = answer.value("handed", ordered_json::array());
  if (handed.empty()) std::puts("it has no target that is emulated");
  for (const ordered_json& each : handed) {
    const bool accepted = each.value("accepted", false);
    all = all && accepted;
    std::printf("%s %s\n", each.value("function", "").c_str(),
                accepted ? "will run" : ("is not called: " + each.value("message", "")).c_str());
  }
  return all && !handed.empty() ? kExitOk : kExitFailed;
}

void add_list(CLI::App& parent, int& exit_code) {
  CLI::App* command = parent.add_subcommand("list", "When each schedule fires next");
  auto options = std::make_shared<ListOptions>();
  add_template_options(*command, options->source);
  command->add_option("--count", options->count, "so many firings of each")
      ->type_name("N")
      ->check(CLI::Range(1, 1000))
      ->capture_default_str();
  command->add_flag("--json", options->json, "for scripts");
  command->footer(
      "Times are UTC, this machine's, and the schedule's own zone where it has one. Where an\n"
      "emulator runs its schedules are shown; else the template's, as if it were started now.\n\n" +
      examples({{"brume schedule list"}, {"brume schedule list --count 10 --json"}}));
  command->callback([options, &exit_code] { exit_code = list_schedules(*options); });
}

void add_run(CLI::App& parent, int& exit_code) {
  CLI::App* command = parent.add_subcommand("run", "Fire a schedule now, in the running emulator");
  auto options = std::make_shared<RunOptions>();
  command->add_option("name", options->name, "its name, group/name, ARN or logical id")
      ->required()
      ->type_name("NAME");
  add_template_options(*command, options->source);
  command->footer(
      "Its own times stay what they are. Exit code: 0 when every target that is a function took\n"
      "the event, else 1.\n\n" +
      examples({{"brume schedule run NightlyReport"}}));
  command->callback([options, &exit_code] { exit_code = run_schedule(*options); });
}

}  // namespace

void add_schedule_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("schedule", "Show when schedules fire; fire one now");
  command->require_subcommand(1);
  command->footer(
      examples({{"brume schedule list"},
                {"brume schedule run NightlyReport"},
                {"brume start --catch-up none", "what was slept through is left out"}}));
  add_list(*command, exit_code);
  add_run(*command, exit_code);
}

}  // namespace brume::emulator::cli
