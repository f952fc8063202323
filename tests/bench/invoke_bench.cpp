// How long the door takes, beside the floor it stands on, in one run:
//   cold   Invoker::invoke to the first answer, against fork + dlopen + call from a small process
//   warm   the same in a running environment, against one round trip on a Unix socket
// Prints medians and ratios. Usage: invoke_bench [rounds [same|apart|free]]
//   same   both sides of every measurement on one processor
//   apart  the caller on one processor, its peer on another
//   free   wherever the system puts them
// Waking an idle virtual processor can take 40 us, many times a round trip: a ratio means something
// only when both of its sides pay for it, or neither does. So both are placed alike.
#include <dlfcn.h>
#include <sched.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include <brume/abi.h>

#include "tests/integration/hosting/real_hosting.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t kMessageBytes = 100;
constexpr int kBlock = 40;  // warm calls of one kind in a row

struct Series {
  std::vector<double> us;

  template <typename Action>
  void time(Action action) {
    const auto from = steady_clock::now();
    action();
    us.push_back(std::chrono::duration<double, std::micro>(steady_clock::now() - from).count());
  }
  double at(double quantile) {
    std::sort(us.begin(), us.end());
    return us[static_cast<std::size_t>(quantile * static_cast<double>(us.size() - 1))];
  }
  void print(const char* name) {
    std::printf("%-28s min %8.1f  p50 %8.1f  p90 %8.1f  p99 %8.1f us\n", name, at(0), at(0.5),
                at(0.9), at(0.99));
  }
};

[[noreturn]] void answer_once(const char* library, int socket) {
  void* const handle = dlopen(library, RTLD_NOW | RTLD_LOCAL);
  const auto handler = reinterpret_cast<brume_handler_fn>(dlsym(handle, "handler"));
  const brume_context context{};
  static int answers_to = socket;
  brume_call call{};
  call.abi_version = BRUME_ABI_VERSION;
  call.context = &context;
  call.event = {"{}", 2};
  call.remaining_ms = [](void*) -> std::int64_t { return 1000; };
  call.reply = [](void*, brume_bytes answer) {
    return write(answers_to, answer.data, answer.size) > 0 ? 0 : -1;
  };
  call.fail = [](void*, brume_bytes, brume_bytes, brume_bytes) { return 0; };
  handler(&call);
  _exit(0);
}

// A small process that forks, loads and calls on request: what no design can do without.
class BareForker {
 public:
  explicit BareForker(const char* library) {
    socketpair(AF_UNIX, SOCK_STREAM, 0, requests_);
    socketpair(AF_UNIX, SOCK_STREAM, 0, answers_);
    pid_ = fork();
    if (pid_ == 0) serve(library);
    close(requests_[1]);
  }
  ~BareForker() {
    close(requests_[0]);
    waitpid(pid_, nullptr, 0);
    close(answers_[0]);
    close(answers_[1]);
  }
  void call() const {
    char answer[4096];
    if (write(requests_[0], "x", 1) != 1 || read(answers_[0], answer, sizeof answer) <= 0) abort();
  }

 private:
  [[noreturn]] void serve(const char* library) const {
    close(requests_[0]);
    char request;
    while (read(requests_[1], &request, 1) == 1) {
      const pid_t child = fork();
      if (child == 0) answer_once(library, answers_[1]);
      waitpid(child, nullptr, 0);
    }
    _exit(0);
  }
  int requests_[2], answers_[2];
  pid_t pid_;
};

// A process that sends back what it gets.
class BareEcho {
 public:
  BareEcho() {
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends_);
    pid_ = fork();
    if (pid_ != 0) {
      close(ends_[1]);
      return;
    }
    close(ends_[0]);
    char bytes[kMessageBytes];
    while (read(ends_[1], bytes, sizeof bytes) == sizeof bytes) {
      if (write(ends_[1], bytes, sizeof bytes) != sizeof bytes) break;
    }
    _exit(0);
  }
  ~BareEcho() {
    close(ends_[0]);
    waitpid(pid_, nullptr, 0);
  }
  void round_trip() const {
    char bytes[kMessageBytes] = {};
    if (write(ends_[0], bytes, sizeof bytes) != sizeof bytes) abort();
    if (read(ends_[0], bytes, sizeof bytes) != sizeof bytes) abort();
  }

 private:
  int ends_[2];
  pid_t pid_;
};

void run_on(std::size_t processor) {
  cpu_set_t set;
  CPU_ZERO(&set);
  CPU_SET(processor, &set);
  if (sched_setaffinity(0, sizeof set, &set) != 0) std::perror("sched_setaffinity");
}

void call_door(RealHosting& hosting, const std::string& function) {
  std::optional<Result<Reply>> result;
  hosting.start(function, Event{.payload = "{}"}, result);
  while (!result) hosting.loop.run_once(true);
  if (!result->ok() || result->value().function_error()) abort();
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 500;
  const std::string placement = argc > 2 ? argv[2] : "same";
  const std::string library = std::string(BRUME_FUNCTIONS_DIR) + "/hello.so";
  // What is started from here on inherits the peers' processor.
  if (placement != "free") run_on(placement == "apart" ? 1 : 0);
  // The floors fork before there is anything in this process that would make forking slower.
  const BareForker forker(library.c_str());
  const BareEcho echo;
  RealHosting hosting;
  hosting.log.keep = false;
  const std::string warm = hosting.add("hello.handler", {}, "warm");
  std::vector<std::string> cold;
  for (int i = 0; i < rounds; ++i) {
    cold.push_back(hosting.add("hello.handler", {}, "cold" + std::to_string(i)));
  }
  call_door(hosting, warm);
  forker.call();
  if (placement != "free") run_on(0);
  std::printf("placement: %s\n", placement.c_str());

  Series bare_cold, door_cold, bare_warm, door_warm;
  for (int i = 0; i < rounds; ++i) {
    bare_cold.time([&] { forker.call(); });
    door_cold.time([&] { call_door(hosting, cold[static_cast<std::size_t>(i)]); });
  }
  // In blocks: alternating call by call, each would pay for the other's move between processors.
  for (int i = 0; i < rounds; ++i) {
    for (int j = 0; j < kBlock; ++j) bare_warm.time([&] { echo.round_trip(); });
    for (int j = 0; j < kBlock; ++j) door_warm.time([&] { call_door(hosting, warm); });
  }
  bare_cold.print("fork + dlopen + call");
  door_cold.print("door, cold");
  std::printf("%-28s %.2f (at most 2), under 1000 us: %s\n", "cold / floor",
              door_cold.at(0.5) / bare_cold.at(0.5), door_cold.at(0.5) < 1000 ? "yes" : "no");
  bare_warm.print("socket round trip");
  door_warm.print("door, warm");
  std::printf("%-28s %.2f (at most 3)\n", "warm / floor", door_warm.at(0.5) / bare_warm.at(0.5));
  return 0;
}
