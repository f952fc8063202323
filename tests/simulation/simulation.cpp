// Runs the emulator's core against workers, callers and a clock that chance rules.
//   simulation --seeds N [--from FIRST]   runs N seeds, quietly; the first failing one is named
//   simulation --seed N                   runs one and prints everything that happens
//   simulation --queue ...                the same of the asynchronous queue
//   simulation --outbox ...               the same of an outbox
//   simulation --polling ...              the same of event source mappings
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iterator>
#include <map>
#include <string>
#include <string_view>

#include "tests/simulation/outbox_world.h"
#include "tests/simulation/poller_world.h"
#include "tests/simulation/queue_world.h"
#include "tests/simulation/world.h"

namespace {

using brume::emulator::simulation::OutboxWorld;
using brume::emulator::simulation::PollerWorld;
using brume::emulator::simulation::QueueWorld;
using brume::emulator::simulation::World;

char how_to_replay[128];  // for the signal handler

void on_fatal(int signal) {
  const auto wrote = ::write(STDERR_FILENO, how_to_replay, std::strlen(how_to_replay));
  static_cast<void>(wrote);
  std::signal(signal, SIG_DFL);
  std::raise(signal);
}

using Ends = std::map<std::string, int>;

// What can be simulated, and the words for it.
struct Subject {
  const char* option;  // empty: the core, which needs none
  bool (*run)(std::uint64_t seed, bool verbose, const Subject& subject, Ends& ends);
  const char* held;
};

// Whether everything held; adds to `ends`.
template <typename Simulated>
bool run(std::uint64_t seed, bool verbose, const Subject& subject, Ends& ends) {
  const auto number = static_cast<unsigned long long>(seed);
  std::snprintf(how_to_replay, sizeof how_to_replay,
                "simulation: seed %llu failed; replay it with %s --seed %llu\n", number,
                subject.option, number);
  Simulated world(seed, verbose);
  const auto failure = world.run();
  for (const auto& [end, count] : world.ends()) ends[end] += count;
  if (failure) {
    std::fflush(stdout);
    std::fprintf(stderr, "%ssimulation: %s\n", how_to_replay, failure->c_str());
  }
  return !failure;
}

constexpr Subject kSubjects[] = {
    {"", run<World>, " each exactly once and in time"},
    {"--queue", run<QueueWorld>, " and nothing was lost"},
    {"--outbox", run<OutboxWorld>, " and nothing was lost"},
    {"--polling", run<PollerWorld>, " and nothing was lost"},
};

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t first = 1;
  std::uint64_t count = 1000;
  bool verbose = false;
  const Subject* subject = &kSubjects[0];
  for (int i = 1; i < argc; ++i) {
    const std::string_view option = argv[i];
    const Subject* const chosen =
        std::find_if(std::begin(kSubjects), std::end(kSubjects),
                     [option](const Subject& each) { return each.option == option; });
    if (chosen != std::end(kSubjects)) {
      subject = chosen;
      continue;
    }
    const std::uint64_t value = i + 1 < argc ? std::strtoull(argv[++i], nullptr, 10) : 0;
    if (option == "--seed") {
      first = value;
      count = 1;
      verbose = true;
    } else if (option == "--seeds") {
      count = value;
    } else if (option == "--from") {
      first = value;
    } else {
      std::fprintf(
          stderr,
          "usage: %s [--queue | --outbox | --polling] --seeds N [--from FIRST] | --seed N\n",
          argv[0]);
      return 2;
    }
  }
  for (const int signal : {SIGABRT, SIGSEGV, SIGBUS, SIGFPE}) std::signal(signal, on_fatal);
  Ends ends;
  for (std::uint64_t seed = first; seed < first + count; ++seed) {
    if (!subject->run(seed, verbose, *subject, ends)) return 1;
  }
  std::printf("%llu seeds held:", static_cast<unsigned long long>(count));
  for (const auto& [end, times] : ends) std::printf(" %d %s,", times, end.c_str());
  std::puts(subject->held);
  return 0;
}
