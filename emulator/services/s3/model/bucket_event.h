// What a bucket has told a function, read back from the event: for those who see events on their
// way. Pure.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace brume::emulator::storage {

struct BucketEvent {
  std::string bucket;
  std::string key;      // as it was put
  std::string name;     // "ObjectCreated:Put"
  std::string etag;     // empty of what was removed
  std::string host_id;  // Cause::host_id
  std::string sequencer;
};

// Nothing when it is not a message of messages_of().
std::optional<BucketEvent> read_bucket_event(std::string_view payload);

}  // namespace brume::emulator::storage
