#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/list_query.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

// Source: S3 API, ListObjectVersions.
constexpr std::size_t kMaxListedVersions = 1000;

struct VersionsQuery {
  storage::ListQuery query;
  KeyEncoding encoding;
};

Result<VersionsQuery> read_versions_query(const Request& request) {
  const Result<std::size_t> max =
      read_max(request.query("max-keys"), "max-keys", kMaxListedVersions);
  if (!max) return max.error();
  Result<KeyEncoding> encoding = KeyEncoding::read(request.query("encoding-type"));
  if (!encoding) return std::move(encoding).error();
  VersionsQuery asked{.query = {.prefix = request.query("prefix"),
                                .delimiter = request.query("delimiter"),
                                .after = request.query("key-marker"),
                                .after_version = request.query("version-id-marker"),
                                .max = max.value(),
                                .versions = true},
                      .encoding = *encoding};
  if (!asked.query.after_version.empty() && asked.query.after.empty()) {
    return refuse("InvalidArgument",
                  "A version-id marker cannot be specified without a key marker.");
  }
  return asked;
}

void write_version(XmlWriter& xml, const Request& request, const VersionsQuery& asked,
                   const storage::Object& object) {
  const char* const name = object.delete_marker ? "DeleteMarker" : "Version";
  xml.open(name).text("Key", asked.encoding.of(object.key));
  xml.text("VersionId", object.version_id).boolean("IsLatest", object.latest);
  xml.text("LastModified", iso_whole_seconds(object.last_modified));
  if (!object.delete_marker) {
    xml.text("ETag", quoted(object.etag)).number("Size", object.size);
    xml.text("StorageClass", object.attributes.storage_class);
  }
  write_owner(xml, request.context);
  xml.close(name);
}

std::string versions_result(const Request& request, const VersionsQuery& asked,
                            const storage::Listing& listing) {
  const storage::ListQuery& query = asked.query;
  XmlWriter xml("ListVersionsResult");
  xml.text("Name", request.bucket).text("Prefix", asked.encoding.of(query.prefix));
  xml.text("KeyMarker", asked.encoding.of(query.after));
  xml.text("VersionIdMarker", query.after_version);
  if (listing.truncated) {
    xml.text("NextKeyMarker", asked.encoding.of(listing.next_after));
    if (!listing.next_after_version.empty()) {
      xml.text("NextVersionIdMarker", listing.next_after_version);
    }
  }
  if (!query.delimiter.empty()) xml.text("Delimiter", asked.encoding.of(query.delimiter));
  xml.number("MaxKeys", query.max).boolean("IsTruncated", listing.truncated);
  if (asked.encoding.url()) xml.text("EncodingType", "url");
  for (const storage::Object& object : listing.objects) write_version(xml, request, asked, object);
  for (const std::string& prefix : listing.common_prefixes) {
    xml.open("CommonPrefixes").text("Prefix", asked.encoding.of(prefix)).close("CommonPrefixes");
  }
  return xml.finish();
}

}  // namespace

void list_object_versions(const RequestPtr& request) {
  Result<VersionsQuery> read = read_versions_query(*request);
  if (failed(request, read)) return;
  if (request->find_bucket() == nullptr) return request->fail(refuse("NoSuchBucket"));
  if (read->query.max == 0) return request->answer_xml(versions_result(*request, *read, {}));
  request->storage.list(request->bucket, read->query,
                        [request, asked = *read](Result<storage::Listing> listing) {
                          if (failed(request, listing)) return;
                          request->answer_xml(versions_result(*request, asked, *listing));
                        });
}

}  // namespace brume::emulator::aws::s3
