// References that people write to what SAM makes: `!Ref Function.Alias` means the alias's own
// logical id, and a layer's id gets a hash. Rewritten once, at the end of an expansion.
#pragma once

#include <map>
#include <string>

#include "emulator/template/model/value.h"

namespace brume::emulator::sam {

struct References {
  std::map<std::string, std::string, std::less<>> renamed;     // logical id -> the one made
  std::map<std::string, std::string, std::less<>> properties;  // "Function.Alias" -> logical id
  bool empty() const { return renamed.empty() && properties.empty(); }
};

// In Ref, GetAtt, Sub and DependsOn.
void rewrite_references(Value& value, const References& references);

}  // namespace brume::emulator::sam
