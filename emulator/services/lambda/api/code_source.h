// Where code comes from in a request: the zip of "Code" or "Content". Pure; any thread.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "emulator/base/result.h"

namespace brume::emulator::aws::lambda {

// Source: Lambda quotas, "50 MB (zipped, for direct upload)".
inline constexpr std::size_t kMaxZippedBytes = 52'428'800;

// The bytes of {"ZipFile": …}; null: the member is missing. InvalidParameterValueException for
// what is not emulated, RequestEntityTooLargeException for what is too large.
Result<std::string> read_zip(const nlohmann::json* source);

}  // namespace brume::emulator::aws::lambda
