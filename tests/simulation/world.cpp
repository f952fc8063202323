#include "tests/simulation/world.h"

#include <algorithm>
#include <cstdio>

#include "emulator/invoke/limits.h"

namespace brume::emulator::simulation {

using namespace std::chrono_literals;
using testing::Call;

namespace {

constexpr int kMaxArrivals = 40;

int account_limit(Chance& chance) {
  constexpr int kLimits[] = {4, 8, 1000};
  return kLimits[chance.below(std::size(kLimits))];
}

const char* word_of(Reply::End end) {
  switch (end) {
    case Reply::End::kSuccess:
      return "answered";
    case Reply::End::kFunctionError:
      return "function error";
    case Reply::End::kTimeout:
      return "timeout";
    case Reply::End::kCrash:
      return "crash";
    case Reply::End::kOutOfMemory:
      return "out of memory";
    case Reply::End::kInitError:
      return "init error";
  }
  return "?";
}

bool consists_of(std::string_view text, std::string_view piece) {
  while (text.starts_with(piece)) text.remove_prefix(piece.size());
  return text.empty();
}

}  // namespace

// Takes a streamed answer; notes what should not come.
class World::Sink final : public StreamSink {
 public:
  Sink(World& world, std::string request_id) : world_(world), request_id_(std::move(request_id)) {}

  void on_begin(std::string_view) override { expect_open(); }
  void on_chunk(std::string_view data) override {
    expect_open();
    world_.expect(data == Workers::piece_of(request_id_), "a stream got another call's piece");
  }

 private:
  void expect_open() {
    const bool open = std::any_of(world_.open_.begin(), world_.open_.end(), [&](const auto* state) {
      return state->request_id == request_id_ && !state->call->answered();
    });
    world_.expect(open, "a stream was written to after its call had been answered");
  }

  World& world_;
  std::string request_id_;
};

World::World(std::uint64_t seed, bool verbose)
    : chance_(seed),
      verbose_(verbose),
      account_limit_(account_limit(chance_)),
      hosting_(account_limit_),
      workers_(hosting_, chance_,
               verbose ? [this](const std::string& what) { say(what); } : Workers::Say()),
      arrivals_left_(1 + static_cast<int>(chance_.below(kMaxArrivals))) {
  add_functions();
  arrival_ = hosting_.time.start(0ms, [this] { arrive(); });
  if (chance_.percent(40)) change_ = hosting_.time.start(0ms, [this] { change(); });
  if (chance_.percent(25)) {
    end_ = hosting_.time.start(chance_.between(0s, 40s), [this] { end_the_emulator(); });
  }
}

World::~World() = default;

void World::add_functions() {
  const std::uint64_t count = 1 + chance_.below(3);
  for (std::uint64_t i = 0; i < count; ++i) {
    Function function;
    function.name = "f" + std::to_string(i);
    function.timeout = std::chrono::seconds(1 + chance_.below(5));
    if (chance_.percent(40)) function.reserved = static_cast<int>(chance_.below(3));
    hosting_.add(function.name, [&](FunctionConfig& config) {
      config.timeout = function.timeout;
      config.memory_mb = Workers::kMemoryMb;
      config.reserved_concurrency = function.reserved;
      config.json_logs = chance_.percent(20);
    });
    functions_.push_back(std::move(function));
  }
}

// --- what happens ---

std::optional<std::string> World::run() {
  while (!failure_ && hosting_.time.advance_to_next()) check();
  if (!failure_) check_end();
  return failure_;
}

void World::arrive() {
  auto state = std::make_unique<CallState>();
  state->request_id = hosting_.ids.uuid();
  state->function = chance_.below(functions_.size());
  state->begun = hosting_.now();
  state->streamed = chance_.percent(20);
  Event event;
  event.payload = "{}";
  event.request_id = state->request_id;
  event.log_tail = chance_.percent(20);
  if (state->streamed) event.stream = std::make_shared<Sink>(*this, state->request_id);
  say(state->request_id + " arrives for " + functions_[state->function].name);
  if (hosting_.invoker) {
    open_.push_back(state.get());
    state->call = hosting_.call(functions_[state->function].name, std::move(event));
    check_admission(*state);
    calls_.push_back(std::move(state));
  }
  if (--arrivals_left_ == 0) return;
  const Duration pause = chance_.percent(50) ? Duration(0) : chance_.between(0s, 3s);
  arrival_ = hosting_.time.start(pause, [this] { arrive(); });
}

// The function is replaced, as when its library or its template changed.
void World::change() {
  if (ending_ || arrivals_left_ == 0) return;
  Function& function = functions_[chance_.below(functions_.size())];
  FunctionConfig config = *hosting_.invoker->find(function.name);
  if (chance_.percent(30)) {
    function.reserved.reset();
    if (chance_.percent(60)) function.reserved = static_cast<int>(chance_.below(3));
  }
  config.reserved_concurrency = function.reserved;
  say(function.name + " is replaced");
  expect(hosting_.invoker->replace_function(std::move(config)).ok(), "it could not be replaced");
  // What runs already goes on, though the limits may be lower now.
  function.above_limit = function.running;
  unreserved_above_limit_ = unreserved_running();
  change_ = hosting_.time.start(chance_.between(0s, 5s), [this] { change(); });
}

void World::end_the_emulator() {
  ending_ = true;
  if (chance_.percent(50)) {
    say("the emulator shuts down");
    return hosting_.invoker->shut_down();
  }
  say("the emulator is gone");
  hosting_.invoker.reset();
  settle_answered();
  expect(open_.empty(), "the emulator went and left a caller without an answer");
}

// --- invariants ---

void World::expect(bool holds, std::string_view otherwise) {
  if (!holds && !failure_) failure_ = std::string(otherwise);
}

void World::check() {
  settle_answered();
  expect(workers_.violation().empty(), workers_.violation());
  check_concurrency();
  check_environments();
  for (const CallState* state : open_) {
    const Function& function = functions_[state->function];
    const Duration latest = state->begun + kInitTimeout + function.timeout + kExitGrace +
                            hosting_.symbolizer.takes +
                            workers_.held_by_debugger(state->request_id);
    if (hosting_.now() > latest) expect(false, state->request_id + " has had no answer in time");
  }
  if (verbose_) show_log();
}

// Takes what has been answered out of open_.
void World::settle_answered() {
  std::erase_if(open_, [this](const CallState* state) {
    if (!state->call->answered()) return false;
    check_answer(*state);
    return true;
  });
  for (Function& function : functions_) function.running = 0;
  for (const CallState* state : open_) ++functions_[state->function].running;
  for (Function& function : functions_) {
    function.peak = std::max(function.peak, function.running);
    function.above_limit = std::min(function.above_limit, function.running);
  }
  unreserved_above_limit_ = std::min(unreserved_above_limit_, unreserved_running());
}

void World::check_answer(const CallState& state) {
  expect(state.call->answers == 1, state.request_id + " was answered twice");
  workers_.answered(state.request_id);
  const Result<Reply>& result = *state.call->result;
  if (result.ok()) {
    ++ends_[word_of(result.value().end)];
    say(state.request_id + " ends: " + word_of(result.value().end));
    return check_reply(state, result.value());
  }
  const Error::Code code = result.error().code;
  ++ends_[code == Error::Code::kThrottled ? "throttled" : "refused"];
  expect(code == Error::Code::kThrottled || (ending_ && code == Error::Code::kUnavailable),
         state.request_id + " was refused: " + result.error().message);
}

void World::check_reply(const CallState& state, const Reply& reply) {
  const std::string& id = state.request_id;
  const Function& function = functions_[state.function];
  expect(reply.request_id == id, id + " got the reply of another call");
  expect(reply.duration >= 0s && reply.duration <= function.timeout + workers_.held_by_debugger(id),
         id + " ran longer than its timeout");
  expect(
      !reply.init_duration || *reply.init_duration <= kInitTimeout + workers_.held_by_debugger(id),
      id + " initialised longer than it may");
  expect(reply.max_memory_mb <= Workers::kMemoryMb, id + " used more memory than it may");
  if (reply.end == Reply::End::kSuccess) {
    expect(
        reply.payload == Workers::echo_of(id) || consists_of(reply.payload, Workers::piece_of(id)),
        id + " got an answer that is not its own: " + reply.payload);
  } else {
    expect(reply.payload.starts_with("{\"errorType\":"), id + " failed without an error object");
  }
  if (reply.end == Reply::End::kTimeout) {
    expect(reply.duration >= function.timeout, id + " timed out before its timeout");
  }
}

int World::unreserved_running() const {
  int count = 0;
  for (const Function& function : functions_) count += function.reserved ? 0 : function.running;
  return count;
}

int World::unreserved_limit() const {
  int limit = account_limit_;
  for (const Function& function : functions_) limit -= function.reserved.value_or(0);
  return limit;
}

// Right after a call arrived: throttled when the limit was reached, and only then.
void World::check_admission(const CallState& state) {
  settle_answered();
  const bool throttled = state.call->answered() && !state.call->result->ok() &&
                         state.call->result->error().code == Error::Code::kThrottled;
  if (!throttled) return check_concurrency();
  const Function& function = functions_[state.function];
  const bool full = function.reserved ? function.running >= *function.reserved
                                      : unreserved_running() >= unreserved_limit();
  expect(full, state.request_id + " was throttled though there was room");
}

void World::check_concurrency() {
  for (const Function& function : functions_) {
    expect(!function.reserved ||
               function.running <= std::max(*function.reserved, function.above_limit),
           "a function runs more than it has reserved");
  }
  expect(unreserved_running() <= std::max(unreserved_above_limit_, unreserved_limit()),
         "more runs than the account allows");
  if (hosting_.invoker) {
    expect(hosting_.invoker->running() == open_.size(),
           "the emulator counts other running calls than there are callers waiting");
  }
}

void World::check_environments() {
  const int alive = static_cast<int>(workers_.alive().size());
  if (!hosting_.invoker) return expect(alive == 0, "an environment outlives the emulator");
  const int known = static_cast<int>(hosting_.invoker->environments());
  expect(alive <= known, "an environment was lost");
  // Beside those alive: killed or ended ones whose calls are about to be answered.
  expect(known <= alive + static_cast<int>(open_.size()), "an ended environment is still held");
  for (const Function& function : functions_) {
    const auto count =
        std::count_if(workers_.alive().begin(), workers_.alive().end(),
                      [&](const auto* process) { return process->function == function.name; });
    expect(count <= function.peak, "a function has more environments than ever ran at once");
  }
}

void World::check_end() {
  expect(open_.empty(), "nothing is left to happen, and a caller has no answer");
  for (const auto& state : calls_) {
    expect(state->call->answers == 1, state->request_id + " was not answered exactly once");
  }
  expect(workers_.alive().empty(), "an idle environment was never ended");
  expect(!hosting_.invoker || hosting_.invoker->environments() == 0,
         "the emulator still holds an environment");
  check_log();
}

// Each call that ran has START, END and REPORT once and in this order, its own lines between them.
void World::check_log() {
  std::map<std::string, std::string> seen;
  for (const auto& line : hosting_.log.lines) {
    expect(line.text.find('\n') == std::string::npos, "a log line holds a line end");
    if (line.request_id.empty()) continue;
    std::string& letters = seen[line.request_id];
    expect(letters.find('R') == std::string::npos, line.request_id + " logged after REPORT");
    if (line.kind != LogRecord::Kind::kPlatform) continue;
    const bool json = line.text.starts_with("{");
    if (line.text.starts_with("START ") ||
        (json && line.text.find("platform.start") != line.text.npos)) {
      letters += 'S';
    } else if (line.text.starts_with("END ")) {
      letters += 'E';
    } else if (line.text.starts_with("REPORT ") ||
               (json && line.text.find("platform.report") != line.text.npos)) {
      letters += 'R';
    }
  }
  for (const auto& state : calls_) {
    if (!state->call->result->ok()) continue;
    const std::string& letters = seen[state->request_id];
    expect(letters == "SER" || letters == "SR",
           state->request_id + " logged '" + letters + "' instead of START, END, REPORT");
  }
}

// --- what a person sees ---

void World::say(const std::string& what) const {
  if (!verbose_) return;
  std::printf("%12.6f  %s\n", static_cast<double>(hosting_.now().count()) / 1e6, what.c_str());
}

void World::show_log() {
  for (; shown_ < hosting_.log.lines.size(); ++shown_) {
    std::printf("              | %s\n", hosting_.log.lines[shown_].text.c_str());
  }
}

}  // namespace brume::emulator::simulation
