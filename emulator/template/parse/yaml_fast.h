// Reads a sound YAML text with libyaml, several times as fast as yaml_events.h does with yaml-cpp.
// What libyaml does not take, or what the two might read differently, is left to yaml-cpp, which
// also finds the words for what is wrong. yaml_fast.cpp is the only file that includes libyaml.
#pragma once

#include "emulator/template/parse/source_text.h"
#include "emulator/template/parse/tree_builder.h"

namespace brume::emulator {

enum class FastEnd {
  kDone,     // an empty text has no root
  kStopped,  // the builder has reported an error
  kLeft,     // to read_yaml(); the builder is of no use any more
};

FastEnd read_yaml_fast(const SourceText& source, TreeBuilder& builder);

}  // namespace brume::emulator
