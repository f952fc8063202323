// The commands of `brume`: one file each, one line each in kCommands (commands.cpp). A command adds
// its sub-command to the root and, when chosen, runs from its callback and sets the exit code.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/app/exit_codes.h"

namespace CLI {
class App;
}

namespace brume::emulator::cli {

using app::kExitFailed;
using app::kExitOk;
using app::kExitUsage;

using AddCommand = void (*)(CLI::App& root, int& exit_code);

void add_build_command(CLI::App& root, int& exit_code);
void add_clock_command(CLI::App& root, int& exit_code);
void add_completion_command(CLI::App& root, int& exit_code);
void add_events_command(CLI::App& root, int& exit_code);
void add_explain_command(CLI::App& root, int& exit_code);
void add_generate_event_command(CLI::App& root, int& exit_code);
void add_graph_command(CLI::App& root, int& exit_code);
void add_history_command(CLI::App& root, int& exit_code);
void add_init_command(CLI::App& root, int& exit_code);
void add_invoke_command(CLI::App& root, int& exit_code);
void add_logs_command(CLI::App& root, int& exit_code);
void add_replay_command(CLI::App& root, int& exit_code);
void add_show_command(CLI::App& root, int& exit_code);
void add_schedule_command(CLI::App& root, int& exit_code);
void add_start_command(CLI::App& root, int& exit_code);
void add_start_api_command(CLI::App& root, int& exit_code);
void add_start_lambda_command(CLI::App& root, int& exit_code);
void add_status_command(CLI::App& root, int& exit_code);
void add_storage_command(CLI::App& root, int& exit_code);
void add_stop_command(CLI::App& root, int& exit_code);
void add_token_command(CLI::App& root, int& exit_code);
void add_transform_command(CLI::App& root, int& exit_code);
void add_validate_command(CLI::App& root, int& exit_code);

// Adds the command `asked`, or all if there is no such command. A short run would spend most of its
// time on the options of the other commands.
void add_commands(CLI::App& root, std::string_view asked, int& exit_code);

// `brume __complete WORD...`: what may stand in the place of the last word, for the shells'
// scripts: "words", "files" or "folders", then a line a word, its help after a tab.
int print_completion(const CLI::App& root, std::vector<std::string> words);

}  // namespace brume::emulator::cli
