// DynamoDB streams: what changed in a table, in the order of the changes.
// Source: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/
//         API_streams_StreamRecord.html
#pragma once

#include <chrono>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <brume/events/attribute_value.hpp>
#include <brume/fields.hpp>

namespace brume {

using AttributeMap = std::map<std::string, AttributeValue>;

struct DynamoDbStreamRecord {
  double approximate_creation_date_time = 0;  // seconds since 1970
  AttributeMap keys;
  AttributeMap new_image;  // empty after a removal, or when the stream's view has none
  AttributeMap old_image;  // empty after an insertion, or when the stream's view has none
  std::string sequence_number;
  std::int64_t size_bytes = 0;
  std::string stream_view_type;  // "NEW_AND_OLD_IMAGES", …
  json extra;

  std::chrono::system_clock::time_point created_at() const {
    return std::chrono::system_clock::time_point(std::chrono::milliseconds(
        static_cast<std::int64_t>(std::llround(approximate_creation_date_time * 1000))));
  }

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("ApproximateCreationDateTime", self.approximate_creation_date_time);
    each("Keys", self.keys);
    each("NewImage", self.new_image);
    each("OldImage", self.old_image);
    each("SequenceNumber", self.sequence_number);
    each("SizeBytes", self.size_bytes);
    each("StreamViewType", self.stream_view_type);
  }
};

struct DynamoDbRecord {
  // Who changed it, when it was not a caller: deletions by TTL come from a Service.
  struct UserIdentity {
    std::string type;
    std::string principal_id;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("type", self.type);
      each("principalId", self.principal_id);
    }
  };
  std::string event_id;
  std::string event_name;  // "INSERT", "MODIFY", "REMOVE"
  std::string event_version;
  std::string event_source;
  std::string event_source_arn;
  std::string aws_region;
  std::optional<UserIdentity> user_identity;
  DynamoDbStreamRecord dynamodb;
  json extra;

  bool is_expiry() const {
    return event_name == "REMOVE" && user_identity.has_value() &&
           user_identity->principal_id == "dynamodb.amazonaws.com";
  }

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("eventID", self.event_id);
    each("eventName", self.event_name);
    each("eventVersion", self.event_version);
    each("eventSource", self.event_source);
    each("eventSourceARN", self.event_source_arn);
    each("awsRegion", self.aws_region);
    each("userIdentity", self.user_identity);
    each("dynamodb", self.dynamodb);
  }
};

//   void on_change(const brume::DynamoDbEvent& event) {
//     for (const brume::DynamoDbRecord& record : event.records)
//       if (record.event_name == "INSERT") index(record.dynamodb.new_image);
//   }
//   BRUME_HANDLER(handler, on_change)
struct DynamoDbEvent {
  std::vector<DynamoDbRecord> records;
  json extra;  // window, state, … when the mapping has a tumbling window
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("Records", self.records);
  }
};

}  // namespace brume
