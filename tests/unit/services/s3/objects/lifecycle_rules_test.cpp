#include "emulator/services/s3/objects/lifecycle_rules.h"

#include <doctest/doctest.h>

namespace brume::emulator::storage {
namespace {

using namespace std::chrono_literals;
using std::chrono::days;

const WallTime kNoon = WallTime(days(20000)) + 12h;

Object object_of(const char* key) {
  Object object;
  object.key = key;
  object.size = 100;
  object.last_modified = kNoon;
  object.attributes.tags = {{"a", "b"}, {"c", "d"}};
  return object;
}

}  // namespace

TEST_CASE("a day ends at the next midnight") {
  CHECK(midnight_after(kNoon) == WallTime(days(20001)));
  CHECK(midnight_after(WallTime(days(20001))) == WallTime(days(20001)));
  LifecycleRule rule;
  rule.expire_after_days = 2;
  const WallTime due = WallTime(days(20003));
  CHECK_FALSE(is_expired({rule}, object_of("a"), {}, due - 1us));
  CHECK(is_expired({rule}, object_of("a"), {}, due));
  rule.enabled = false;
  CHECK_FALSE(is_expired({rule}, object_of("a"), {}, due));
  CHECK_FALSE(any_enabled({rule}));
}

TEST_CASE("a rule concerns what its filter says") {
  LifecycleRule rule;
  rule.expire_at = kNoon;
  rule.prefix = "logs/";
  CHECK(is_expired({rule}, object_of("logs/a"), {}, kNoon));
  CHECK_FALSE(is_expired({rule}, object_of("logs/a"), {}, kNoon - 1us));
  CHECK_FALSE(is_expired({rule}, object_of("log"), {}, kNoon));
  rule.tags = {{"a", "b"}};
  CHECK(is_expired({rule}, object_of("logs/a"), {}, kNoon));
  rule.tags.emplace_back("a", "x");
  CHECK_FALSE(is_expired({rule}, object_of("logs/a"), {}, kNoon));
  rule.tags.clear();
  rule.size_greater_than = 100;
  CHECK_FALSE(is_expired({rule}, object_of("logs/a"), {}, kNoon));
  rule.size_greater_than = 99;
  rule.size_less_than = 101;
  CHECK(is_expired({rule}, object_of("logs/a"), {}, kNoon));
  rule.size_less_than = 100;
  CHECK_FALSE(is_expired({rule}, object_of("logs/a"), {}, kNoon));
}

TEST_CASE("noncurrent versions count from when they were followed, and some may be kept") {
  LifecycleRule rule;
  rule.expire_noncurrent_after_days = 1;
  rule.newer_noncurrent_versions = 2;
  const WallTime due = WallTime(days(20002));
  CHECK_FALSE(is_expired({rule}, object_of("a"), {}, due));
  CHECK_FALSE(is_expired({rule}, object_of("a"), {kNoon, 1}, due));
  CHECK_FALSE(is_expired({rule}, object_of("a"), {kNoon, 2}, due - 1us));
  CHECK(is_expired({rule}, object_of("a"), {kNoon, 2}, due));
}

TEST_CASE("delete markers go when nothing is left below them") {
  LifecycleRule rule;
  rule.expire_delete_markers = true;
  Object marker = object_of("a");
  marker.delete_marker = true;
  CHECK(is_expired({rule}, marker, {{}, 0, true}, kNoon));
  CHECK_FALSE(is_expired({rule}, marker, {{}, 0, false}, kNoon));
  CHECK_FALSE(is_expired({rule}, object_of("a"), {{}, 0, true}, kNoon));
}

TEST_CASE("uploads are abandoned after days") {
  LifecycleRule rule;
  rule.prefix = "in/";
  rule.abort_uploads_after_days = 7;
  CHECK(is_abandoned({rule}, "in/a", kNoon, WallTime(days(20008))));
  CHECK_FALSE(is_abandoned({rule}, "in/a", kNoon, WallTime(days(20007))));
  CHECK_FALSE(is_abandoned({rule}, "out/a", kNoon, WallTime(days(20008))));
}

}  // namespace brume::emulator::storage
