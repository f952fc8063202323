// Diagnostics as a SARIF 2.1.0 log, which editors, GitHub and other services show beside the lines.
// Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
#pragma once

#include <string>
#include <string_view>

#include "emulator/template/model/diagnostic.h"

namespace brume::emulator::check {

std::string render_sarif(const Diagnostics& diagnostics, const SourceFiles& sources,
                         std::string_view version);

}  // namespace brume::emulator::check
