#include "emulator/services/s3/objects/lifecycle_rules.h"

#include <algorithm>
#include <string>

namespace brume::emulator::storage {
namespace {

bool is_over(WallTime begin, int count_days, WallTime now) {
  return now >= midnight_after(begin + std::chrono::days(count_days));
}

bool applies_to(const LifecycleRule& rule, const std::string& key) {
  return rule.enabled && key.compare(0, rule.prefix.size(), rule.prefix) == 0;
}

bool applies_to(const LifecycleRule& rule, const Object& object) {
  if (!applies_to(rule, object.key)) return false;
  if (rule.size_greater_than && object.size <= *rule.size_greater_than) return false;
  if (rule.size_less_than && object.size >= *rule.size_less_than) return false;
  const auto& tags = object.attributes.tags;
  return std::all_of(rule.tags.begin(), rule.tags.end(), [&tags](const auto& wanted) {
    return std::find(tags.begin(), tags.end(), wanted) != tags.end();
  });
}

bool expires_latest(const LifecycleRule& rule, const Object& object, const VersionRank& standing,
                    WallTime now) {
  // Days of a rule count for a marker that is left alone, as well as what says so outright.
  if (object.delete_marker && !standing.only) return false;
  if (object.delete_marker && rule.expire_delete_markers) return true;
  if (rule.expire_at && now >= *rule.expire_at) return true;
  return rule.expire_after_days && is_over(object.last_modified, *rule.expire_after_days, now);
}

bool expires_noncurrent(const LifecycleRule& rule, const VersionRank& standing, WallTime now) {
  return rule.expire_noncurrent_after_days &&
         standing.newer_noncurrent >= rule.newer_noncurrent_versions.value_or(0) &&
         is_over(*standing.noncurrent_since, *rule.expire_noncurrent_after_days, now);
}

}  // namespace

WallTime midnight_after(WallTime at) {
  return std::chrono::ceil<std::chrono::days>(at);
}

bool is_expired(const std::vector<LifecycleRule>& rules, const Object& object,
                const VersionRank& standing, WallTime now) {
  return std::any_of(rules.begin(), rules.end(), [&](const LifecycleRule& rule) {
    if (!applies_to(rule, object)) return false;
    return standing.noncurrent_since ? expires_noncurrent(rule, standing, now)
                                     : expires_latest(rule, object, standing, now);
  });
}

bool is_abandoned(const std::vector<LifecycleRule>& rules, const std::string& key,
                  WallTime initiated, WallTime now) {
  return std::any_of(rules.begin(), rules.end(), [&](const LifecycleRule& rule) {
    return applies_to(rule, key) && rule.abort_uploads_after_days &&
           is_over(initiated, *rule.abort_uploads_after_days, now);
  });
}

bool any_enabled(const std::vector<LifecycleRule>& rules) {
  return std::any_of(rules.begin(), rules.end(),
                     [](const LifecycleRule& rule) { return rule.enabled; });
}

}  // namespace brume::emulator::storage
