#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/checksums.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/list_query.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

// Source: S3 API, ListObjectsV2.
constexpr std::size_t kMaxListedKeys = 1000;

struct ObjectsQuery {
  bool second = false;  // ListObjectsV2
  storage::ListQuery query = {};
  KeyEncoding encoding = {};
  bool owners = false;
  std::string marker = {};
  std::string token = {};
  std::string start_after = {};
};

Result<ObjectsQuery> read_objects_query(const Request& request, bool second) {
  ObjectsQuery asked{.second = second};
  const Result<std::size_t> max = read_max(request.query("max-keys"), "max-keys", kMaxListedKeys);
  if (!max) return max.error();
  Result<KeyEncoding> encoding = KeyEncoding::read(request.query("encoding-type"));
  if (!encoding) return std::move(encoding).error();
  asked.encoding = *encoding;
  asked.query = {.prefix = request.query("prefix"),
                 .delimiter = request.query("delimiter"),
                 .max = max.value()};
  asked.owners = !second || request.query("fetch-owner") == "true";
  asked.marker = asked.query.after = request.query("marker");
  if (!second) return asked;
  asked.start_after = asked.query.after = request.query("start-after");
  asked.token = request.query("continuation-token");
  if (!asked.token.empty()) {
    Result<std::string> after = read_token(asked.token);
    if (!after) return std::move(after).error();
    asked.query.after = std::move(*after);
  }
  return asked;
}

void write_object(XmlWriter& xml, const Request& request, const ObjectsQuery& asked,
                  const storage::Object& object) {
  xml.open("Contents").text("Key", asked.encoding.of(object.key));
  xml.text("LastModified", iso_whole_seconds(object.last_modified))
      .text("ETag", quoted(object.etag));
  if (object.checksum) {
    xml.text("ChecksumAlgorithm", name_of(object.checksum->algorithm));
    xml.text("ChecksumType", type_of(*object.checksum));
  }
  xml.number("Size", object.size).text("StorageClass", object.attributes.storage_class);
  if (asked.owners) write_owner(xml, request.context);
  xml.close("Contents");
}

// What each of the two says of where it began and where it goes on.
void write_place(XmlWriter& xml, const ObjectsQuery& asked, const storage::Listing& listing) {
  if (!asked.second) {
    xml.text("Marker", asked.encoding.of(asked.marker));
    if (listing.truncated && !asked.query.delimiter.empty()) {
      xml.text("NextMarker", asked.encoding.of(listing.next_after));
    }
    return;
  }
  xml.number("KeyCount", listing.objects.size() + listing.common_prefixes.size());
  if (!asked.token.empty()) xml.text("ContinuationToken", asked.token);
  if (listing.truncated) xml.text("NextContinuationToken", token_of(listing.next_after));
  if (!asked.start_after.empty()) xml.text("StartAfter", asked.encoding.of(asked.start_after));
}

std::string objects_result(const Request& request, const ObjectsQuery& asked,
                           const storage::Listing& listing) {
  XmlWriter xml("ListBucketResult");
  xml.text("Name", request.bucket).text("Prefix", asked.encoding.of(asked.query.prefix));
  if (!asked.query.delimiter.empty()) {
    xml.text("Delimiter", asked.encoding.of(asked.query.delimiter));
  }
  xml.number("MaxKeys", asked.query.max).boolean("IsTruncated", listing.truncated);
  if (asked.encoding.url()) xml.text("EncodingType", "url");
  write_place(xml, asked, listing);
  for (const storage::Object& object : listing.objects) write_object(xml, request, asked, object);
  for (const std::string& prefix : listing.common_prefixes) {
    xml.open("CommonPrefixes").text("Prefix", asked.encoding.of(prefix)).close("CommonPrefixes");
  }
  return xml.finish();
}

void list(const RequestPtr& request, bool second) {
  Result<ObjectsQuery> read = read_objects_query(*request, second);
  if (failed(request, read)) return;
  const storage::Bucket* const bucket = request->find_bucket();
  if (bucket == nullptr) return request->fail(refuse("NoSuchBucket"));
  http::Headers headers{{"x-amz-bucket-region", bucket->region}};
  if (read->query.max == 0)
    return request->answer_xml(objects_result(*request, *read, {}), headers);
  request->storage.list(request->bucket, read->query,
                        [request, asked = *read, headers](Result<storage::Listing> listing) {
                          if (failed(request, listing)) return;
                          request->answer_xml(objects_result(*request, asked, *listing), headers);
                        });
}

}  // namespace

void list_objects(const RequestPtr& request) {
  list(request, false);
}

void list_objects_v2(const RequestPtr& request) {
  if (request->query("list-type") != "2") return list(request, false);
  list(request, true);
}

}  // namespace brume::emulator::aws::s3
