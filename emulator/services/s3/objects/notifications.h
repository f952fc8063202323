// What a change to an object makes a bucket tell, and whom. Pure.
// Source: S3 User Guide, "Event message structure", "Event notification types and destinations".
#pragma once

#include <string>
#include <vector>

#include "emulator/services/s3/model/bucket.h"
#include "emulator/services/s3/model/object.h"
#include "emulator/services/s3/objects/storage.h"

namespace brume::emulator::storage {

struct Change {
  std::string event;  // without "s3:": "ObjectCreated:Put", "ObjectRemoved:DeleteMarkerCreated"
  Object object;
  Cause cause;
  WallTime at{};
  std::string sequencer;  // of the key: a later change has a greater one
};

// One message for one target, as it waits in the outbox.
struct Message {
  Notification::Target target = Notification::Target::kFunction;
  std::string arn;
  std::string payload;       // {"Records": […]}
  std::string trace_header;  // of the cause, or empty
};

// One for each configuration whose events and filters match.
std::vector<Message> messages_of(const Bucket& bucket, const Change& change);

}  // namespace brume::emulator::storage
