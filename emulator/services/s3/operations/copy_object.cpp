#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/model/key_path.h"
#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/checksums.h"
#include "emulator/services/s3/protocol/conditions.h"
#include "emulator/services/s3/protocol/copy_source.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/incoming_body.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/upload_checksum.h"
#include "emulator/services/s3/protocol/write_response.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

// "COPY" unless said otherwise. InvalidArgument.
Result<bool> replaces(const Request& request, const char* header, const char* what) {
  const std::string* const directive = request.headers().find(header);
  if (directive == nullptr || *directive == "COPY") return false;
  if (*directive == "REPLACE") return true;
  return refuse("InvalidArgument", std::string("Unknown ") + what + " directive.");
}

// The copy's attributes, of the source's and the request's.
Result<storage::Attributes> merged(const Request& request, const storage::Object& source) {
  Result<storage::Attributes> own = read_attributes(request.headers());
  if (!own) return own;
  const Result<bool> metadata = replaces(request, "x-amz-metadata-directive", "metadata");
  if (!metadata) return metadata.error();
  const Result<bool> tagging = replaces(request, "x-amz-tagging-directive", "tagging");
  if (!tagging) return tagging.error();
  if (!metadata.value()) {
    const std::string* const encryption = request.headers().find("x-amz-server-side-encryption");
    own->headers = source.attributes.headers;
    if (encryption != nullptr) {
      own->headers.emplace_back("x-amz-server-side-encryption", *encryption);
    }
  }
  if (!tagging.value()) own->tags = source.attributes.tags;
  return own;
}

bool changes_something(const Request& request) {
  for (const char* header : {"x-amz-storage-class", "x-amz-server-side-encryption",
                             "x-amz-website-redirect-location", "x-amz-checksum-algorithm"}) {
    if (request.headers().has(header)) return true;
  }
  const std::string* const directive = request.headers().find("x-amz-metadata-directive");
  return directive != nullptr && *directive == "REPLACE";
}

Result<storage::PutOptions> read_copy(const Request& request, const CopySource& from,
                                      const storage::Object& source) {
  if (request.key.size() > storage::kMaxKeyBytes) return refuse("KeyTooLongError");
  if (source.size > kMaxContentBytes) {
    return refuse("InvalidRequest",
                  "The specified copy source is larger than the maximum allowable size for a copy "
                  "source: 5368709120");
  }
  const bool itself = from.bucket == request.bucket && from.key == request.key;
  if (itself && from.version_id.empty() && !changes_something(request)) {
    return refuse("InvalidRequest",
                  "This copy request is illegal because it is trying to copy an object to itself "
                  "without changing the object's metadata, storage class, website redirect "
                  "location or encryption attributes.");
  }
  Result<storage::Attributes> attributes = merged(request, source);
  if (!attributes) return std::move(attributes).error();
  Result<storage::Condition> condition = write_condition(request.headers());
  if (!condition) return std::move(condition).error();
  return storage::PutOptions{.attributes = std::move(*attributes),
                             .condition = std::move(*condition),
                             .cause = request.cause("Copy")};
}

void answer_copy(const RequestPtr& request, const Result<storage::Object>& copy,
                 http::Headers headers) {
  if (!copy) return fail_write(request, copy.error());
  const storage::Object& object = copy.value();
  add_written(headers, *request, object);
  headers.erase("ETag");
  XmlWriter xml("CopyObjectResult");
  xml.text("LastModified", iso_whole_seconds(object.last_modified))
      .text("ETag", quoted(object.etag));
  if (object.checksum) {
    xml.text(element_of(object.checksum->algorithm), object.checksum->value);
    xml.text("ChecksumType", type_of(*object.checksum));
  }
  request->answer_xml(xml.finish(), std::move(headers));
}

void copy_found(const RequestPtr& request, const CopySource& from, const storage::Object& source) {
  Result<storage::PutOptions> options = read_copy(*request, from, source);
  if (failed(request, options)) return;
  const Result<UploadChecksum> checksum = read_upload_checksum(request->headers());
  if (failed(request, checksum)) return;
  http::Headers headers;
  add_source_version(headers, *request, from, source);
  const storage::ObjectSource copied{from.bucket, from.key, source.version_id,
                                     checksum.value().algorithm};
  request->storage.copy(copied, {request->bucket, request->key}, std::move(*options),
                        [request, headers = std::move(headers)](Result<storage::Object> copy) {
                          answer_copy(request, copy, headers);
                        });
}

}  // namespace

void copy_object(const RequestPtr& request) {
  find_copy_source(request, [request](const CopySource& from, const storage::Object& source) {
    copy_found(request, from, source);
  });
}

}  // namespace brume::emulator::aws::s3
