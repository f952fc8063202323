#include <CLI/App.hpp>
#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <string_view>

#include "emulator/cli/command.h"

namespace brume::emulator::cli {
namespace {

struct Command {
  std::string_view name;
  AddCommand add;
};

constexpr Command kCommands[] = {
    {"init", add_init_command},
    {"build", add_build_command},
    {"start", add_start_command},
    {"invoke", add_invoke_command},
    {"logs", add_logs_command},
    {"status", add_status_command},
    {"stop", add_stop_command},
    {"clock", add_clock_command},
    {"events", add_events_command},
    {"storage", add_storage_command},
    {"history", add_history_command},
    {"show", add_show_command},
    {"replay", add_replay_command},
    {"validate", add_validate_command},
    {"schedule", add_schedule_command},
    {"explain", add_explain_command},
    {"transform", add_transform_command},
    {"graph", add_graph_command},
    {"generate-event", add_generate_event_command},
    {"start-api", add_start_api_command},
    {"start-lambda", add_start_lambda_command},
    {"token", add_token_command},
    {"completion", add_completion_command},
};

}  // namespace

void add_commands(CLI::App& root, std::string_view asked, int& exit_code) {
  for (const Command& command : kCommands) {
    if (command.name == asked) return command.add(root, exit_code);
  }
  for (const Command& command : kCommands) command.add(root, exit_code);
}

}  // namespace brume::emulator::cli
