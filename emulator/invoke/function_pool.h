// The execution environments of one function: hands out an idle one or starts a new one, takes it
// back, ends what has been idle too long. How many may run at once is decided before, in
// concurrency.h, so there are never more environments than were ever admitted at once.
//
// Loop thread. Owns its environments.
#pragma once

#include <memory>
#include <unordered_map>
#include <vector>

#include "emulator/invoke/execution_environment.h"

namespace brume::emulator {

class FunctionPool final : private EnvironmentOwner {
 public:
  FunctionPool(FunctionConfig function, const InvokeServices& services);
  ~FunctionPool();

  const FunctionConfig& function() const { return function_; }

  // The idle environment used last, or a new one that is initialising.
  Environment& acquire();
  Environment& acquire_new(bool wait_for_debugger);
  // REQUIRES: the environment has no user. An exited one is discarded; a resting one is idle once
  // it has rested.
  void give_back(Environment& environment);
  // Nobody will begin here any more: idle environments end now, the others when they are given
  // back.
  void retire();
  bool retired() const { return retired_; }
  // Ends it, now if it is still running. The object lives until the loop's next turn.
  void discard(Environment& environment);

  std::size_t idle() const { return idle_.size(); }
  std::size_t environments() const { return all_.size(); }

 private:
  void on_ended(Environment& environment) override { discard(environment); }
  void on_rested(Environment& environment) override { give_back(environment); }
  void reap_idle();
  void arm_reaper();

  const FunctionConfig function_;
  const InvokeServices& services_;
  std::unordered_map<Environment*, std::unique_ptr<Environment>> all_;
  std::vector<Environment*> idle_;  // the one used last at the back
  std::vector<std::unique_ptr<Environment>> buried_;
  bool retired_ = false;
  Timer reaper_;
  Timer burial_;
};

}  // namespace brume::emulator
