#include "emulator/services/s3/protocol/write_response.h"

#include "emulator/services/s3/protocol/checksums.h"
#include "emulator/services/s3/protocol/object_headers.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::string_view kEncryptionHeader = "x-amz-server-side-encryption";

}  // namespace

void add_written(http::Headers& headers, const Request& request, const storage::Object& object) {
  if (const storage::Bucket* const bucket = request.find_bucket()) {
    add_version(headers, *bucket, object.version_id);
  }
  headers.add("ETag", quoted(object.etag));
  if (object.checksum) add_checksum(headers, *object.checksum);
  std::string encryption = "AES256";
  for (const auto& [name, value] : object.attributes.headers) {
    if (name == kEncryptionHeader) encryption = value;
  }
  headers.add(std::string(kEncryptionHeader), std::move(encryption));
}

void fail_write(const RequestPtr& request, const Error& error) {
  if (error.reason != "PreconditionFailed") return request->fail(error);
  request->fail_with(error, {{"Condition", request->headers().has("If-None-Match") ? "If-None-Match"
                                                                                   : "If-Match"}});
}

}  // namespace brume::emulator::aws::s3
