// One simulated run: callers, functions and workers that misbehave at random, all from one seed,
// behind the real Invoker and on virtual time. After each step the invariants are checked.
//
// Single-threaded. The same seed gives the same run, on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/simulation/chance.h"
#include "tests/simulation/workers.h"
#include "tests/unit/invoke/fake_workers.h"

namespace brume::emulator::simulation {

class World {
 public:
  // `verbose`: everything that happens is printed to standard output.
  World(std::uint64_t seed, bool verbose);
  ~World();

  // Runs to the end. The first invariant that did not hold, or nothing.
  std::optional<std::string> run();
  // For the summary: how many calls ended in which way.
  const std::map<std::string, int>& ends() const { return ends_; }

 private:
  class Sink;
  struct CallState {
    std::string request_id;
    std::size_t function = 0;
    Duration begun{0};
    bool streamed = false;
    std::shared_ptr<testing::Call> call;
  };
  struct Function {
    std::string name;
    std::optional<int> reserved;
    Duration timeout{0};
    int running = 0;
    int peak = 0;
    int above_limit = 0;  // runs since before its limit was lowered
  };

  void add_functions();
  void arrive();
  void change();
  void end_the_emulator();

  // Invariants.
  void check();
  void settle_answered();
  void check_answer(const CallState& state);
  void check_reply(const CallState& state, const Reply& reply);
  void check_admission(const CallState& state);
  void check_concurrency();
  void check_environments();
  void check_end();
  void check_log();
  int unreserved_running() const;
  int unreserved_limit() const;
  void expect(bool holds, std::string_view otherwise);
  void say(const std::string& what) const;
  void show_log();

  Chance chance_;
  const bool verbose_;
  int account_limit_;
  testing::FakeHosting hosting_;
  Workers workers_;
  std::vector<Function> functions_;
  std::vector<std::unique_ptr<CallState>> calls_;
  std::vector<CallState*> open_;  // not answered yet
  int arrivals_left_;
  Timer arrival_;
  Timer change_;
  Timer end_;
  bool ending_ = false;
  int unreserved_above_limit_ = 0;
  std::size_t shown_ = 0;
  std::optional<std::string> failure_;
  std::map<std::string, int> ends_;
};

}  // namespace brume::emulator::simulation
