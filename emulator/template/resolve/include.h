// AWS::Include: other files as parts of a template. Local files are read; what lies in S3 is left
// as it is. A local DefinitionUri of a SAM API is read the same way.
#pragma once

#include <cstddef>
#include <filesystem>

#include "emulator/template/model/report.h"
#include "emulator/template/model/source.h"
#include "emulator/template/model/value.h"
#include "emulator/template/resolve/deploy_time_values.h"

namespace brume::emulator {

inline constexpr int kIncludeDepthMax = 8;             // files including files
inline constexpr std::size_t kIncludedFilesMax = 100;  // read for one template
inline constexpr std::size_t kIncludedBytesMax = 4 * 1024 * 1024;

// `folder`: that of the template, which relative locations start from.
void expand_includes(Value& root, const std::filesystem::path& folder, SourceFiles& sources,
                     Reporter& reporter);
// The same for locations that are made of parameters. False: there was none.
bool expand_computed_includes(Value& root, const std::filesystem::path& folder,
                              SourceFiles& sources, EarlyValues& early, Reporter& reporter);

}  // namespace brume::emulator
