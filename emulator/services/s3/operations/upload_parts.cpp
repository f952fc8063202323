#include <charconv>

#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/copy_source.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/incoming_body.h"
#include "emulator/services/s3/protocol/list_query.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/ranges.h"
#include "emulator/text/ascii.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

using UploadState = storage::Storage::UploadState;

// Source: S3 User Guide, "Amazon S3 multipart upload limits".
constexpr int kMaxPartNumber = 10'000;
constexpr std::size_t kMaxParts = 1000;  // of a listing

Result<int> read_part_number(const Request& request) {
  const std::string text = request.query("partNumber");
  int number = 0;
  const char* const end = text.data() + text.size();
  if (std::from_chars(text.data(), end, number).ptr != end || number < 1 ||
      number > kMaxPartNumber) {
    return refuse("InvalidArgument",
                  "Part number must be an integer between 1 and 10000, inclusive");
  }
  return number;
}

// What the part's body is checked by: what its upload was begun with, or what it states.
Result<StatedChecksum> read_part_checksum(const Request& request, const storage::Upload& upload) {
  Result<StatedChecksum> stated = read_checksum(request);
  if (!stated || !upload.algorithm) return stated;
  if (stated->algorithm && *stated->algorithm != *upload.algorithm) {
    return refuse("InvalidRequest",
                  "Checksum Type mismatch occurred, expected checksum Type: " +
                      lower_case(name_of(*upload.algorithm)) +
                      ", actual checksum Type: " + lower_case(name_of(*stated->algorithm)));
  }
  stated->algorithm = upload.algorithm;
  return stated;
}

void answer_part(const RequestPtr& request, const storage::Part& part) {
  http::Headers headers{{"ETag", quoted(part.etag)}, {"x-amz-server-side-encryption", "AES256"}};
  if (part.checksum) headers.add(header_of(part.checksum->algorithm), part.checksum->value);
  request->answer(200, std::move(headers));
}

void store_part(const RequestPtr& request, int number, Received received) {
  request->storage.put_part({request->bucket, request->key, request->query("uploadId")}, number,
                            std::move(received.body), std::move(received.expected),
                            [request](Result<storage::Part> part) {
                              if (!failed(request, part)) answer_part(request, *part);
                            });
}

void receive_part(const RequestPtr& request, const storage::Upload& upload) {
  const Result<int> number = read_part_number(*request);
  if (failed(request, number)) return;
  Result<StatedChecksum> stated = read_part_checksum(*request, upload);
  if (failed(request, stated)) return;
  receive_content(request, std::move(*stated),
                  [request, number = number.value()](Result<Received> received) {
                    if (failed(request, received)) return;
                    store_part(request, number, std::move(*received));
                  });
}

void answer_copied_part(const RequestPtr& request, const storage::Part& part,
                        http::Headers headers) {
  XmlWriter xml("CopyPartResult");
  xml.text("LastModified", iso_whole_seconds(part.last_modified)).text("ETag", quoted(part.etag));
  if (part.checksum) xml.text(element_of(part.checksum->algorithm), part.checksum->value);
  request->answer_xml(xml.finish(), std::move(headers));
}

void copy_part(const RequestPtr& request, const CopySource& from, const storage::Object& source) {
  const Result<int> number = read_part_number(*request);
  if (failed(request, number)) return;
  std::optional<std::pair<std::uint64_t, std::uint64_t>> range;
  if (const std::string* const header = request->headers().find("x-amz-copy-source-range")) {
    const Result<Range> read = read_copy_range(*header, source.size);
    if (failed(request, read)) return;
    range = {read.value().first, read.value().last};
  }
  http::Headers headers;
  add_source_version(headers, *request, from, source);
  request->storage.copy_part(
      {.bucket = from.bucket, .key = from.key, .version_id = source.version_id}, range,
      {request->bucket, request->key, request->query("uploadId")}, number.value(),
      [request, headers = std::move(headers)](Result<storage::Part> part) {
        if (!failed(request, part)) answer_copied_part(request, *part, headers);
      });
}

void write_part(XmlWriter& xml, const storage::Part& part) {
  xml.open("Part").number("PartNumber", static_cast<std::uint64_t>(part.number));
  xml.text("LastModified", iso_whole_seconds(part.last_modified)).text("ETag", quoted(part.etag));
  xml.number("Size", part.size);
  if (part.checksum) xml.text(element_of(part.checksum->algorithm), part.checksum->value);
  xml.close("Part");
}

void answer_parts(const RequestPtr& request, const UploadState& state) {
  const Result<std::size_t> max = read_max(request->query("max-parts"), "max-parts", kMaxParts);
  if (failed(request, max)) return;
  const Result<std::size_t> marker =
      read_max(request->query("part-number-marker"), "part-number-marker", kMaxPartNumber);
  if (failed(request, marker)) return;
  const bool from_start = request->query("part-number-marker").empty();
  const std::size_t after = from_start ? 0 : marker.value();
  std::vector<const storage::Part*> shown;
  bool truncated = false;
  for (const storage::Part& part : state.parts) {
    if (static_cast<std::size_t>(part.number) <= after) continue;
    truncated = shown.size() == max.value();
    if (truncated) break;
    shown.push_back(&part);
  }
  const storage::Upload& upload = state.upload;
  XmlWriter xml("ListPartsResult");
  xml.text("Bucket", request->bucket).text("Key", request->key).text("UploadId", upload.id);
  xml.number("PartNumberMarker", after);
  xml.number("NextPartNumberMarker",
             shown.empty() ? 0 : static_cast<std::uint64_t>(shown.back()->number));
  xml.number("MaxParts", max.value()).boolean("IsTruncated", truncated);
  for (const storage::Part* const part : shown) write_part(xml, *part);
  xml.open("Initiator").text("ID", owner_id(request->context)).text("DisplayName", "brume");
  xml.close("Initiator");
  write_owner(xml, request->context);
  xml.text("StorageClass", upload.attributes.storage_class);
  if (upload.algorithm) {
    xml.text("ChecksumAlgorithm", name_of(*upload.algorithm));
    xml.text("ChecksumType", upload.composite ? "COMPOSITE" : "FULL_OBJECT");
  }
  request->answer_xml(xml.finish());
}

// Finds the upload before any body is read.
void with_upload(const RequestPtr& request,
                 void (*then)(const RequestPtr&, const UploadState& state)) {
  request->storage.upload_state({request->bucket, request->key, request->query("uploadId")},
                                [request, then](Result<UploadState> state) {
                                  if (!failed(request, state)) then(request, *state);
                                });
}

}  // namespace

void upload_part(const RequestPtr& request) {
  with_upload(request, [](const RequestPtr& found, const UploadState& state) {
    receive_part(found, state.upload);
  });
}

void upload_part_copy(const RequestPtr& request) {
  find_copy_source(request, [request](const CopySource& from, const storage::Object& source) {
    copy_part(request, from, source);
  });
}

void list_parts(const RequestPtr& request) {
  with_upload(request, answer_parts);
}

}  // namespace brume::emulator::aws::s3
