// What `brume history`, `show` and `replay` share: where the history is, and what names a record.
// Main thread.
#pragma once

#include <filesystem>
#include <string>

#include "emulator/cli/template_options.h"
#include "emulator/history/history.h"

namespace brume::emulator::cli {

// The history of a template. kNotFound, with what to do, when nothing has been recorded.
Result<Database> existing_history(const std::filesystem::path& template_file);

// ID, the positional argument.
void add_record_argument(CLI::App& command, std::string& name);

// "success in 3.01 ms, 4 MB; initialised in 0.70 ms".
std::string ended_text(const RecordedInvocation& record);

}  // namespace brume::emulator::cli
