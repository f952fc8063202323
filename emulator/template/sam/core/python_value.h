// Values as SAM, a Python program, judges and shows them. Pure.
#pragma once

#include <string>
#include <string_view>

#include "emulator/template/model/value.h"

namespace brume::emulator::sam {

// What Python calls truth: not null, not empty, not 0.
bool is_truthy(const Value* value);
// A value as it stands in SAM's sentences: ['a', {'Ref': 'B'}].
std::string python_text(const Value& value);
// "int", "str", "dict", …
std::string_view python_type(const Value& value);
// What SAM says of an event that is not a map, as it may be where `Events` has it alone.
std::string no_event_text(const Value& value);

}  // namespace brume::emulator::sam
