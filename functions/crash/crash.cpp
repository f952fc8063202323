// Ends its process in every way a process can end. Event: {"mode": "segv", "code": 3}
//   segv abort fpe ill bus stack double-free terminate   a fatal signal, come by honestly
//   kill raise                                           SIGKILL, or the signal `code`
//   exit quick-exit                                      exit(code), _exit(code); 0 when left out
//   thread                                               a segmentation fault on another thread
#include <sys/mman.h>
#include <unistd.h>
#include <brume/json.hpp>
#include <csignal>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>

// The faults are meant: no sanitizer may turn them into an error of its own.
#define DELIBERATE __attribute__((noinline, no_sanitize("undefined")))

namespace {

volatile int zero = 0;
volatile bool forever = true;

DELIBERATE void segv(int) {
  volatile std::uintptr_t nowhere = 64;
  *reinterpret_cast<volatile int*>(nowhere) = 1;
}

DELIBERATE void fpe(int) {
  zero = 1 / zero;
  std::raise(SIGFPE);  // where division by zero does not trap
}

DELIBERATE void ill(int) {
  __builtin_trap();
}

// The page past the end of a file that has shrunk.
DELIBERATE void bus(int) {
  const int file = memfd_create("bus", 0);
  if (file < 0 || ftruncate(file, 4096) != 0) return;
  void* page = mmap(nullptr, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  if (page == MAP_FAILED || ftruncate(file, 0) != 0) return;
  *static_cast<volatile char*>(page) = 1;
}

DELIBERATE int descend(int depth) {
  volatile char frame[4096];
  frame[0] = static_cast<char>(depth);
  if (!forever) return depth;
  return descend(depth + 1) + frame[0];
}

void stack(int) {
  zero = descend(0);
}

DELIBERATE void double_free(int) {
  void* volatile block = std::malloc(16);
  std::free(block);
  std::free(block);
}

void throw_code(int code) {
  throw code;
}
void terminate(int code) noexcept {
  throw_code(code);
}

void abort_now(int) {
  std::abort();
}
void kill_self(int) {
  std::raise(SIGKILL);
}
void raise_signal(int code) {
  std::raise(code);
}
void leave(int code) {
  std::exit(code);
}
void leave_quickly(int code) {
  _exit(code);
}
void on_another_thread(int code) {
  std::thread(segv, code).join();
}

brume::json crash(const brume::json& event) {
  static const std::map<std::string, void (*)(int)> kModes = {{"segv", segv},
                                                              {"abort", abort_now},
                                                              {"fpe", fpe},
                                                              {"ill", ill},
                                                              {"bus", bus},
                                                              {"stack", stack},
                                                              {"kill", kill_self},
                                                              {"raise", raise_signal},
                                                              {"double-free", double_free},
                                                              {"exit", leave},
                                                              {"quick-exit", leave_quickly},
                                                              {"terminate", terminate},
                                                              {"thread", on_another_thread}};
  const std::string mode = event.value("mode", "segv");
  const auto found = kModes.find(mode);
  if (found == kModes.end()) throw brume::Error("Crash.UnknownMode", mode);
  found->second(event.value("code", 0));
  return {{"survived", mode}};
}

}  // namespace

BRUME_HANDLER(handler, crash)
