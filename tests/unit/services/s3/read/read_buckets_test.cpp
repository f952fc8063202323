// From templates to buckets, and what is said of settings that AWS would refuse.
#include "emulator/services/s3/read/read_buckets.h"

#include <doctest/doctest.h>

#include "tests/unit/template/support.h"

using namespace brume::emulator;
using namespace brume::emulator::storage;

namespace {

struct FoundBuckets {
  std::vector<Bucket> buckets;
  std::string errors;
  std::string warnings;
};

// The function Resize, which hears of these events (indented by eight), and these resources.
FoundBuckets read_template(const std::string& resources, const std::string& events = "") {
  const std::string text =
      "Transform: AWS::Serverless-2016-10-31\nResources:\n  Resize:\n"
      "    Type: AWS::Serverless::Function\n    Properties:\n"
      "      Handler: hello.handler\n      Runtime: provided.al2023\n      CodeUri: .\n" +
      (events.empty() ? "" : "      Events:\n" + events) + resources;
  Loaded loaded = load_text(text);
  INFO(errors_of(loaded));
  REQUIRE(loaded.application);
  ReadBuckets result = read_buckets(*loaded.application);
  return {std::move(result.buckets), described(Diagnostic::Severity::kError, result.diagnostics),
          described(Diagnostic::Severity::kWarning, result.diagnostics)};
}

FoundBuckets read_bucket(const std::string& properties) {
  return read_template("  Photos:\n    Type: AWS::S3::Bucket\n    Properties:\n" + properties);
}

bool says(const std::string& text, const std::string& part) {
  CAPTURE(text);
  CAPTURE(part);
  return text.find(part) != std::string::npos;
}

const char* const kResize = "arn:aws:lambda:us-east-1:123456789012:function:Resize";

}  // namespace

TEST_CASE("a function's S3 event is a notification of its bucket, with its filter") {
  const FoundBuckets found =
      read_template("  Photos: {Type: AWS::S3::Bucket}\n", R"(        Uploaded:
          Type: S3
          Properties:
            Bucket: !Ref Photos
            Events: [s3:ObjectCreated:*, s3:ObjectRemoved:Delete]
            Filter: {S3Key: {Rules: [{Name: prefix, Value: in/}, {Name: suffix, Value: .jpg}]}}
)");
  CHECK(found.errors.empty());
  CHECK(found.warnings.empty());
  REQUIRE(found.buckets.size() == 1);
  const Bucket& bucket = found.buckets[0];
  CHECK(bucket.name == "photos");
  CHECK(bucket.of_template);
  CHECK(bucket.region == "us-east-1");
  CHECK(bucket.config.versioning == Versioning::kNever);
  const auto& targets = bucket.config.notifications.targets;
  REQUIRE(targets.size() == 2);
  CHECK(targets[0].target == Notification::Target::kFunction);
  CHECK(targets[0].arn == kResize);
  CHECK(targets[0].events == std::vector<std::string>{"s3:ObjectCreated:*"});
  CHECK(targets[0].prefix == "in/");
  CHECK(targets[0].suffix == ".jpg");
  CHECK(targets[1].events == std::vector<std::string>{"s3:ObjectRemoved:Delete"});
  CHECK(targets[0].id != targets[1].id);
}

TEST_CASE("a bucket without a name is called as Ref says, within S3's rules") {
  const std::string longest(80, 'B');
  const FoundBuckets found =
      read_template("  B: {Type: AWS::S3::Bucket}\n  " + longest +
                    ": {Type: AWS::S3::Bucket}\n"
                    "  Policy:\n    Type: AWS::S3::BucketPolicy\n    Properties:\n"
                    "      Bucket: !Ref " +
                    longest + "\n      PolicyDocument: {Version: '2012-10-17'}\n");
  CHECK(found.errors.empty());
  CHECK(found.warnings.empty());
  REQUIRE(found.buckets.size() == 2);
  CHECK(found.buckets[0].name == "local-b");
  CHECK(found.buckets[1].name.size() == 63);
  CHECK(found.buckets[1].config.documents.at("policy") == R"({"Version":"2012-10-17"})");
}

TEST_CASE("a bucket keeps the name it is given, if it is one") {
  const FoundBuckets named = read_bucket("      BucketName: my-photos\n");
  REQUIRE(named.buckets.size() == 1);
  CHECK(named.buckets[0].name == "my-photos");
  const FoundBuckets wrong = read_bucket("      BucketName: My_Photos\n");
  CHECK(says(wrong.errors, "12:19 `My_Photos` is no name for a bucket | 3 to 63 lower-case"));
  const FoundBuckets twice = read_template(
      "  A: {Type: AWS::S3::Bucket, Properties: {BucketName: same}}\n"
      "  B: {Type: AWS::S3::Bucket, Properties: {BucketName: same}}\n");
  CHECK(says(twice.errors, "there are two buckets of the name `same`"));
  CHECK(twice.buckets.size() == 1);
}

TEST_CASE("versioning, tags and CORS are taken over") {
  const FoundBuckets found = read_bucket(R"(      VersioningConfiguration: {Status: Enabled}
      Tags: [{Key: team, Value: red}, {Key: stage, Value: 1}]
      CorsConfiguration:
        CorsRules:
          - Id: web
            AllowedOrigins: ['https://*.example.com']
            AllowedMethods: [GET, PUT]
            AllowedHeaders: ['*']
            ExposedHeaders: [ETag]
            MaxAge: 300
)");
  CHECK(found.errors.empty());
  REQUIRE(found.buckets.size() == 1);
  const BucketConfig& config = found.buckets[0].config;
  CHECK(config.versioning == Versioning::kEnabled);
  CHECK(config.tags ==
        std::vector<std::pair<std::string, std::string>>{{"team", "red"}, {"stage", "1"}});
  REQUIRE(config.cors.size() == 1);
  CHECK(config.cors[0].id == "web");
  CHECK(config.cors[0].allowed_origins == std::vector<std::string>{"https://*.example.com"});
  CHECK(config.cors[0].allowed_methods == std::vector<std::string>{"GET", "PUT"});
  CHECK(config.cors[0].allowed_headers == std::vector<std::string>{"*"});
  CHECK(config.cors[0].expose_headers == std::vector<std::string>{"ETag"});
  CHECK(config.cors[0].max_age_s == 300);
  CHECK(read_bucket("      VersioningConfiguration: {Status: Suspended}\n")
            .buckets[0]
            .config.versioning == Versioning::kSuspended);
}

TEST_CASE("lifecycle rules are taken over with their filters") {
  const FoundBuckets found = read_bucket(R"(      LifecycleConfiguration:
        Rules:
          - Id: old
            Status: Enabled
            Prefix: logs/
            TagFilters: [{Key: keep, Value: 'no'}]
            ObjectSizeGreaterThan: '10'
            ObjectSizeLessThan: 1000
            ExpirationInDays: 30
            NoncurrentVersionExpiration: {NoncurrentDays: 7, NewerNoncurrentVersions: 2}
            AbortIncompleteMultipartUpload: {DaysAfterInitiation: 3}
          - Status: Disabled
            ExpirationDate: '2027-01-31T00:00:00.000Z'
          - {Status: Enabled, ExpiredObjectDeleteMarker: true}
)");
  CHECK(found.errors.empty());
  CHECK(found.warnings.empty());
  REQUIRE(found.buckets.size() == 1);
  const auto& rules = found.buckets[0].config.lifecycle;
  REQUIRE(rules.size() == 3);
  CHECK(rules[0].id == "old");
  CHECK(rules[0].enabled);
  CHECK(rules[0].prefix == "logs/");
  CHECK(rules[0].tags == std::vector<std::pair<std::string, std::string>>{{"keep", "no"}});
  CHECK(rules[0].size_greater_than == 10);
  CHECK(rules[0].size_less_than == 1000);
  CHECK(rules[0].expire_after_days == 30);
  CHECK(rules[0].expire_noncurrent_after_days == 7);
  CHECK(rules[0].newer_noncurrent_versions == 2);
  CHECK(rules[0].abort_uploads_after_days == 3);
  CHECK_FALSE(rules[1].enabled);
  using namespace std::chrono;
  CHECK(rules[1].expire_at == WallTime(sys_days(2027y / January / 31)));
  CHECK(rules[2].expire_delete_markers);
  CHECK(rules[1].id != rules[2].id);
}

TEST_CASE("settings that AWS refuses are errors where they stand") {
  const std::string lambda =
      "      NotificationConfiguration:\n        LambdaConfigurations:\n          - ";
  const std::string resize = "Function: !GetAtt Resize.Arn";
  struct Case {
    std::string properties, said;
  };
  const Case cases[] = {
      {"      BucketNam: a\n", "AWS::S3::Bucket has no property `BucketNam`"},
      {"      VersioningConfiguration: {Status: 'On'}\n",
       "`Status` must be one of Enabled, Suspended, found `On`"},
      {lambda + "{Event: s3:ObjectMade, " + resize + "}\n",
       "The event 's3:ObjectMade' is not supported for notifications"},
      {lambda + "{" + resize + "}\n", "LambdaConfigurations needs the property `Event`"},
      {lambda + "{Event: 's3:ObjectCreated:*', Function: resize}\n",
       "`resize` is not the ARN of a function"},
      {lambda + "{Event: 's3:ObjectCreated:*', " + resize +
           ", Filter: {S3Key: {Rules: [{Name: middle, Value: a}]}}}\n",
       "filter rule name must be either prefix or suffix, found `middle`"},
      {lambda + "{Event: 's3:ObjectCreated:*', " + resize +
           ", Filter: {S3Key: {Rules: [{Name: Prefix, Value: a}, {Name: prefix, Value: b}]}}}\n",
       "Cannot specify more than one prefix rule in a filter."},
      {lambda + "{Event: 's3:ObjectCreated:*', " + resize +
           "}\n          - {Event: s3:ObjectCreated:Put, " + resize + "}\n",
       "`Photos`: Configuration is ambiguously defined."},
      {"      CorsConfiguration: {CorsRules: [{AllowedOrigins: ['*'], AllowedMethods: [PATCH]}]}\n",
       "Unsupported method is PATCH"},
      {"      CorsConfiguration: {CorsRules: [{AllowedOrigins: ['*.*'], AllowedMethods: [GET]}]}\n",
       "can not have more than one wildcard"},
      {"      LifecycleConfiguration: {Rules: [{Status: Enabled}]}\n",
       "At least one action needs to be specified in a rule"},
      {"      LifecycleConfiguration: {Rules: [{ExpirationInDays: 1}]}\n",
       "a lifecycle rule needs the property `Status`"},
      {"      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationInDays: 0}]}\n",
       "`ExpirationInDays` must be an integer from 1"},
      {"      LifecycleConfiguration: {Rules: [{Status: Enabled, ExpirationDate: '2027-02-30'}]}\n",
       "'Date' must be at midnight GMT, found `2027-02-30`"},
      {"      LifecycleConfiguration:\n        Rules:\n"
       "          - {Status: Enabled, ExpirationDate: '2027-01-01T10:00:00Z'}\n",
       "'Date' must be at midnight GMT"},
      {"      LifecycleConfiguration:\n        Rules:\n"
       "          - {Id: a, Status: Enabled, ExpirationInDays: 1}\n"
       "          - {Id: a, Status: Enabled, ExpirationInDays: 2}\n",
       "Rule ID must be unique: there are two `a`"},
      {"      Tags: [{Key: a}]\n", "Tags needs the property `Value`"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.properties);
    CHECK(says(read_bucket(each.properties).errors, each.said));
  }
}

TEST_CASE("what is not emulated is said by name") {
  const FoundBuckets found = read_bucket(R"(      WebsiteConfiguration: {IndexDocument: index.html}
      ObjectLockEnabled: true
      AccessControl: Private
      NotificationConfiguration:
        EventBridgeConfiguration: {EventBridgeEnabled: true}
        LambdaConfigurations:
          - Event: s3:ObjectRemoved:*
            Function: arn:aws:lambda:us-east-1:123456789012:function:Elsewhere
        QueueConfigurations:
          - {Event: 's3:ObjectCreated:*', Queue: 'arn:aws:sqs:us-east-1:123456789012:q'}
      LifecycleConfiguration:
        Rules:
          - Status: Enabled
            Transitions: [{StorageClass: GLACIER, TransitionInDays: 1}]
)");
  CHECK(found.errors.empty());
  CHECK(says(found.warnings, "WebsiteConfiguration is not emulated: no website is served"));
  CHECK(says(found.warnings, "ObjectLockEnabled is not emulated: nothing is locked"));
  CHECK(says(found.warnings, "EventBridge will get nothing of this bucket"));
  CHECK(says(found.warnings, "`arn:aws:sqs:us-east-1:123456789012:q` will get nothing"));
  CHECK(says(found.warnings, "the function `Elsewhere`, which is not in this template"));
  CHECK(says(found.warnings, "transitions move nothing here"));
  CHECK_FALSE(says(found.warnings, "AccessControl"));
  REQUIRE(found.buckets.size() == 1);
  CHECK(found.buckets[0].config.notifications.event_bridge);
  CHECK(found.buckets[0].config.notifications.targets.size() == 2);
}
