#include "runtime/host/crash.h"

#include <execinfo.h>
#include <fcntl.h>
#include <ucontext.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstring>

#include "runtime/host/stack_trace.h"
#include "runtime/wire/frame.h"

namespace brume::host {
namespace {

constexpr std::size_t kAlternateStackBytes = 128 * 1024;
constexpr int kFatalSignals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP};

int crash_pipe = -1;
char alternate_stack[kAlternateStackBytes];

// Writes a CrashMessage without allocating: the heap may be what is broken.
class CrashWriter {
 public:
  template <typename Number>
  void number(Number value) {
    raw(&value, sizeof value);
  }
  void text(const char* value) {
    const auto size = static_cast<std::uint32_t>(std::min<std::size_t>(std::strlen(value), 512));
    number(size);
    raw(value, size);
  }
  void send() {
    number_at<std::uint32_t>(0, static_cast<std::uint32_t>(size_ - wire::kFrameHeaderBytes));
    bytes_[4] = static_cast<char>(wire::FrameKind::kCrash);
    // Without waiting: a full pipe must not turn a crash into a hang.
    ::fcntl(crash_pipe, F_SETFL, O_NONBLOCK);
    [[maybe_unused]] const ssize_t sent = ::write(crash_pipe, bytes_, size_);
  }

 private:
  template <typename Number>
  void number_at(std::size_t at, Number value) {
    std::memcpy(bytes_ + at, &value, sizeof value);
  }
  void raw(const void* from, std::size_t size) {
    if (size_ + size > sizeof bytes_) return;
    std::memcpy(bytes_ + size_, from, size);
    size_ += size;
  }

  static char bytes_[64 * 1024];
  std::size_t size_ = wire::kFrameHeaderBytes;
};
char CrashWriter::bytes_[64 * 1024];

void* instruction_of(const void* context) {
  [[maybe_unused]] const auto* user = static_cast<const ucontext_t*>(context);
#if defined(__x86_64__)
  return reinterpret_cast<void*>(user->uc_mcontext.gregs[REG_RIP]);
#elif defined(__aarch64__)
  return reinterpret_cast<void*>(user->uc_mcontext.pc);
#else
  return nullptr;
#endif
}

// The trace from the faulting instruction on: what the handler itself adds is dropped.
RawTrace crash_trace(void* instruction) {
  RawTrace all = current_trace();
  void** const begin = all.addresses.data();
  void** const end = begin + all.size;
  void** const fault = std::find(begin, end, instruction);
  RawTrace trace;
  trace.first_is_exact = fault != end;
  void** from = fault != end ? fault : begin;
  if (fault == end && instruction != nullptr && all.size < all.addresses.size()) {
    trace.addresses[trace.size++] = instruction;
    trace.first_is_exact = true;
  }
  for (; from != end; ++from) trace.addresses[trace.size++] = *from;
  return trace;
}

void on_fatal_signal(int signal, siginfo_t* info, void* context) {
  const RawTrace trace = crash_trace(instruction_of(context));
  CrashWriter out;
  out.number<std::int32_t>(signal);
  out.number<std::uint64_t>(reinterpret_cast<std::uintptr_t>(info->si_addr));
  out.number(static_cast<std::uint32_t>(trace.size));
  for (std::size_t i = 0; i < trace.size; ++i) {
    const ModuleOffset at = locate(trace, i);
    out.text(at.module);
    out.number<std::uint64_t>(at.offset);
    out.text(at.symbol);
  }
  out.send();
  // SA_RESETHAND has restored the default action. A fault happens again on return; a signal that
  // somebody sent does not, so send it again.
  if (info->si_code <= 0) ::raise(signal);
}

}  // namespace

void report_crashes_on(int answers) {
  crash_pipe = answers;
  stack_t stack{};
  stack.ss_sp = alternate_stack;
  stack.ss_size = sizeof alternate_stack;
  ::sigaltstack(&stack, nullptr);
  struct sigaction action {};
  action.sa_sigaction = on_fatal_signal;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK | static_cast<int>(SA_RESETHAND) | SA_NODEFER;
  for (const int signal : kFatalSignals) ::sigaction(signal, &action, nullptr);
}

}  // namespace brume::host
