#include "emulator/invoke/function_pool.h"

#include <algorithm>

#include "emulator/invoke/limits.h"

namespace brume::emulator {

FunctionPool::FunctionPool(FunctionConfig function, const InvokeServices& services)
    : function_(std::move(function)), services_(services) {}

FunctionPool::~FunctionPool() = default;

Environment& FunctionPool::acquire() {
  if (idle_.empty()) return acquire_new(false);
  Environment& environment = *idle_.back();
  idle_.pop_back();
  return environment;
}

Environment& FunctionPool::acquire_new(bool wait_for_debugger) {
  EnvironmentOwner& self = *this;
  auto made = std::make_unique<Environment>(function_, services_, wait_for_debugger, self);
  Environment& environment = *made;
  all_.emplace(&environment, std::move(made));
  return environment;
}

void FunctionPool::give_back(Environment& environment) {
  if (retired_ || environment.exited()) return discard(environment);
  if (environment.resting()) return;
  environment.set_idle_since(services_.clock.monotonic());
  idle_.push_back(&environment);
  if (!reaper_) arm_reaper();
}

void FunctionPool::retire() {
  retired_ = true;
  const std::vector<Environment*> idle = idle_;
  for (Environment* environment : idle) discard(*environment);
}

void FunctionPool::discard(Environment& environment) {
  std::erase(idle_, &environment);
  auto node = all_.extract(&environment);
  BRUME_CHECK(!node.empty());
  environment.abandon();
  // It may be the environment's own callback that brought us here.
  buried_.push_back(std::move(node.mapped()));
  if (!burial_) {
    burial_ = services_.timers.start(Duration{0}, [this] {
      const Timer fired = std::move(burial_);
      buried_.clear();
    });
  }
}

void FunctionPool::arm_reaper() {
  const auto age = services_.clock.monotonic() - idle_.front()->idle_since();
  reaper_ =
      services_.timers.start(std::max(kIdleTimeout - age, Duration{0}), [this] { reap_idle(); });
}

void FunctionPool::reap_idle() {
  const Timer fired = std::move(reaper_);
  const MonotonicTime now = services_.clock.monotonic();
  const std::vector<Environment*> idle = idle_;
  for (Environment* environment : idle) {
    if (now - environment->idle_since() >= kIdleTimeout) discard(*environment);
  }
  if (!idle_.empty()) arm_reaper();
}

}  // namespace brume::emulator
