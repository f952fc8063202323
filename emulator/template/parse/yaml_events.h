// Reads a YAML text with yaml-cpp and feeds a TreeBuilder with what it finds. The parser's errors
// become ours here: its words, where they are unclear, and where they point. yaml_events.cpp is
// the only file that includes yaml-cpp.
#pragma once

#include "emulator/template/model/report.h"
#include "emulator/template/parse/source_text.h"
#include "emulator/template/parse/tree_builder.h"

namespace brume::emulator {

enum class ReadEnd {
  kDone,        // an empty text has no root
  kFailed,      // reported
  kSurrogates,  // not reported: an escape is half of a JSON surrogate pair
};

ReadEnd read_yaml(const SourceText& source, TreeBuilder& builder, Reporter& reporter);

}  // namespace brume::emulator
