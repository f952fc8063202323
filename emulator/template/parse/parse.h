// Text -> Value: YAML 1.1 (JSON is a part of it) as AWS's own tools read it. Short intrinsic forms
// (`!Sub x`) become their long forms, aliases and merge keys are expanded, duplicate keys are
// errors. Positions are line:column in code points.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

#include "emulator/template/model/report.h"
#include "emulator/template/model/source.h"
#include "emulator/template/model/value.h"

namespace brume::emulator {

// Adds the file to `sources` and parses it. Nothing when there was an error, which is reported.
std::optional<Value> parse_file(const std::filesystem::path& file, SourceFiles& sources,
                                Reporter& reporter);

// The same for text already in `sources[file]`. CloudFormation's tags are understood unless
// `plain`; an environment file has none.
std::optional<Value> parse_source(const SourceFiles& sources, std::uint32_t file,
                                  Reporter& reporter);

// Reads a file's bytes, without a byte order mark. Nothing, and a report, when it is missing, a
// directory, unreadable, too large or not UTF-8. `what` names it: "the template".
std::optional<std::string> read_text_file(const std::filesystem::path& file, Reporter& reporter);

}  // namespace brume::emulator
