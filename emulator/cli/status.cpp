// brume status: what the emulator that runs for this template serves, and how it is.
#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "emulator/app/terminal.h"
#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"

namespace brume::emulator::cli {
namespace {

struct StatusOptions {
  TemplateOptions source;
  bool json = false;
};

void print_status_text(const nlohmann::json& status, const app::RunningEmulator& running) {
  const app::Terminal terminal = app::terminal_of(stdout);
  std::printf("process %ld, since %s\n", running.pid, running.started_at.c_str());
  std::printf("  template      %s\n", status.value("template", "").c_str());
  if (!running.api_url.empty()) std::printf("  HTTP          %s\n", running.api_url.c_str());
  if (!running.aws_url.empty()) std::printf("  AWS           %s\n", running.aws_url.c_str());
  std::printf("  invocations   %ld running\n", status.value("running", 0L));
  std::printf("  environments  %ld\n", status.value("environments", 0L));
  for (const nlohmann::json& service : status.value("services", nlohmann::json::array())) {
    for (const nlohmann::json& section : service.value("sections", nlohmann::json::array())) {
      const std::size_t rows = section.value("rows", nlohmann::json::array()).size();
      if (rows > 0) std::printf("  %-12s  %zu\n", section.value("noun", "").c_str(), rows);
    }
  }
  for (const nlohmann::json& function : status.value("functions", nlohmann::json::array())) {
    const std::string problem = function.value("problem", "");
    const bool callable = function.value("callable", false);
    const std::string mark = problem.empty() ? app::styled(terminal, app::Style::kGreen, "ok")
                             : callable      ? app::styled(terminal, app::Style::kYellow, "old")
                                             : app::styled(terminal, app::Style::kRed, "no");
    std::printf("  %-4s  %s%s%s\n", mark.c_str(), function.value("name", "").c_str(),
                problem.empty() ? "" : ": ", problem.c_str());
  }
}

int status(const StatusOptions& options) {
  const auto complain = [](const Error& error) {
    std::fprintf(stderr, "brume status: %s\n", error.message.c_str());
    return kExitFailed;
  };
  const auto load = load_options(options.source);
  if (!load) return complain(load.error());
  const auto client = EmulatorClient::find(load.value().template_file);
  if (!client) return complain(client.error());
  const auto text = client.value().get("/_brume/status");
  if (!text) return complain(text.error());
  const auto status = nlohmann::json::parse(text.value(), nullptr, false);
  if (!status.is_object()) {
    return complain(
        {Error::Code::kInternal, "the emulator's answer is no status: " + text.value()});
  }
  if (options.json) {
    std::fputs(text.value().c_str(), stdout);
  } else {
    print_status_text(status, client.value().running());
  }
  return kExitOk;
}

}  // namespace

void add_status_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("status", "Show the running emulator of a template");
  auto options = std::make_shared<StatusOptions>();
  add_template_options(*command, options->source);
  command->add_flag("--json", options->json, "for scripts: {pid, apiUrl, awsUrl, functions, ...}");
  command->footer(
      "Exit code: 0 when one runs, 1 when none does.\n\n" +
      examples({{"brume status"}, {"curl $(brume status --json | jq -r .apiUrl)/hello"}}));
  command->callback([options, &exit_code] { exit_code = status(*options); });
}

}  // namespace brume::emulator::cli
