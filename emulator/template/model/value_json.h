// Value -> JSON text. Members keep their order.
#pragma once

#include <string>
#include <string_view>

#include "emulator/template/model/value.h"

namespace brume::emulator {

// On one line, with no spaces.
std::string to_json(const Value&);
// Indented by `indent` spaces a level.
std::string to_pretty_json(const Value&, int indent = 2);
// With the quotes.
std::string json_string(std::string_view text);

}  // namespace brume::emulator
