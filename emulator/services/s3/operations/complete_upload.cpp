#include <charconv>

#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/checksums.h"
#include "emulator/services/s3/protocol/conditions.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/write_response.h"
#include "emulator/services/s3/protocol/xml_element.h"

namespace brume::emulator::aws::s3 {
namespace {

std::string bare(std::string_view etag) {
  if (etag.size() >= 2 && etag.front() == '"' && etag.back() == '"') {
    etag = etag.substr(1, etag.size() - 2);
  }
  return std::string(etag);
}

Result<storage::CompletedPart> read_part(const XmlElement& element) {
  storage::CompletedPart part;
  const std::string_view number = element.text_of("PartNumber");
  const char* const end = number.data() + number.size();
  if (number.empty() || std::from_chars(number.data(), end, part.number).ptr != end) {
    return refuse("MalformedXML");
  }
  part.etag = bare(element.text_of("ETag"));
  for (const Algorithm algorithm : {Algorithm::kCrc32, Algorithm::kCrc32c, Algorithm::kCrc64Nvme,
                                    Algorithm::kSha1, Algorithm::kSha256}) {
    const XmlElement* const value = element.child(element_of(algorithm));
    if (value == nullptr) continue;
    part.checksum = storage::Checksum{.algorithm = algorithm, .value = value->text};
  }
  return part;
}

Result<std::vector<storage::CompletedPart>> read_parts(const std::string& document) {
  Result<XmlElement> root = parse_xml(document, "CompleteMultipartUpload");
  if (!root) return std::move(root).error();
  std::vector<storage::CompletedPart> parts;
  for (const XmlElement& element : root->children) {
    if (element.name != "Part") continue;
    Result<storage::CompletedPart> part = read_part(element);
    if (!part) return std::move(part).error();
    if (!parts.empty() && part->number <= parts.back().number) return refuse("InvalidPartOrder");
    parts.push_back(std::move(*part));
  }
  if (parts.empty()) return refuse("MalformedXML");
  return parts;
}

// x-amz-checksum-…: of the whole, here, and not of the document.
std::optional<storage::Checksum> read_whole(const http::Headers& headers) {
  for (const http::Header& header : headers) {
    const std::optional<Algorithm> algorithm = algorithm_of_header(header.name);
    if (!algorithm) continue;
    return storage::Checksum{.algorithm = *algorithm,
                             .value = header.value,
                             .composite = header.value.find('-') != std::string::npos};
  }
  return std::nullopt;
}

void answer_completed(const RequestPtr& request, const storage::Object& object) {
  http::Headers headers{{"x-amz-server-side-encryption", "AES256"}};
  if (const storage::Bucket* const bucket = request->find_bucket()) {
    add_version(headers, *bucket, object.version_id);
  }
  XmlWriter xml("CompleteMultipartUploadResult");
  xml.text("Location", request->location()).text("Bucket", request->bucket);
  xml.text("Key", request->key).text("ETag", quoted(object.etag));
  if (object.checksum) {
    xml.text(element_of(object.checksum->algorithm), object.checksum->value);
    xml.text("ChecksumType", type_of(*object.checksum));
  }
  request->answer_xml(xml.finish(), std::move(headers));
}

}  // namespace

void complete_multipart_upload(const RequestPtr& request) {
  Result<std::vector<storage::CompletedPart>> parts = read_parts(request->document);
  if (failed(request, parts)) return;
  Result<storage::Condition> condition = write_condition(request->headers());
  if (failed(request, condition)) return;
  storage::PutOptions options{.expected = {.checksum = read_whole(request->headers())},
                              .condition = std::move(*condition),
                              .cause = request->cause("CompleteMultipartUpload")};
  request->storage.complete_upload({request->bucket, request->key, request->query("uploadId")},
                                   std::move(*parts), std::move(options),
                                   [request](Result<storage::Object> object) {
                                     if (!object) return fail_write(request, object.error());
                                     answer_completed(request, *object);
                                   });
}

}  // namespace brume::emulator::aws::s3
