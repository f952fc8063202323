// Turns where code stood into what a person can read: "handler(brume_call const*) at hello.cpp:12".
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emulator/base/callback.h"
#include "runtime/wire/messages.h"

namespace brume::emulator {

class Loop;

class Symbolizer {
 public:
  virtual ~Symbolizer() = default;
  // One line a frame, innermost first; the host's own frames are left out. Never runs `done` from
  // inside the call.
  virtual void describe(std::vector<wire::StackFrame> frames,
                        Callback<void(std::vector<std::string>)> done) = 0;
};

// Reads DWARF with elfutils on a worker thread; without debug information it names symbols only.
std::unique_ptr<Symbolizer> make_dwarf_symbolizer(Loop& loop);

}  // namespace brume::emulator
