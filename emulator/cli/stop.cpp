// brume stop: ends the emulator that runs for this template, and waits until it has.
#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <chrono>
#include <cstdio>
#include <memory>

#include "emulator/cli/command.h"
#include "emulator/cli/emulator_client.h"
#include "emulator/cli/help.h"
#include "emulator/cli/template_options.h"

namespace brume::emulator::cli {
namespace {

// It waits 10 seconds for requests under way.
constexpr std::chrono::seconds kPatience{15};

// Waits for a process that is not our child; false when it has not ended in time.
bool ended(long pid) {
  const auto process = static_cast<int>(::syscall(SYS_pidfd_open, static_cast<pid_t>(pid), 0));
  if (process < 0) return true;  // gone already
  pollfd wanted{process, POLLIN, 0};
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(kPatience);
  const bool over = ::poll(&wanted, 1, static_cast<int>(patience.count())) > 0;
  ::close(process);
  return over;
}

int stop_emulator(const TemplateOptions& source) {
  const auto complain = [](const Error& error) {
    std::fprintf(stderr, "brume stop: %s\n", error.message.c_str());
    return kExitFailed;
  };
  const auto load = load_options(source);
  if (!load) return complain(load.error());
  const std::filesystem::path template_file = load.value().template_file;
  auto client = EmulatorClient::find(template_file);
  if (!client) return complain(client.error());
  const auto asked = client->post("/_brume/stop", "");
  if (!asked) return complain(asked.error());
  if (!ended(client->running().pid) && app::find_running(app::state_folder(template_file))) {
    return complain({Error::Code::kUnavailable,
                     "process " + std::to_string(client->running().pid) + " still runs after " +
                         std::to_string(kPatience.count()) + " seconds; kill it"});
  }
  std::printf("stopped (process %ld)\n", client->running().pid);
  return kExitOk;
}

}  // namespace

void add_stop_command(CLI::App& root, int& exit_code) {
  CLI::App* command = root.add_subcommand("stop", "End the running emulator of a template");
  auto source = std::make_shared<TemplateOptions>();
  add_template_options(*command, *source);
  command->footer("Requests under way may finish, for 10 seconds at most.\n\n" +
                  examples({{"brume stop"}, {"brume stop -t app/template.yaml"}}));
  command->callback([source, &exit_code] { exit_code = stop_emulator(*source); });
}

}  // namespace brume::emulator::cli
