#include "emulator/services/s3/model/bucket_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>

namespace brume::emulator::storage {
namespace {

constexpr std::size_t kFilterMax = 1024;  // S3 API, FilterRule

constexpr std::array<std::string_view, 3> kReservedPrefixes{"xn--", "sthree-", "amzn-s3-demo-"};
constexpr std::array<std::string_view, 5> kReservedSuffixes{"-s3alias", "--ol-s3", ".mrap",
                                                            "--x-s3", "--table-s3"};

// Families first; what follows a star is a member of one.
constexpr std::array<std::string_view, 27> kEventTypes{
    "s3:ObjectCreated:*",
    "s3:ObjectCreated:Put",
    "s3:ObjectCreated:Post",
    "s3:ObjectCreated:Copy",
    "s3:ObjectCreated:CompleteMultipartUpload",
    "s3:ObjectRemoved:*",
    "s3:ObjectRemoved:Delete",
    "s3:ObjectRemoved:DeleteMarkerCreated",
    "s3:ObjectRestore:*",
    "s3:ObjectRestore:Post",
    "s3:ObjectRestore:Completed",
    "s3:ObjectRestore:Delete",
    "s3:ReducedRedundancyLostObject",
    "s3:Replication:*",
    "s3:Replication:OperationFailedReplication",
    "s3:Replication:OperationMissedThreshold",
    "s3:Replication:OperationNotTracked",
    "s3:Replication:OperationReplicatedAfterThreshold",
    "s3:LifecycleExpiration:*",
    "s3:LifecycleExpiration:Delete",
    "s3:LifecycleExpiration:DeleteMarkerCreated",
    "s3:LifecycleTransition",
    "s3:IntelligentTiering",
    "s3:ObjectTagging:*",
    "s3:ObjectTagging:Put",
    "s3:ObjectTagging:Delete",
    "s3:ObjectAcl:Put"};

bool is_small_or_digit(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

bool looks_like_address(std::string_view name) {
  return std::count(name.begin(), name.end(), '.') == 3 &&
         name.find_first_not_of("0123456789.") == std::string_view::npos;
}

bool legal_name(std::string_view name) {
  const auto allowed = [](char c) { return is_small_or_digit(c) || c == '.' || c == '-'; };
  return name.size() >= 3 && name.size() <= 63 && std::all_of(name.begin(), name.end(), allowed) &&
         is_small_or_digit(name.front()) && is_small_or_digit(name.back()) &&
         name.find("..") == std::string_view::npos && !looks_like_address(name) &&
         std::none_of(kReservedPrefixes.begin(), kReservedPrefixes.end(),
                      [name](std::string_view prefix) { return name.starts_with(prefix); }) &&
         std::none_of(kReservedSuffixes.begin(), kReservedSuffixes.end(),
                      [name](std::string_view suffix) { return name.ends_with(suffix); });
}

Error invalid(std::string message) {
  return {Error::Code::kInvalidArgument, std::move(message), "InvalidArgument"};
}

// One of the two is the other or its family.
bool share(std::string_view one, std::string_view other) {
  const auto covers = [](std::string_view wide, std::string_view event) {
    return wide == event ||
           (wide.ends_with(":*") && event.starts_with(wide.substr(0, wide.size() - 1)));
  };
  return covers(one, other) || covers(other, one);
}

bool share_events(const Notification& one, const Notification& other) {
  for (const std::string& event : one.events) {
    const auto shared = [&event](const std::string& its) { return share(event, its); };
    if (std::any_of(other.events.begin(), other.events.end(), shared)) return true;
  }
  return false;
}

bool share_keys(const Notification& one, const Notification& other) {
  const bool begin = one.prefix.starts_with(other.prefix) || other.prefix.starts_with(one.prefix);
  return begin && (one.suffix.ends_with(other.suffix) || other.suffix.ends_with(one.suffix));
}

Status check_one(const Notification& target) {
  for (const std::string& event : target.events) {
    if (!is_event_type(event)) {
      return invalid("The event '" + event + "' is not supported for notifications");
    }
  }
  if (target.prefix.size() > kFilterMax || target.suffix.size() > kFilterMax) {
    return invalid("Size of filter rule value cannot exceed 1024 bytes in UTF-8 representation");
  }
  return Done{};
}

}  // namespace

Status check_bucket_name(std::string_view name) {
  if (legal_name(name)) return Done{};
  return Error{Error::Code::kInvalidArgument, "The specified bucket is not valid.",
               "InvalidBucketName"};
}

bool is_event_type(std::string_view event) {
  return std::find(kEventTypes.begin(), kEventTypes.end(), event) != kEventTypes.end();
}

Status check_notifications(const NotificationConfig& config) {
  std::set<std::string> ids;
  for (auto one = config.targets.begin(); one != config.targets.end(); ++one) {
    if (Status checked = check_one(*one); !checked) return checked;
    if (!one->id.empty() && !ids.insert(one->id).second) {
      return invalid("Same ID used for multiple configurations. IDs must be unique");
    }
    for (auto other = config.targets.begin(); other != one; ++other) {
      if (share_events(*one, *other) && share_keys(*one, *other)) {
        return invalid(
            "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules "
            "if the prefixes are overlapping for the same event type.");
      }
    }
  }
  return Done{};
}

}  // namespace brume::emulator::storage
