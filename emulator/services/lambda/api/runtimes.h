// The runtimes that functions may name: what the Lambda API accepts, and what it says of others.
// Pure. Source: recordings of CreateFunction for the order of the set; the page "Lambda runtimes".
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator::aws::lambda {

// "[nodejs20.x, python3.14, …]", as AWS lists them.
const std::string& runtime_set();
// One that functions can be created with.
bool is_runtime(std::string_view runtime);
// InvalidParameterValueException in AWS's words.
Status check_runtime(const std::string& runtime);
// provided, provided.al2 and provided.al2023: what brings its own program or library.
bool is_provided(std::string_view runtime);
// SnapStart can be enabled for it.
bool has_snap_start(std::string_view runtime);

}  // namespace brume::emulator::aws::lambda
