// samconfig.toml (or .yaml, .yml, .json): what options a project's commands have when the command
// line and the environment say nothing. SAM's file, read as SAM reads it:
// [ENVIRONMENT.COMMAND.parameters], where `global` is for every command.
// Source: "AWS SAM CLI configuration file" in the SAM developer guide.
//
// Main thread, after the command line has been read and before a command runs.
#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/template/model/diagnostic.h"

namespace CLI {
class App;
}

namespace brume::emulator::cli {

// Gives the options of `command` what the file has for it. Nothing to do without a file, or for a
// command without --config-file. Error: a text for people, with file, line and column.
Status apply_samconfig(CLI::App& command);

// A note for the file's keys that no command of Brume knows; the file is added to `sources`.
// `add_all` adds all commands, and is called only if there is a file.
Diagnostics foreign_keys(const CLI::App& command, void (*add_all)(CLI::App& root),
                         SourceFiles& sources);

}  // namespace brume::emulator::cli
