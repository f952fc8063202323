// Misbehaves before its first event. The environment variable INIT_MODE says how:
//   spin sleep         never ends
//   slow               sleeps INIT_MS milliseconds, then is ready
//   exit               exit(INIT_CODE)
//   throw error int    std::runtime_error, brume::Error of type Badinit.Refused, an int
//   abort segv         a fatal signal
//   (anything else)    is ready at once
// INIT_PHASE=load does it while the library is being loaded instead of in its init function.
#include <unistd.h>
#include <brume/json.hpp>
#include <csignal>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace {

volatile bool forever = true;
int starts = 0;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

void misbehave() {
  const std::string mode = variable("INIT_MODE");
  while (mode == "spin" && forever) {
  }
  while (mode == "sleep") pause();
  if (mode == "slow") usleep(static_cast<useconds_t>(std::stoul(variable("INIT_MS")) * 1000));
  if (mode == "exit") std::exit(std::atoi(variable("INIT_CODE").c_str()));
  if (mode == "throw") throw std::runtime_error("the configuration is missing");
  if (mode == "error") throw brume::Error("Badinit.Refused", "this environment will not start");
  if (mode == "int") throw 42;
  if (mode == "abort") std::abort();
  if (mode == "segv") std::raise(SIGSEGV);
}

[[gnu::constructor]] void on_load() {
  if (variable("INIT_PHASE") == "load") misbehave();
}

void start() {
  ++starts;
  if (variable("INIT_PHASE") != "load") misbehave();
}

brume::json answer() {
  return {{"starts", starts}};
}

}  // namespace

BRUME_INIT(start)
BRUME_HANDLER(handler, answer)
