// Whose doing a dropped file counts as, and how a loop ends.
#include "emulator/services/s3/drop/recursion_guess.h"

#include <doctest/doctest.h>

#include "emulator/async/failed_events.h"
#include "emulator/base/virtual_time.h"
#include "emulator/services/s3/objects/notifications.h"

using namespace brume::emulator;
using namespace brume::emulator::storage;
using namespace std::chrono_literals;

namespace {

StoredEvent event_of(const std::string& bucket_name, const std::string& key,
                     const std::string& request_id) {
  Bucket bucket;
  bucket.name = bucket_name;
  bucket.config.notifications.targets = {{.id = "n",
                                          .arn = "arn:aws:lambda:us-east-1:123456789012:function:f",
                                          .events = {"s3:ObjectCreated:*"}}};
  Change change;
  change.event = "ObjectCreated:Put";
  change.object.key = key;
  change.object.etag = "e7a9";
  change.cause.host_id = "file-drop";
  change.sequencer = "01";
  StoredEvent event;
  event.function = "f";
  event.event.request_id = request_id;
  event.event.payload = messages_of(bucket, change).at(0).payload;
  return event;
}

struct GuessWorld {
  VirtualTime time{WallTime(Duration(0))};
  std::vector<std::string> said;
  std::vector<std::string> done;
  DropLineage lineage{time,
                      {[this](const std::string& text) { said.push_back(text); },
                       [this](const BucketEvent& event, bool succeeded) {
                         done.push_back(event.key + (succeeded ? " ok" : " failed"));
                       }}};
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("what a bucket has told is read back as it was") {
  const auto told = read_bucket_event(event_of("photos", "in/a b&ü+.jpg", "r").event.payload);
  REQUIRE(told);
  CHECK(told->bucket == "photos");
  CHECK(told->key == "in/a b&ü+.jpg");
  CHECK(told->name == "ObjectCreated:Put");
  CHECK(told->etag == "e7a9");
  CHECK(told->host_id == "file-drop");
  CHECK(told->sequencer == "01");
}

TEST_CASE("what no bucket has told is passed over") {
  for (const char* payload :
       {"", "{}", "[1]", R"({"Records":[]})", "no json", R"({"eventSource":"aws:s3"})",
        R"({"Records":[{"eventSource":"aws:)"}) {
    CAPTURE(std::string(payload));
    CHECK_FALSE(read_bucket_event(payload));
  }
}

TEST_CASE("files are nobody's doing until a function was seen at it") {
  GuessWorld world;
  world.lineage.on_run(event_of("photos", "a", "1"), "trace 1");
  CHECK(world.lineage.runs("photos"));
  CHECK_FALSE(world.lineage.runs("others"));
  CHECK(world.lineage.written_by("photos").empty());
  world.lineage.prove("photos");
  world.lineage.prove("photos");
  CHECK(world.said.size() == 1);
  CHECK(world.lineage.written_by("photos") == "trace 1");
  CHECK(world.lineage.written_by("others").empty());
}

TEST_CASE("files count as the doing of what runs, and for a while of what has run last") {
  GuessWorld world;
  world.lineage.prove("photos");
  const StoredEvent one = event_of("photos", "a", "1"), two = event_of("photos", "b", "2");
  world.lineage.on_run(one, "trace 1");
  world.lineage.on_run(two, "trace 2");
  CHECK(world.lineage.written_by("photos") == "trace 2");
  world.lineage.on_ran(two);
  CHECK(world.lineage.written_by("photos") == "trace 1");
  world.lineage.on_ran(one);
  CHECK_FALSE(world.lineage.runs("photos"));
  world.time.advance(kLineageLingers - 1ms);
  CHECK(world.lineage.written_by("photos") == "trace 1");
  world.time.advance(1ms);
  CHECK(world.lineage.written_by("photos").empty());
}

TEST_CASE("the end of an event is told, and a loop's end is said with bucket, function and key") {
  GuessWorld world;
  world.lineage.on_done(event_of("photos", "a", "1"), kConditionSuccess);
  world.lineage.on_done(event_of("photos", "b", "2"), kConditionRetriesExhausted);
  CHECK(world.said.empty());
  world.lineage.on_done(event_of("photos", "c", "3"), kConditionRecursiveLoop);
  CHECK(world.done == Texts{"a ok", "b failed", "c failed"});
  REQUIRE(world.said.size() == 1);
  for (const char* part : {"the bucket photos", "the function f", "with c"}) {
    CHECK(world.said[0].find(part) != std::string::npos);
  }
}

TEST_CASE("events of others are none of its business") {
  GuessWorld world;
  StoredEvent other;
  other.event.payload = "{}";
  world.lineage.on_run(other, "trace");
  world.lineage.on_ran(other);
  world.lineage.on_done(other, kConditionSuccess);
  CHECK(world.done.empty());
}
