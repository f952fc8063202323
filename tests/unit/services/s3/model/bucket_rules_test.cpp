// Names and notifications that S3 takes, and those it refuses.
#include "emulator/services/s3/model/bucket_rules.h"

#include <doctest/doctest.h>

#include <string>

using namespace brume::emulator;
using namespace brume::emulator::storage;

namespace {

Notification target(const char* id, std::vector<std::string> events, std::string prefix = {},
                    std::string suffix = {}) {
  return {id,
          Notification::Target::kFunction,
          "arn:aws:lambda:us-east-1:123456789012:function:f",
          std::move(events),
          std::move(prefix),
          std::move(suffix)};
}

std::string refusal(std::vector<Notification> targets) {
  const Status checked = check_notifications({std::move(targets), false});
  if (checked) return "";
  CHECK(checked.error().reason == "InvalidArgument");
  return checked.error().message;
}

}  // namespace

TEST_CASE("bucket names are what S3 allows") {
  for (const char* name : {"abc", "my-bucket.of.1", "0a0", "a.b-c"}) {
    CAPTURE(name);
    CHECK(check_bucket_name(name).ok());
  }
  CHECK(check_bucket_name(std::string(63, 'a')).ok());
  for (const char* name : {"",
                           "ab",
                           "Abc",
                           "a_b",
                           "-ab",
                           "ab-",
                           ".ab",
                           "ab.",
                           "a..b",
                           "a b",
                           "a/b",
                           "192.168.0.1",
                           "xn--abc",
                           "sthree-abc",
                           "amzn-s3-demo-x",
                           "abc-s3alias",
                           "abc--ol-s3",
                           "abc.mrap",
                           "abc--x-s3",
                           "abc--table-s3",
                           "größe"}) {
    CAPTURE(name);
    const Status checked = check_bucket_name(name);
    REQUIRE_FALSE(checked.ok());
    CHECK(checked.error().reason == "InvalidBucketName");
  }
  CHECK_FALSE(check_bucket_name(std::string(64, 'a')).ok());
}

TEST_CASE("event types are S3's, with their prefix") {
  CHECK(is_event_type("s3:ObjectCreated:*"));
  CHECK(is_event_type("s3:LifecycleExpiration:DeleteMarkerCreated"));
  CHECK_FALSE(is_event_type("ObjectCreated:Put"));
  CHECK_FALSE(is_event_type("s3:ObjectCreated"));
  CHECK_FALSE(is_event_type("s3:*"));
  CHECK(refusal({target("a", {"s3:Foo"})}) ==
        "The event 's3:Foo' is not supported for notifications");
}

TEST_CASE("two that would be told of one change are refused") {
  const char* const overlap =
      "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules "
      "if the prefixes are overlapping for the same event type.";
  const auto put = target("a", {"s3:ObjectCreated:Put"});
  CHECK(refusal({put, target("b", {"s3:ObjectCreated:*"})}) == overlap);
  CHECK(refusal({put, target("b", {"s3:ObjectCreated:Put"}, "in/")}) == overlap);
  CHECK(refusal({target("a", {"s3:ObjectCreated:*"}, "in/", ".png"),
                 target("b", {"s3:ObjectCreated:*"}, "in/x", "g")}) == overlap);
  CHECK(refusal({put, target("b", {"s3:ObjectCreated:Post"})}).empty());
  CHECK(refusal({put, target("b", {"s3:ObjectRemoved:*"})}).empty());
  CHECK(refusal({target("a", {"s3:ObjectCreated:*"}, "in/"),
                 target("b", {"s3:ObjectCreated:*"}, "out/")})
            .empty());
  CHECK(refusal({target("a", {"s3:ObjectCreated:*"}, "", ".png"),
                 target("b", {"s3:ObjectCreated:*"}, "", ".jpg")})
            .empty());
}

TEST_CASE("an id names one configuration, and a filter has its length") {
  CHECK(refusal({target("a", {"s3:ObjectCreated:*"}), target("a", {"s3:ObjectRemoved:*"})}) ==
        "Same ID used for multiple configurations. IDs must be unique");
  CHECK(refusal({target("", {"s3:ObjectCreated:*"}), target("", {"s3:ObjectRemoved:*"})}).empty());
  CHECK(refusal({target("a", {"s3:ObjectCreated:*"}, std::string(1024, 'k'))}).empty());
  CHECK_FALSE(refusal({target("a", {"s3:ObjectCreated:*"}, std::string(1025, 'k'))}).empty());
}
