// S3 notifications: what a function with an S3 event source receives.
// Source: https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <brume/encoding.hpp>
#include <brume/fields.hpp>

namespace brume {

struct S3Object {
  std::string key;                   // form-url-encoded, as AWS sends it
  std::optional<std::int64_t> size;  // bytes; none when the object was removed
  std::string e_tag;                 // without quotes; empty when the object was removed
  std::string version_id;            // empty without versioning
  std::string sequencer;             // hexadecimal; a later event of the same key has a greater one
  json extra;

  // The key as it was put.
  std::string decoded_key() const { return url_decode(key); }

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("key", self.key);
    each("size", self.size);
    each("eTag", self.e_tag);
    each("versionId", self.version_id);
    each("sequencer", self.sequencer);
  }
};

struct S3Principal {
  std::string principal_id;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("principalId", self.principal_id);
  }
};

struct S3Bucket {
  std::string name;
  std::string arn;
  S3Principal owner_identity;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("name", self.name);
    each("arn", self.arn);
    each("ownerIdentity", self.owner_identity);
  }
};

struct S3Entity {
  std::string s3_schema_version;
  std::string configuration_id;
  S3Bucket bucket;
  S3Object object;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("s3SchemaVersion", self.s3_schema_version);
    each("configurationId", self.configuration_id);
    each("bucket", self.bucket);
    each("object", self.object);
  }
};

struct S3Record {
  struct RequestParameters {
    std::string source_ip_address;
    json extra;
    template <typename Self, typename Fields>
    static void fields(Self& self, Fields& each) {
      each("sourceIPAddress", self.source_ip_address);
    }
  };
  std::string event_version;
  std::string event_source;
  std::string aws_region;
  std::string event_time;  // "1970-01-01T00:00:00.000Z"
  std::string event_name;  // "ObjectCreated:Put", without "s3:"
  S3Principal user_identity;
  RequestParameters request_parameters;
  std::map<std::string, std::string> response_elements;
  S3Entity s3;
  json extra;  // glacierEventData, lifecycleEventData, replicationEventData, …

  bool is_created() const { return event_name.rfind("ObjectCreated:", 0) == 0; }
  bool is_removed() const { return event_name.rfind("ObjectRemoved:", 0) == 0; }

  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("eventVersion", self.event_version);
    each("eventSource", self.event_source);
    each("awsRegion", self.aws_region);
    each("eventTime", self.event_time);
    each("eventName", self.event_name);
    each("userIdentity", self.user_identity);
    each("requestParameters", self.request_parameters);
    each("responseElements", self.response_elements);
    each("s3", self.s3);
  }
};

//   void on_upload(const brume::S3Event& event) {
//     for (const brume::S3Record& record : event.records)
//       brume::log::info("new file", {{"key", record.s3.object.decoded_key()}});
//   }
//   BRUME_HANDLER(handler, on_upload)
struct S3Event {
  std::vector<S3Record> records;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("Records", self.records);
  }
};

}  // namespace brume
