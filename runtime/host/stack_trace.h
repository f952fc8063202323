// Where code stands: raw return addresses turned into (module, offset, symbol). Turning those into
// files and lines is the emulator's work.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "runtime/wire/limits.h"
#include "runtime/wire/messages.h"

namespace brume::host {

struct RawTrace {
  std::array<void*, wire::kMaxStackFrames> addresses;
  std::size_t size = 0;
  bool first_is_exact = false;  // a faulting instruction, not a return address
};

// Loads what unwinding needs, once, so that a crashing process does not have to.
void prepare_stack_traces();

// The caller's stack, without the caller itself.
RawTrace current_trace();

// The stack of the last C++ throw on this thread since forget_last_throw(); empty if none.
const RawTrace& last_throw();
void forget_last_throw();

// Async-signal-safe apart from the dynamic linker's lock.
struct ModuleOffset {
  const char* module;  // "" when unknown
  std::size_t offset;
  const char* symbol;  // mangled; "" when unknown
};
ModuleOffset locate(const RawTrace& trace, std::size_t index);

std::vector<wire::StackFrame> to_frames(const RawTrace& trace);

}  // namespace brume::host
