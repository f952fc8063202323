#include "emulator/services/s3/objects/bucket_json.h"

#include <nlohmann/json.hpp>

namespace brume::emulator::storage {
namespace {

using nlohmann::json;

template <typename T>
json json_of(const std::optional<T>& value) {
  return value ? json(*value) : json(nullptr);
}

template <typename T>
std::optional<T> optional_of(const json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<T>();
}

std::int64_t number_of(WallTime at) {
  return at.time_since_epoch().count();
}

WallTime time_of(const json& value) {
  return WallTime(Duration(value.get<std::int64_t>()));
}

json json_of(const Notification& target) {
  return {{"id", target.id},         {"target", static_cast<int>(target.target)},
          {"arn", target.arn},       {"events", target.events},
          {"prefix", target.prefix}, {"suffix", target.suffix}};
}

Notification notification_of(const json& value) {
  return {value.at("id"),     static_cast<Notification::Target>(value.at("target").get<int>()),
          value.at("arn"),    value.at("events").get<std::vector<std::string>>(),
          value.at("prefix"), value.at("suffix")};
}

json json_of(const CorsRule& rule) {
  return {{"id", rule.id},
          {"allowed_origins", rule.allowed_origins},
          {"allowed_methods", rule.allowed_methods},
          {"allowed_headers", rule.allowed_headers},
          {"expose_headers", rule.expose_headers},
          {"max_age_s", json_of(rule.max_age_s)}};
}

CorsRule cors_rule_of(const json& value) {
  using Texts = std::vector<std::string>;
  CorsRule rule;
  rule.id = value.at("id");
  rule.allowed_origins = value.at("allowed_origins").get<Texts>();
  rule.allowed_methods = value.at("allowed_methods").get<Texts>();
  rule.allowed_headers = value.at("allowed_headers").get<Texts>();
  rule.expose_headers = value.at("expose_headers").get<Texts>();
  rule.max_age_s = optional_of<int>(value.at("max_age_s"));
  return rule;
}

json json_of(const LifecycleRule& rule) {
  json out = {{"id", rule.id}, {"enabled", rule.enabled}, {"prefix", rule.prefix}};
  out["tags"] = rule.tags;
  out["size_greater_than"] = json_of(rule.size_greater_than);
  out["size_less_than"] = json_of(rule.size_less_than);
  out["expire_after_days"] = json_of(rule.expire_after_days);
  out["expire_at"] = rule.expire_at ? json(number_of(*rule.expire_at)) : json(nullptr);
  out["expire_delete_markers"] = rule.expire_delete_markers;
  out["expire_noncurrent_after_days"] = json_of(rule.expire_noncurrent_after_days);
  out["newer_noncurrent_versions"] = json_of(rule.newer_noncurrent_versions);
  out["abort_uploads_after_days"] = json_of(rule.abort_uploads_after_days);
  return out;
}

LifecycleRule lifecycle_rule_of(const json& value) {
  LifecycleRule rule;
  rule.id = value.at("id");
  rule.enabled = value.at("enabled");
  rule.prefix = value.at("prefix");
  rule.tags = value.at("tags").get<std::vector<std::pair<std::string, std::string>>>();
  rule.size_greater_than = optional_of<std::uint64_t>(value.at("size_greater_than"));
  rule.size_less_than = optional_of<std::uint64_t>(value.at("size_less_than"));
  rule.expire_after_days = optional_of<int>(value.at("expire_after_days"));
  if (!value.at("expire_at").is_null()) rule.expire_at = time_of(value.at("expire_at"));
  rule.expire_delete_markers = value.at("expire_delete_markers");
  rule.expire_noncurrent_after_days = optional_of<int>(value.at("expire_noncurrent_after_days"));
  rule.newer_noncurrent_versions = optional_of<int>(value.at("newer_noncurrent_versions"));
  rule.abort_uploads_after_days = optional_of<int>(value.at("abort_uploads_after_days"));
  return rule;
}

template <typename T>
json list_of(const std::vector<T>& items) {
  json list = json::array();
  for (const T& item : items) list.push_back(json_of(item));
  return list;
}

BucketConfig config_of(const json& value) {
  BucketConfig config;
  config.versioning = static_cast<Versioning>(value.at("versioning").get<int>());
  for (const json& target : value.at("targets")) {
    config.notifications.targets.push_back(notification_of(target));
  }
  config.notifications.event_bridge = value.at("event_bridge");
  for (const json& rule : value.at("cors")) config.cors.push_back(cors_rule_of(rule));
  for (const json& rule : value.at("lifecycle")) {
    config.lifecycle.push_back(lifecycle_rule_of(rule));
  }
  config.tags = value.at("tags").get<std::vector<std::pair<std::string, std::string>>>();
  config.documents = value.at("documents").get<std::map<std::string, std::string>>();
  return config;
}

}  // namespace

std::string json_of_bucket(const Bucket& bucket) {
  const BucketConfig& config = bucket.config;
  const json out = {{"name", bucket.name},
                    {"region", bucket.region},
                    {"created", number_of(bucket.created)},
                    {"folder", bucket.folder.string()},
                    {"of_template", bucket.of_template},
                    {"versioning", static_cast<int>(config.versioning)},
                    {"targets", list_of(config.notifications.targets)},
                    {"event_bridge", config.notifications.event_bridge},
                    {"cors", list_of(config.cors)},
                    {"lifecycle", list_of(config.lifecycle)},
                    {"tags", config.tags},
                    {"documents", config.documents}};
  return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<Bucket> bucket_of_json(std::string_view text) {
  try {
    const json value = json::parse(text);
    Bucket bucket;
    bucket.name = value.at("name");
    bucket.region = value.at("region");
    bucket.created = time_of(value.at("created"));
    bucket.folder = value.at("folder").get<std::string>();
    bucket.of_template = value.at("of_template");
    bucket.config = config_of(value);
    return bucket;
  } catch (const json::exception& failed) {
    return Error{Error::Code::kInvalidArgument,
                 std::string("a bucket's settings cannot be read: ") + failed.what()};
  }
}

}  // namespace brume::emulator::storage
