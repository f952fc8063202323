#include "emulator/services/s3/objects/lifecycle_runner.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "emulator/services/s3/objects/lifecycle_rules.h"

namespace brume::emulator::storage {

Lifecycle::Lifecycle(LifecycleServices services) : services_(std::move(services)) {
  look();
}

void Lifecycle::on_buckets_changed() {
  if (!midnight_) arm();
}

void Lifecycle::arm() {
  const std::vector<const Bucket*> buckets = services_.storage.buckets();
  const bool any = std::any_of(buckets.begin(), buckets.end(), [](const Bucket* bucket) {
    return any_enabled(bucket->config.lifecycle);
  });
  if (!any) return;
  const WallTime now = services_.clock.wall();
  const WallTime next = midnight_after(now + Duration(1));
  midnight_ = services_.timers.start(next - now, [this] { look(); });
}

void Lifecycle::look() {
  const Timer fired = std::move(midnight_);
  arm();
  if (!active_) active_ = services_.pending_work.begin();
  ++looking_;  // until all have been asked
  for (const Bucket* bucket : services_.storage.buckets()) {
    if (!any_enabled(bucket->config.lifecycle)) continue;
    ++looking_;
    services_.storage.expire(
        bucket->name, [this, name = bucket->name,
                       alive = std::weak_ptr<int>(alive_)](const Result<std::size_t>& expired) {
          if (!alive.expired()) on_looked(name, expired);
        });
  }
  if (--looking_ == 0) active_.reset();
}

void Lifecycle::on_looked(const std::string& bucket, const Result<std::size_t>& expired) {
  if (!expired) {
    services_.complain("the lifecycle of bucket " + bucket + ": " + expired.error().message);
  }
  if (--looking_ == 0) active_.reset();
}

}  // namespace brume::emulator::storage
