// The notifications of a change to an object, and their targets. Pure.
// Source: S3 User Guide, "Event message structure", "Event notification types and destinations".
#pragma once

#include <string>
#include <vector>

#include "emulator/delivery/message.h"
#include "emulator/delivery/retry_policy.h"
#include "emulator/services/s3/model/bucket.h"
#include "emulator/services/s3/model/object.h"
#include "emulator/services/s3/objects/storage_types.h"

namespace brume::emulator::storage {

struct Change {
  std::string event;  // without "s3:": "ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated"
  Object object;
  Cause cause;
  WallTime at{};
  std::string sequencer;  // of the key: a later change has a greater one
};

// Until it is taken; a function that is not here is waited for.
inline constexpr delivery::RetryPolicy kNotificationRetries{
    .attempts_max = delivery::RetryPolicy::kAnyAttempts,
    .age_max = delivery::RetryPolicy::kAnyAge,
    .back_off_first = std::chrono::milliseconds(200),
    .back_off_longest = std::chrono::seconds(30),
    .waits_for_target = true};

// One for each configuration whose events and filters match; the payload is {"Records": […]}.
std::vector<delivery::Message> messages_of(const Bucket& bucket, const Change& change);

}  // namespace brume::emulator::storage
