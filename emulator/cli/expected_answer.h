// `--expect`: does an answer hold what a file says it should?
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace brume::emulator::cli {

// Subset match: every member the expectation names must be there and match; lists must be equal in
// length, element by element; other values must be equal. Empty, or a line for each difference:
// "body.items[0].name: expected "a", got "b"". kInvalidArgument when `expected` is not JSON.
Result<std::string> differences(std::string_view expected, std::string_view answer);

}  // namespace brume::emulator::cli
