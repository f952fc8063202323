// Which Python functions may be forked from an interpreter that has started already, and from
// which.
//
// Blocking, reads files only. Main thread.
#pragma once

#include <filesystem>
#include <optional>

#include "emulator/invoke/worker/runtime_program.h"
#include "emulator/template/model/application.h"

namespace brume::emulator::app {

// Absent where only a start from nothing is right: variables that the interpreter or the dynamic
// linker reads as it starts, or native libraries of the function's own. A function that imports
// boto3, and does not bring it, gets a template that has it already.
std::optional<ForkTemplate> fork_template(const std::filesystem::path& python,
                                          const std::filesystem::path& code,
                                          const FunctionSpec& function);

}  // namespace brume::emulator::app
