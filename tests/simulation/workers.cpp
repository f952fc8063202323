#include "tests/simulation/workers.h"

#include <csignal>
#include <iterator>

#include "emulator/invoke/limits.h"

namespace brume::emulator::simulation {

using namespace std::chrono_literals;
using testing::FakeProcess;
using wire::FrameKind;

namespace {

constexpr std::uint64_t kMb = 1024 * 1024;
constexpr int kSignals[] = {SIGSEGV, SIGABRT, SIGKILL, SIGBUS, SIGFPE, SIGILL, SIGTERM};

}  // namespace

Workers::Workers(testing::FakeHosting& hosting, Chance& chance, Say say)
    : hosting_(hosting), chance_(chance), say_(std::move(say)) {
  constexpr int kWickedness[] = {0, 5, 30, 90};
  wicked_percent_ = kWickedness[chance_.below(std::size(kWickedness))];
  hosting_.launcher.on_launch = [this](FakeProcess& process) { on_launch(process); };
}

void Workers::after(Duration delay, FakeProcess& process, Action action) {
  timers_.push_back(
      hosting_.time.start(delay, [this, &process, action] { (this->*action)(process); }));
}

void Workers::say(const FakeProcess& process, const char* what) {
  if (!say_) return;
  say_(process.function + " in " + process.log_stream.substr(20, 6) + " " + what);
}

void Workers::answered(const std::string& request_id) {
  const auto found = given_.find(request_id);
  if (found != given_.end()) found->second.answered = true;
}

// It was given that call, and the call has not been answered.
bool Workers::serves(const FakeProcess& process, std::size_t index) const {
  const auto found = given_.find(process.invokes[index].request_id);
  return found != given_.end() && found->second.process == &process &&
         found->second.index == index && !found->second.answered;
}

bool Workers::asked(const FakeProcess& process) const {
  return !process.invokes.empty() && serves(process, process.invokes.size() - 1);
}

Duration Workers::held_by_debugger(const std::string& request_id) const {
  const auto found = held_.find(request_id);
  return found == held_.end() ? Duration{0} : found->second;
}

const std::vector<FakeProcess*>& Workers::alive() {
  std::erase_if(alive_, [](const FakeProcess* p) { return !p->alive() || p->kills > 0; });
  return alive_;
}

// --- what the emulator does to them ---

void Workers::on_launch(FakeProcess& process) {
  say(process, "is started");
  alive_.push_back(&process);
  process.on_invoke = [this](FakeProcess& invoked) { on_invoke(invoked); };
  process.on_kill = [this, confirm = process.on_kill](FakeProcess& killed) {
    on_kill(killed);
    confirm(killed);
  };
  initialise(process);
}

void Workers::on_invoke(FakeProcess& process) {
  if (process.kills > 0) violation_ = "a killed environment was given a call";
  const std::size_t last = process.invokes.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    if (serves(process, i)) violation_ = "an environment was given a call while it served another";
  }
  given_[process.invokes[last].request_id] = {&process, last};
  say(process, ("is given " + process.invokes.back().request_id).c_str());
  look_strange(process);
  serve(process);
}

void Workers::on_kill(FakeProcess& process) {
  if (process.kills == 1) say(process, "is killed");
  // How long the next kill takes to be confirmed; now and then for ever.
  hosting_.launcher.kill_takes = chance_.around(kExitGrace);
  if (chance_.percent(5)) hosting_.launcher.kill_takes.reset();
}

// --- initialising ---

void Workers::initialise(FakeProcess& process) {
  if (!chance_.percent(wicked_percent_)) {
    return after(chance_.between(0ms, 300ms), process, &Workers::become_ready);
  }
  switch (chance_.below(6)) {
    case 0:
      return after(chance_.around(kInitTimeout), process, &Workers::become_ready);
    case 1:
      return after(chance_.around(1s), process, &Workers::fail_init);
    case 2:
      return after(chance_.between(0ms, 1s), process, &Workers::exit);
    case 3:
      return after(0ms, process, &Workers::fail_to_start);
    case 4:
      return after(chance_.around(kInitTimeout), process, &Workers::hang_up);
    default:
      return;  // never ends
  }
}

void Workers::become_ready(FakeProcess& process) {
  say(process, "is ready");
  process.ready();
  if (chance_.percent(1)) process.ready();
  if (asked(process)) serve(process);
}

void Workers::fail_init(FakeProcess& process) {
  say(process, "cannot initialise");
  process.init_failed(chance_.percent(50) ? "Runtime.ImportModuleError" : "Runtime.ExitError",
                      "a line\nand another");
  // Its exit follows: in the same turn, later, or never.
  if (chance_.percent(40)) return exit(process);
  if (chance_.percent(80)) after(chance_.around(kExitGrace), process, &Workers::exit);
}

void Workers::fail_to_start(FakeProcess& process) {
  say(process, "could not be started");
  process.exit({SIGKILL, 0, "fork: resource temporarily unavailable"});
}

// --- serving ---

// Twice for a cold call, when it is given and when the environment is ready: both may answer.
void Workers::serve(FakeProcess& process) {
  process.print("serving\nunfinish");
  process.print_unread("ed line\n");
  if (chance_.percent(wicked_percent_)) return misbehave(process);
  const Duration takes = chance_.between(1ms, 800ms);
  after(takes, process, chance_.percent(20) ? &Workers::answer_in_pieces : &Workers::answer);
}

void Workers::misbehave(FakeProcess& process) {
  constexpr Action kActions[] = {&Workers::answer,        &Workers::answer_and_exit,
                                 &Workers::fail_call,     &Workers::answer_for_another,
                                 &Workers::exit,          &Workers::answer_in_pieces,
                                 &Workers::crash,         &Workers::break_off_stream,
                                 &Workers::hang_up,       &Workers::flood,
                                 &Workers::speak_unasked, &Workers::attach_debugger};
  const std::uint64_t which = chance_.below(std::size(kActions) + 1);
  if (which == std::size(kActions)) return say(process, "hangs");
  after(chance_.around(process.invokes.back().timeout), process, kActions[which]);
}

void Workers::look_strange(FakeProcess& process) {
  process.vitals.debugged = false;  // who looked at the call before has let go
  process.vitals.rss_bytes = (1 + chance_.below(120)) * kMb;
  if (chance_.percent(wicked_percent_ / 4)) process.vitals.rss_bytes = (kMemoryMb + 1) * kMb;
}

void Workers::answer(FakeProcess& process) {
  if (!asked(process)) return;
  say(process, "answers");
  const std::uint64_t peak = chance_.percent(wicked_percent_ / 8) ? 2 * kMemoryMb * kMb : 30 * kMb;
  process.reply(echo_of(process.invokes.back().request_id), peak);
  // An idle environment that does what it should not.
  if (chance_.percent(wicked_percent_ / 4)) {
    after(chance_.around(1s), process, &Workers::speak_unasked);
  }
}

void Workers::answer_and_exit(FakeProcess& process) {
  answer(process);
  exit(process);
}

void Workers::answer_in_pieces(FakeProcess& process) {
  if (!asked(process)) return;
  say(process, "answers in pieces");
  const std::string id = process.invokes.back().request_id;
  process.stream(FrameKind::kStreamBegin, "text/plain");
  for (std::uint64_t pieces = chance_.below(5); pieces > 0; --pieces) {
    process.stream(FrameKind::kStreamChunk, piece_of(id));
  }
  process.stream(FrameKind::kStreamEnd, "", 30 * kMb);
}

void Workers::break_off_stream(FakeProcess& process) {
  if (!asked(process)) return;
  say(process, "breaks off in the middle of its answer");
  process.stream(FrameKind::kStreamBegin, "text/plain");
  process.stream(FrameKind::kStreamChunk, piece_of(process.invokes.back().request_id));
  if (chance_.percent(50)) exit(process);
}

void Workers::answer_for_another(FakeProcess& process) {
  say(process, "answers for another call");
  for (std::uint64_t times = 1 + chance_.below(20); times > 0; --times) {
    process.reply_to("00000000-0000-4000-8000-000000000000", "stolen");
  }
}

void Workers::flood(FakeProcess& process) {
  if (process.invokes.empty()) return;
  say(process, "floods");
  const std::string echo = echo_of(process.invokes.back().request_id);
  for (int i = 0; i < 50; ++i) process.reply(echo);
}

void Workers::fail_call(FakeProcess& process) {
  if (!asked(process)) return;
  say(process, "reports an error");
  FunctionError error;
  if (chance_.percent(70)) error.type = chance_.percent(50) ? "Runtime.ExitError" : "E\"\n";
  if (chance_.percent(70)) error.message = "two\nlines";
  if (chance_.percent(50)) error.frames = {{"lib.so", 16, "f"}};
  process.fail(std::move(error));
}

void Workers::exit(FakeProcess& process) {
  if (process.exited()) return;
  say(process, "exits");
  if (chance_.percent(50)) return process.exit_with(static_cast<int>(chance_.below(4)));
  process.die_of(kSignals[chance_.below(std::size(kSignals))], 64 * kMb);
}

void Workers::crash(FakeProcess& process) {
  say(process, "crashes");
  process.crash(SIGSEGV, {{"lib.so", 16, "boom"}});
  if (chance_.percent(80)) after(chance_.between(0ms, 5ms), process, &Workers::exit);
}

void Workers::hang_up(FakeProcess& process) {
  say(process, "hangs up");
  process.close_socket();
  if (chance_.percent(60)) after(chance_.around(kExitGrace), process, &Workers::exit);
}

void Workers::attach_debugger(FakeProcess& process) {
  if (!asked(process) || process.vitals.debugged) return;
  say(process, "has a debugger attached");
  process.vitals.debugged = true;
  const Duration held = chance_.between(0s, 20s);
  held_[process.invokes.back().request_id] += held + 3 * kLookAtMost;
  after(held, process, &Workers::detach_debugger);
}

void Workers::detach_debugger(FakeProcess& process) {
  say(process, "is left by its debugger");
  process.vitals.debugged = false;
}

void Workers::speak_unasked(FakeProcess& process) {
  if (process.invokes.empty()) return;
  switch (chance_.below(5)) {
    case 0:
      return answer_for_another(process);
    case 1:
      return hang_up(process);
    case 2:
      return exit(process);
    case 3:
      say(process, "prints");
      return process.print("from a thread of its own\n");
    default:
      if (asked(process)) return;
      say(process, "sends a piece of an answer again");
      return process.stream(FrameKind::kStreamChunk, piece_of(process.invokes.back().request_id));
  }
}

}  // namespace brume::emulator::simulation
