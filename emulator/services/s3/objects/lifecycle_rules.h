// What a bucket's lifecycle rules say of a version, a delete marker or an upload: whether it is to
// go by now. As S3, a day has passed at the next midnight UTC. Pure.
//
// Source: S3 User Guide, "Lifecycle configuration elements".
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/services/s3/model/bucket.h"
#include "emulator/services/s3/model/object.h"

namespace brume::emulator::storage {

// The first midnight UTC at or after `at`.
WallTime midnight_after(WallTime at);

// A version among those of its key.
struct VersionRank {
  std::optional<WallTime> noncurrent_since = {};  // absent: it is the latest
  int newer_noncurrent = 0;                       // so many are between it and the latest
  bool only = false;                              // there is no other
};
bool is_expired(const std::vector<LifecycleRule>& rules, const Object& object,
                const VersionRank& standing, WallTime now);
bool is_abandoned(const std::vector<LifecycleRule>& rules, const std::string& key,
                  WallTime initiated, WallTime now);
bool any_enabled(const std::vector<LifecycleRule>& rules);

}  // namespace brume::emulator::storage
