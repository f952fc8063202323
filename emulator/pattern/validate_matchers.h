// The match types of event patterns: {"prefix": "x"}, {"numeric": [">", 0]}, … For pattern/ only.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "emulator/template/model/value.h"

namespace brume::emulator::pattern {

// What is wrong, where, and a hint.
struct PatternError {
  const Value* where = nullptr;  // nullptr: nothing is wrong
  std::string message;
  std::string hint = {};
};

// REQUIRES: a map
PatternError object_to_match(const Value& match);

}  // namespace brume::emulator::pattern
