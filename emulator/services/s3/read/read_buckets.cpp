#include "emulator/services/s3/read/read_buckets.h"

#include <algorithm>
#include <array>
#include <set>

#include "emulator/services/s3/model/bucket_rules.h"
#include "emulator/services/s3/read/bucket_reader.h"
#include "emulator/template/model/value_json.h"
#include "emulator/template/resolve/ref_and_getatt.h"

namespace brume::emulator::storage {
namespace {

constexpr std::size_t kCorsRulesMax = 100;
constexpr std::size_t kTagsMax = 50;
constexpr std::array<std::string_view, 2> kVersioningStates{"Enabled", "Suspended"};
constexpr std::array<std::string_view, 5> kCorsMethods{"GET", "PUT", "HEAD", "POST", "DELETE"};

// Source: AWS::S3::Bucket. Those that decide who may do what have nothing to decide here: requests
// are not authorized.
constexpr std::array<std::string_view, 23> kProperties{"AbacStatus",
                                                       "AccessControl",
                                                       "AccelerateConfiguration",
                                                       "AnalyticsConfigurations",
                                                       "BucketEncryption",
                                                       "BucketName",
                                                       "CorsConfiguration",
                                                       "IntelligentTieringConfigurations",
                                                       "InventoryConfigurations",
                                                       "LifecycleConfiguration",
                                                       "LoggingConfiguration",
                                                       "MetadataConfiguration",
                                                       "MetadataTableConfiguration",
                                                       "MetricsConfigurations",
                                                       "NotificationConfiguration",
                                                       "ObjectLockConfiguration",
                                                       "ObjectLockEnabled",
                                                       "OwnershipControls",
                                                       "PublicAccessBlockConfiguration",
                                                       "ReplicationConfiguration",
                                                       "Tags",
                                                       "VersioningConfiguration",
                                                       "WebsiteConfiguration"};

struct NotEmulated {
  std::string_view property, what;
};
constexpr std::array<NotEmulated, 5> kNotEmulated{
    NotEmulated{"LoggingConfiguration", "access logs are not written"},
    NotEmulated{"ObjectLockConfiguration", "nothing is locked"},
    NotEmulated{"ObjectLockEnabled", "nothing is locked"},
    NotEmulated{"ReplicationConfiguration", "nothing is replicated"},
    NotEmulated{"WebsiteConfiguration", "no website is served"}};

std::vector<std::string> read_texts(const PropertyReader& properties, std::string_view name) {
  std::vector<std::string> texts;
  const Value* list = properties.list(name);
  if (list == nullptr) return texts;
  for (const Value& item : list->items()) {
    if (item.is_scalar()) {
      texts.push_back(item.text());
    } else {
      properties.reporter().error(item, properties.path() / name,
                                  "`" + std::string(name) + "` is a list of strings");
    }
  }
  return texts;
}

CorsRule read_cors_rule(const PropertyReader& rule, const Value& owner) {
  CorsRule read;
  read.id = rule.text("Id").value_or("");
  rule.require("AllowedOrigins", owner, "a CORS rule");
  rule.require("AllowedMethods", owner, "a CORS rule");
  read.allowed_origins = read_texts(rule, "AllowedOrigins");
  read.allowed_methods = read_texts(rule, "AllowedMethods");
  read.allowed_headers = read_texts(rule, "AllowedHeaders");
  read.expose_headers = read_texts(rule, "ExposedHeaders");
  const auto age = rule.integer("MaxAge", 0, 2'147'483'647);
  if (age) read.max_age_s = static_cast<int>(*age);
  for (const std::string& method : read.allowed_methods) {
    if (std::find(kCorsMethods.begin(), kCorsMethods.end(), method) != kCorsMethods.end()) continue;
    rule.reporter().error(
        *rule.find("AllowedMethods"), rule.path() / "AllowedMethods",
        "Found unsupported HTTP method in CORS config. Unsupported method is " + method,
        "GET, PUT, HEAD, POST, DELETE");
  }
  for (const std::string& origin : read.allowed_origins) {
    if (std::count(origin.begin(), origin.end(), '*') <= 1) continue;
    rule.reporter().error(*rule.find("AllowedOrigins"), rule.path() / "AllowedOrigins",
                          "AllowedOrigin \"" + origin + "\" can not have more than one wildcard.");
  }
  return read;
}

std::vector<CorsRule> read_cors(const PropertyReader& configuration, const Value& owner) {
  std::vector<CorsRule> rules;
  configuration.require("CorsRules", owner, "CorsConfiguration");
  for_each_item(configuration, "CorsRules", [&rules](const PropertyReader& rule, const Value& at) {
    rules.push_back(read_cors_rule(rule, at));
  });
  if (rules.size() > kCorsRulesMax) {
    configuration.reporter().error(owner, configuration.path(), "a bucket has at most 100 rules");
  }
  return rules;
}

class BucketsReader {
 public:
  BucketsReader(const Application& application, ReadBuckets& result)
      : application_(application),
        reporter_(result.diagnostics, rules::kStorage),
        result_(result) {}

  void read() {
    for (const Resource& resource : application_.resources) {
      if (resource.type == "AWS::S3::Bucket") read_bucket(resource);
    }
    for (const Resource& resource : application_.resources) {
      if (resource.type == "AWS::S3::BucketPolicy") read_policy(resource);
    }
  }

 private:
  void read_bucket(const Resource& resource) {
    const Path resources = Path() / "Resources";
    const Path id = resources / resource.logical_id;
    const Path path = id / "Properties";
    const Value none = Value::map().place(resource.at);
    const Value& properties = resource.properties.is_map() ? resource.properties : none;
    const PropertyReader reader(properties, path, reporter_);
    reader.check_names(kProperties, "AWS::S3::Bucket");
    Bucket bucket;
    bucket.of_template = true;
    bucket.region = application_.region;
    bucket.name = read_name(resource, reader);
    bucket.config = read_config(resource, reader);
    for (const NotEmulated& each : kNotEmulated) {
      if (const Value* value = reader.find(each.property)) {
        reporter_.as(rules::kNotEmulated)
            .warning(*value, path / each.property,
                     std::string(each.property) + " is not emulated: " + std::string(each.what));
      }
    }
    if (!names_.insert(bucket.name).second) {
      reporter_.error(Value().place(resource.at), id,
                      "there are two buckets of the name `" + bucket.name + "`");
      return;
    }
    result_.buckets.push_back(std::move(bucket));
  }

  // What `Ref` gives.
  std::string read_name(const Resource& resource, const PropertyReader& reader) {
    const std::string given = reader.text("BucketName").value_or("");
    PhysicalContext context;
    context.logical_id = resource.logical_id;
    context.name = given;
    std::string name = physical_ref(resource.type, context);
    if (!check_bucket_name(name)) {
      const Value* at = reader.find("BucketName");
      reporter_.error(at != nullptr ? *at : Value().place(resource.at),
                      reader.path() / "BucketName", "`" + name + "` is no name for a bucket",
                      "3 to 63 lower-case letters, digits, dots and hyphens, "
                      "a letter or digit first and last");
    }
    return name;
  }

  BucketConfig read_config(const Resource& resource, const PropertyReader& reader) {
    BucketConfig config;
    within(
        reader, "VersioningConfiguration", [&config](const PropertyReader& part, const Value& at) {
          part.require("Status", at, "VersioningConfiguration");
          const bool on = part.choice("Status", kVersioningStates).value_or("Enabled") == "Enabled";
          config.versioning = on ? Versioning::kEnabled : Versioning::kSuspended;
        });
    within(reader, "NotificationConfiguration", [&](const PropertyReader& part, const Value& at) {
      config.notifications = read_notifications(part, application_, resource.logical_id);
      const Status checked = check_notifications(config.notifications);
      if (!checked && !has_unknown_event(config.notifications)) {
        reporter_.error(at, part.path(),
                        "`" + resource.logical_id + "`: " + checked.error().message);
      }
    });
    within(reader, "CorsConfiguration", [&config](const PropertyReader& part, const Value& at) {
      config.cors = read_cors(part, at);
    });
    within(reader, "LifecycleConfiguration",
           [&config](const PropertyReader& part, const Value& at) {
             config.lifecycle = read_lifecycle(part, at);
           });
    config.tags = read_tags(reader, "Tags");
    if (config.tags.size() > kTagsMax) {
      reporter_.error(*reader.find("Tags"), reader.path() / "Tags", "a bucket has at most 50 tags");
    }
    return config;
  }

  // Those have been reported where they stand.
  static bool has_unknown_event(const NotificationConfig& config) {
    return std::any_of(config.targets.begin(), config.targets.end(), [](const Notification& one) {
      return !std::all_of(one.events.begin(), one.events.end(), is_event_type);
    });
  }

  void read_policy(const Resource& resource) {
    const Path resources = Path() / "Resources";
    const Path id = resources / resource.logical_id;
    const Path path = id / "Properties";
    const PropertyReader reader(resource.properties, path, reporter_);
    const Value where = Value().place(resource.at);
    const bool whole = reader.require("Bucket", where, resource.type) &&
                       reader.require("PolicyDocument", where, resource.type);
    if (!whole) return;
    const std::string name = reader.text("Bucket").value_or("");
    const auto same = [&name](const Bucket& bucket) { return bucket.name == name; };
    const auto bucket = std::find_if(result_.buckets.begin(), result_.buckets.end(), same);
    if (bucket == result_.buckets.end()) {
      reporter_.warning(*reader.find("Bucket"), path / "Bucket",
                        "a policy of the bucket `" + name + "`, which is not in this template");
      return;
    }
    const Value& document = *reader.find("PolicyDocument");
    bucket->config.documents["policy"] = document.is_scalar() ? document.text() : to_json(document);
  }

  const Application& application_;
  Reporter reporter_;
  ReadBuckets& result_;
  std::set<std::string> names_;
};

}  // namespace

std::vector<std::pair<std::string, std::string>> read_tags(const PropertyReader& properties,
                                                           std::string_view name) {
  std::vector<std::pair<std::string, std::string>> tags;
  for_each_item(properties, name, [&](const PropertyReader& tag, const Value& item) {
    if (!tag.require("Key", item, name) || !tag.require("Value", item, name)) return;
    tags.emplace_back(tag.text("Key").value_or(""), tag.text("Value").value_or(""));
  });
  return tags;
}

ReadBuckets read_buckets(const Application& application) {
  ReadBuckets result;
  BucketsReader(application, result).read();
  return result;
}

}  // namespace brume::emulator::storage
