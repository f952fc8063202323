// Takes memory and never gives it back. Event: {"mode": "heap", "mb": 16}
//   heap     past the function's memory limit, in this process (the default)
//   child    past the limit, in a forked child
//   keep     `mb` more with each invocation, then answers: a leak that takes many calls
// Stops at twice the limit plus kMargin_mb, so that a missing limit does not take the machine down.
#include <sys/wait.h>
#include <unistd.h>
#include <brume/json.hpp>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

namespace {

constexpr unsigned kMargin_mb = 64;
constexpr std::size_t kMegabyte = 1024 * 1024;

std::vector<std::unique_ptr<char[]>> taken;

void take(unsigned megabytes) {
  for (unsigned i = 0; i < megabytes; ++i) {
    auto block = std::make_unique<char[]>(kMegabyte);
    std::memset(block.get(), 0x5A, kMegabyte);  // memory counts when it is touched
    taken.push_back(std::move(block));
  }
}

void take_in_child(unsigned megabytes) {
  const pid_t child = fork();
  if (child == 0) {
    take(megabytes);
    _exit(0);
  }
  int status = 0;
  waitpid(child, &status, 0);
}

brume::json leak(const brume::json& event, const brume::Context& context) {
  const std::string mode = event.value("mode", "heap");
  const unsigned enough_mb = context.memory_limit_mb() * 2 + kMargin_mb;
  if (mode == "heap") {
    take(enough_mb);
  } else if (mode == "child") {
    take_in_child(enough_mb);
  } else if (mode == "keep") {
    take(event.value("mb", 16U));
  } else {
    throw brume::Error("Leak.UnknownMode", mode);
  }
  return {{"takenMb", taken.size()}};
}

}  // namespace

BRUME_HANDLER(handler, leak)
