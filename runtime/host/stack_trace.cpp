#include "runtime/host/stack_trace.h"

#include <dlfcn.h>
#include <execinfo.h>

#include <algorithm>

namespace brume::host {
namespace {

thread_local RawTrace last_throw_trace;
thread_local bool capturing = false;

using ThrowFunction = void (*)(void*, void*, void (*)(void*));

ThrowFunction real_throw() {
  static const auto found = reinterpret_cast<ThrowFunction>(::dlsym(RTLD_NEXT, "__cxa_throw"));
  return found;
}

}  // namespace

void prepare_stack_traces() {
  void* address = nullptr;
  ::backtrace(&address, 1);
  real_throw();
}

RawTrace current_trace() {
  constexpr int kOwnFrames = 2;  // this function and its caller
  std::array<void*, wire::kMaxStackFrames + kOwnFrames> addresses;
  const int found = ::backtrace(addresses.data(), static_cast<int>(addresses.size()));
  RawTrace trace;
  for (int i = kOwnFrames; i < found; ++i) {
    trace.addresses[trace.size++] = addresses[static_cast<std::size_t>(i)];
  }
  return trace;
}

const RawTrace& last_throw() {
  return last_throw_trace;
}
void forget_last_throw() {
  last_throw_trace.size = 0;
}

ModuleOffset locate(const RawTrace& trace, std::size_t index) {
  auto address = reinterpret_cast<std::uintptr_t>(trace.addresses[index]);
  // A return address points behind the call; one less lies within it.
  if (index > 0 || !trace.first_is_exact) --address;
  Dl_info info{};
  if (::dladdr(reinterpret_cast<void*>(address), &info) == 0 || info.dli_fname == nullptr) {
    return {"", address, ""};
  }
  return {info.dli_fname, address - reinterpret_cast<std::uintptr_t>(info.dli_fbase),
          info.dli_sname != nullptr ? info.dli_sname : ""};
}

std::vector<wire::StackFrame> to_frames(const RawTrace& trace) {
  std::vector<wire::StackFrame> frames;
  frames.reserve(trace.size);
  for (std::size_t i = 0; i < trace.size; ++i) {
    const ModuleOffset at = locate(trace, i);
    frames.push_back({at.module, at.offset, at.symbol});
  }
  return frames;
}

}  // namespace brume::host

// Every library the host loads throws through here, as the program comes before libstdc++ in the
// order of symbol look-up. Notes the stack, then throws as ever. (The second parameter is a
// std::type_info*; the compiler knows the function by this declaration.)
extern "C" [[noreturn]] __attribute__((visibility("default"))) void __cxa_throw(
    void* object, void* type, void (*destroy)(void*)) {
  using namespace brume::host;
  if (!capturing) {
    capturing = true;
    last_throw_trace = current_trace();
    capturing = false;
  }
  real_throw()(object, type, destroy);
  __builtin_unreachable();
}
