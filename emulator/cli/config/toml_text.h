// TOML -> Value, with the place of every key and value. The one home of toml++.
#pragma once

#include <cstdint>
#include <optional>

#include "emulator/template/model/report.h"
#include "emulator/template/model/source.h"
#include "emulator/template/model/value.h"

namespace brume::emulator::cli {

// Reads sources[file]. Nothing, and a report, when it is not TOML.
std::optional<Value> parse_toml(const SourceFiles& sources, std::uint32_t file, Reporter& reporter);

}  // namespace brume::emulator::cli
