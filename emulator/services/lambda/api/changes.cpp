#include "emulator/services/lambda/api/changes.h"

namespace brume::emulator::aws::lambda {

void Changes::begin(const std::string& function, VersionRecord::Change change) {
  functions_.set_change(function, change);
  running_[function] = timers_.start(kChangeShown, [this, function] { settle(function); });
}

void Changes::settle(const std::string& function) {
  const auto running = running_.find(function);
  if (running == running_.end()) return;
  const Timer ended = std::move(running->second);  // which may be what calls this
  running_.erase(running);
  if (!functions_.all().contains(function)) return;
  functions_.set_change(function, VersionRecord::Change::kNone);
  functions_.set_revision(function, {}, ids_.uuid());
}

}  // namespace brume::emulator::aws::lambda
