#include "emulator/services/s3/objects/notifications.h"

#include <algorithm>

#include "emulator/text/json_text.h"
#include "emulator/text/percent.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::storage {
namespace {

constexpr std::string_view kOwner = "123456789012";
// What S3 does by itself is done in its own name.
constexpr std::string_view kService = "s3.amazonaws.com";

// `wanted`: "s3:ObjectCreated:*" or a whole name; `event`: without "s3:".
bool names(std::string_view wanted, std::string_view event) {
  if (!wanted.starts_with("s3:")) return false;
  wanted.remove_prefix(3);
  if (!wanted.ends_with(":*")) return wanted == event;
  wanted.remove_suffix(1);
  return event.starts_with(wanted);
}

bool concerns(const Notification& target, const Change& change) {
  return std::any_of(
             target.events.begin(), target.events.end(),
             [&change](const std::string& wanted) { return names(wanted, change.event); }) &&
         change.object.key.starts_with(target.prefix) && change.object.key.ends_with(target.suffix);
}

std::string principal(std::string_view id) {
  return JsonObject().text("principalId", id).finish();
}

// Events that later versions of the structure brought say so.
std::string_view version_of(const Change& change) {
  const std::string_view event = change.event;
  return event.starts_with("ObjectCreated:") || event.starts_with("ObjectRemoved:") ? "2.1" : "2.3";
}

// What is gone has neither size nor eTag; a delete marker has the eTag of nothing. Only what
// creates and deletes has a place in a sequence.
std::string object_json(const Change& change) {
  const std::string_view event = change.event;
  const Object& object = change.object;
  JsonObject members;
  members.text("key", form_encode(object.key));
  if (event.starts_with("ObjectCreated:"))
    members.number("size", static_cast<long long>(object.size));
  if (event.ends_with(":DeleteMarkerCreated")) {
    members.text("eTag", "d41d8cd98f00b204e9800998ecf8427e");
  } else if (!event.ends_with(":Delete") || event.starts_with("ObjectTagging:")) {
    members.text("eTag", object.etag);
  }
  if (object.version_id != kNullVersion && !object.version_id.empty()) {
    members.text("versionId", object.version_id);
  }
  if (!event.starts_with("ObjectTagging:") && !event.starts_with("ObjectAcl:")) {
    members.text("sequencer", change.sequencer);
  }
  return members.finish();
}

std::string bucket_arn(const Bucket& bucket) {
  return "arn:aws:s3:::" + bucket.name;
}

std::string bucket_json(const Bucket& bucket) {
  return JsonObject()
      .text("name", bucket.name)
      .raw("ownerIdentity", principal(kOwner))
      .text("arn", bucket_arn(bucket))
      .finish();
}

std::string record(const Bucket& bucket, const Change& change, const std::string& configuration) {
  const Cause& cause = change.cause;
  const bool by_itself = change.event.starts_with("Lifecycle");
  return JsonObject()
      .text("eventVersion", version_of(change))
      .text("eventSource", "aws:s3")
      .text("awsRegion", bucket.region)
      .text("eventTime", iso_time(change.at))
      .text("eventName", change.event)
      .raw("userIdentity", principal(by_itself ? kService : "AWS:" + std::string(kOwner)))
      .raw("requestParameters",
           JsonObject().text("sourceIPAddress", by_itself ? kService : cause.source_ip).finish())
      .raw("responseElements", JsonObject()
                                   .text("x-amz-request-id", cause.request_id)
                                   .text("x-amz-id-2", cause.host_id)
                                   .finish())
      .raw("s3", JsonObject()
                     .text("s3SchemaVersion", "1.0")
                     .text("configurationId", configuration)
                     .raw("bucket", bucket_json(bucket))
                     .raw("object", object_json(change))
                     .finish())
      .finish();
}

}  // namespace

std::vector<delivery::Message> messages_of(const Bucket& bucket, const Change& change) {
  std::vector<delivery::Message> messages;
  for (const Notification& target : bucket.config.notifications.targets) {
    if (!concerns(target, change)) continue;
    messages.push_back({.target = target.arn,
                        .payload = R"({"Records":[)" + record(bucket, change, target.id) + "]}",
                        .trace_header = change.cause.trace_header,
                        .source = "aws.s3",
                        .source_arn = bucket_arn(bucket),
                        .subject = "a notification of the bucket " + bucket.name});
  }
  return messages;
}

}  // namespace brume::emulator::storage
