// What a bucket tells of a change, as its receivers read it.
#include "emulator/services/s3/objects/notifications.h"

#include <doctest/doctest.h>

#include <brume/events/s3.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

using namespace brume::emulator;
using namespace brume::emulator::storage;
using brume::json;

namespace {

constexpr const char* kResizeArn = "arn:aws:lambda:us-east-1:123456789012:function:resize";

Notification to_function(std::vector<std::string> events, std::string prefix = {},
                         std::string suffix = {}) {
  return {"on-upload",       Notification::Target::kFunction,
          kResizeArn,        std::move(events),
          std::move(prefix), std::move(suffix)};
}

Bucket bucket_telling(std::vector<Notification> targets) {
  Bucket bucket;
  bucket.name = "photos";
  bucket.config.notifications.targets = std::move(targets);
  return bucket;
}

Change change(std::string event, std::string key) {
  Change made;
  made.event = std::move(event);
  made.object.key = std::move(key);
  made.object.size = 1024;
  made.object.etag = "0f343b0931126a20f133d67c2b018a3b";
  made.cause = {"Put", "198.51.100.7", "7F2A9C41D0B3E865", "bG9jYWw=", "Root=1-abc"};
  made.at = WallTime(std::chrono::milliseconds(1'715'934'600'123));
  made.sequencer = "0066471508075BCD15";
  return made;
}

json event_of(const Change& of) {
  const auto messages = messages_of(bucket_telling({to_function({"s3:" + of.event})}), of);
  REQUIRE(messages.size() == 1);
  return json::parse(messages[0].payload);
}

std::set<std::string> paths(const json& document) {
  std::set<std::string> all;
  const json flat = document.flatten();
  for (const auto& [path, value] : flat.items()) all.insert(path);
  return all;
}

std::size_t count(const Notification& target, const std::string& event, const std::string& key) {
  return messages_of(bucket_telling({target}), change(event, key)).size();
}

}  // namespace

TEST_CASE("the record of a put is S3's, member for member") {
  const json expected = json::parse(R"({
    "eventVersion": "2.1", "eventSource": "aws:s3", "awsRegion": "us-east-1",
    "eventTime": "2024-05-17T08:30:00.123Z", "eventName": "ObjectCreated:Put",
    "userIdentity": {"principalId": "AWS:123456789012"},
    "requestParameters": {"sourceIPAddress": "198.51.100.7"},
    "responseElements": {"x-amz-request-id": "7F2A9C41D0B3E865", "x-amz-id-2": "bG9jYWw="},
    "s3": {
      "s3SchemaVersion": "1.0", "configurationId": "on-upload",
      "bucket": {"name": "photos", "ownerIdentity": {"principalId": "123456789012"},
                 "arn": "arn:aws:s3:::photos"},
      "object": {"key": "cats/cat+1%40home.png", "size": 1024,
                 "eTag": "0f343b0931126a20f133d67c2b018a3b", "sequencer": "0066471508075BCD15"}}
  })");
  const json event = event_of(change("ObjectCreated:Put", "cats/cat 1@home.png"));
  CHECK(event == json{{"Records", json::array({expected})}});
}

TEST_CASE("a message names its target and carries the trace of its cause") {
  const auto messages = messages_of(bucket_telling({to_function({"s3:ObjectCreated:*"})}),
                                    change("ObjectCreated:Put", "a"));
  REQUIRE(messages.size() == 1);
  CHECK(messages[0].target == kResizeArn);
  CHECK(messages[0].source == "aws.s3");
  CHECK(messages[0].source_arn == "arn:aws:s3:::photos");
  CHECK(messages[0].subject == "a notification of the bucket photos");
  CHECK(messages[0].trace_header == "Root=1-abc");
}

TEST_CASE("what was deleted has neither size nor eTag") {
  Change removed = change("ObjectRemoved:Delete", "a");
  removed.object.version_id = "v7";
  CHECK(event_of(removed)["Records"][0]["s3"]["object"] ==
        json{{"key", "a"}, {"versionId", "v7"}, {"sequencer", "0066471508075BCD15"}});
}

TEST_CASE("a delete marker has the eTag of nothing") {
  Change marked = change("ObjectRemoved:DeleteMarkerCreated", "a");
  marked.object.version_id = "v8";
  marked.object.delete_marker = true;
  marked.object.etag.clear();
  CHECK(event_of(marked)["Records"][0]["s3"]["object"] ==
        json{{"key", "a"},
             {"eTag", "d41d8cd98f00b204e9800998ecf8427e"},
             {"versionId", "v8"},
             {"sequencer", "0066471508075BCD15"}});
}

TEST_CASE("a version that has no name of its own is not named") {
  Change put = change("ObjectCreated:Put", "a");
  put.object.version_id = kNullVersion;
  CHECK_FALSE(event_of(put)["Records"][0]["s3"]["object"].contains("versionId"));
}

TEST_CASE("tagging is told in the later structure, without size and sequencer") {
  for (const char* name : {"ObjectTagging:Put", "ObjectTagging:Delete"}) {
    const json record = event_of(change(name, "a"))["Records"][0];
    CHECK(record["eventVersion"] == "2.3");
    CHECK(record["eventName"] == name);
    CHECK(record["s3"]["object"] ==
          json{{"key", "a"}, {"eTag", "0f343b0931126a20f133d67c2b018a3b"}});
  }
}

TEST_CASE("what lifecycle rules remove is removed in the name of S3 itself") {
  const json record = event_of(change("LifecycleExpiration:Delete", "a"))["Records"][0];
  CHECK(record["eventVersion"] == "2.3");
  CHECK(record["userIdentity"]["principalId"] == "s3.amazonaws.com");
  CHECK(record["requestParameters"]["sourceIPAddress"] == "s3.amazonaws.com");
  CHECK_FALSE(record["s3"]["object"].contains("size"));
}

TEST_CASE("events are named whole or by their kind") {
  const auto all = to_function({"s3:ObjectCreated:*"});
  CHECK(count(all, "ObjectCreated:Put", "a") == 1);
  CHECK(count(all, "ObjectCreated:CompleteMultipartUpload", "a") == 1);
  CHECK(count(all, "ObjectRemoved:Delete", "a") == 0);
  const auto put = to_function({"s3:ObjectCreated:Put"});
  CHECK(count(put, "ObjectCreated:Put", "a") == 1);
  CHECK(count(put, "ObjectCreated:Post", "a") == 0);
  const auto two = to_function({"s3:ObjectRemoved:Delete", "s3:ObjectCreated:Copy"});
  CHECK(count(two, "ObjectRemoved:Delete", "a") == 1);
  CHECK(count(two, "ObjectCreated:Copy", "a") == 1);
  CHECK(count(two, "ObjectRemoved:DeleteMarkerCreated", "a") == 0);
}

TEST_CASE("a filter holds the key as it was put, beginning and end") {
  const auto filtered = to_function({"s3:ObjectCreated:*"}, "in box/", ".jpg");
  CHECK(count(filtered, "ObjectCreated:Put", "in box/cat.jpg") == 1);
  CHECK(count(filtered, "ObjectCreated:Put", "in box/cat.png") == 0);
  CHECK(count(filtered, "ObjectCreated:Put", "inbox/cat.jpg") == 0);
  CHECK(count(filtered, "ObjectCreated:Put", ".jpg") == 0);
}

TEST_CASE("each target whose configuration matches is told once") {
  Notification queue = to_function({"s3:ObjectCreated:Put", "s3:ObjectCreated:*"});
  queue.id = "queued";
  queue.target = Notification::Target::kQueue;
  queue.arn = "arn:aws:sqs:us-east-1:123456789012:uploads";
  const auto messages = messages_of(
      bucket_telling({to_function({"s3:ObjectCreated:*"}), queue, to_function({"s3:TestEvent"})}),
      change("ObjectCreated:Put", "a"));
  REQUIRE(messages.size() == 2);
  CHECK(json::parse(messages[1].payload)["Records"][0]["s3"]["configurationId"] == "queued");
  CHECK(messages[1].target == "arn:aws:sqs:us-east-1:123456789012:uploads");
}

TEST_CASE("the SDK's typed event reads a record without anything left over, and finds the key") {
  const json event = event_of(change("ObjectCreated:Put", "größe/a+b &c.txt"));
  const auto typed = event.get<brume::S3Event>();
  REQUIRE(typed.records.size() == 1);
  const brume::S3Record& record = typed.records[0];
  CHECK(record.is_created());
  CHECK(record.s3.object.decoded_key() == "größe/a+b &c.txt");
  CHECK(record.s3.object.size == 1024);
  CHECK((record.extra.is_null() || record.extra.empty()));
  CHECK((record.s3.object.extra.is_null() || record.s3.object.extra.empty()));
  CHECK(json(typed) == event);
}

TEST_CASE("a record has the members of AWS's sample event") {
  const char* shared = std::getenv("BRUME_SHARED_DATA");
  const std::filesystem::path file =
      std::filesystem::path(shared != nullptr ? shared : BRUME_SOURCE_DIR "/../shared/data") /
      "events" / "s3-event.json";
  if (!std::filesystem::exists(file)) {
    MESSAGE("skipped: there is no " << file.string());
    return;
  }
  std::ifstream stream(file);
  const json sample = json::parse(stream);
  Change put = change("ObjectCreated:Put", "a");
  put.object.version_id = "v1";
  CHECK(paths(event_of(put)) == paths(sample));
}
