// Buckets and what is configured of them.
//
// Plain data. Source: S3 API reference; AWS::S3::Bucket.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"

namespace brume::emulator::storage {

enum class Versioning { kNever, kEnabled, kSuspended };

// Where a bucket's notifications go. Source: S3 API, NotificationConfiguration.
struct Notification {
  enum class Target { kFunction, kQueue, kTopic };
  std::string id;
  Target target = Target::kFunction;
  std::string arn;                  // of the function, queue or topic
  std::vector<std::string> events;  // "s3:ObjectCreated:*", …
  std::string prefix = {};
  std::string suffix = {};
  bool operator==(const Notification&) const = default;
};

struct NotificationConfig {
  std::vector<Notification> targets = {};
  bool event_bridge = false;
  bool operator==(const NotificationConfig&) const = default;
};

// Source: S3 API, CORSRule.
struct CorsRule {
  std::string id = {};
  std::vector<std::string> allowed_origins;
  std::vector<std::string> allowed_methods;
  std::vector<std::string> allowed_headers = {};
  std::vector<std::string> expose_headers = {};
  std::optional<int> max_age_s = {};
  bool operator==(const CorsRule&) const = default;
};

// Source: S3 API, LifecycleRule. Transitions are stored and answered, and move nothing.
struct LifecycleRule {
  std::string id;
  bool enabled = true;
  std::string prefix = {};
  std::vector<std::pair<std::string, std::string>> tags = {};
  std::optional<std::uint64_t> size_greater_than = {};
  std::optional<std::uint64_t> size_less_than = {};
  std::optional<int> expire_after_days = {};
  std::optional<WallTime> expire_at = {};
  bool expire_delete_markers = false;
  std::optional<int> expire_noncurrent_after_days = {};
  std::optional<int> newer_noncurrent_versions = {};
  std::optional<int> abort_uploads_after_days = {};
  bool operator==(const LifecycleRule&) const = default;
};

struct BucketConfig {
  Versioning versioning = Versioning::kNever;
  NotificationConfig notifications = {};
  std::vector<CorsRule> cors = {};
  std::vector<LifecycleRule> lifecycle = {};
  std::vector<std::pair<std::string, std::string>> tags = {};
  // What is kept and answered as it came, and has no effect: "policy", "acl", "lifecycle" (its
  // XML), "encryption", …
  std::map<std::string, std::string> documents = {};
  bool operator==(const BucketConfig&) const = default;
};

struct Bucket {
  std::string name;
  std::string region = "us-east-1";
  WallTime created{};
  // Where its objects lie as files, and files dropped become objects. Absolute.
  std::filesystem::path folder;
  bool of_template = false;  // the template declares it; it has these settings at each start
  BucketConfig config = {};
  bool operator==(const Bucket&) const = default;
};

}  // namespace brume::emulator::storage
