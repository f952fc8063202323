// Whether the value of a function is known before the stack exists, so that it can be judged.
#pragma once

#include "emulator/template/model/value.h"

namespace brume::emulator::check {

// False for what depends on a resource, another stack, a macro, Parameter Store or Secrets Manager,
// and for a parameter whose value is empty: it waits for a real one. `root`: where parameters are
// declared.
bool is_knowable(const Value& value, const Value& root);

// True for intrinsic functions that always return a string.
bool gives_text(const Value& value);

}  // namespace brume::emulator::check
