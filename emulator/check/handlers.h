// What functions run: handlers whose library or symbol is missing, that their runtime does not call
// so; files that other resources are made of.
// Reads files; any thread.
#pragma once

#include <filesystem>

#include "emulator/template/model/application.h"
#include "emulator/template/model/report.h"

namespace brume::emulator::check {

// `build_dir`: where `brume build` puts libraries, a folder a function.
void check_handlers(const Application& application, const std::filesystem::path& build_dir,
                    Reporter& reporter);

// Local paths in `written` that lead nowhere: ContentUri, DefinitionUri, SchemaUri, Location.
void check_files(const Value& written, const std::filesystem::path& folder, Reporter& reporter);

}  // namespace brume::emulator::check
