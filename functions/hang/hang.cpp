// Never answers. Event: {"mode": "sleep"}
//   spin sleep block      busy, asleep, waiting for bytes that nobody writes
//   ignore-signals        busy, with every signal ignored or blocked that can be
//   stop                  stopped by SIGSTOP
//   fork setsid           leaves children behind that hang too; `setsid` in sessions of their own
//   close                 closes every file descriptor, then spins
//   finite                sleeps `ms` milliseconds and answers after all
// Children give up after kChildLife, so that a failing test leaves nothing on the machine for long.
#include <unistd.h>
#include <brume/json.hpp>
#include <csignal>
#include <cstdlib>
#include <map>
#include <string>

namespace {

constexpr unsigned kChildLife_s = 120;
constexpr int kChildren = 3;
volatile bool forever = true;

void spin() {
  while (forever) {
  }
}

void sleep_on() {
  while (forever) pause();
}

void ignore_signals() {
  for (int number = 1; number < NSIG; ++number) std::signal(number, SIG_IGN);
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, nullptr);
  spin();
}

void stop() {
  std::raise(SIGSTOP);
  sleep_on();
}

void hang_with_children(bool own_session) {
  for (int i = 0; i < kChildren; ++i) {
    if (fork() != 0) continue;
    if (own_session) setsid();
    std::signal(SIGTERM, SIG_IGN);
    std::signal(SIGHUP, SIG_IGN);
    sleep(kChildLife_s);
    _exit(0);
  }
  sleep_on();
}

void with_children() {
  hang_with_children(false);
}
void with_sessions() {
  hang_with_children(true);
}

void close_all() {
  for (int fd = 0; fd < 4096; ++fd) close(fd);
  spin();
}

void block() {
  int ends[2];
  char byte = 0;
  if (pipe(ends) != 0) return;
  while (read(ends[0], &byte, 1) < 0) {
  }
}

brume::json hang(const brume::json& event) {
  static const std::map<std::string, void (*)()> kModes = {
      {"spin", spin},       {"sleep", sleep_on},     {"ignore-signals", ignore_signals},
      {"stop", stop},       {"fork", with_children}, {"setsid", with_sessions},
      {"close", close_all}, {"block", block}};
  const std::string mode = event.value("mode", "sleep");
  if (mode == "finite") {
    usleep(event.value("ms", 100U) * 1000);
    return {{"slept", event.value("ms", 100U)}};
  }
  const auto found = kModes.find(mode);
  if (found == kModes.end()) throw brume::Error("Hang.UnknownMode", mode);
  found->second();
  return {{"survived", mode}};
}

}  // namespace

BRUME_HANDLER(handler, hang)
