#include <algorithm>
#include <charconv>

#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/http/response_head.h"
#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/checksums.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/object_lookup.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws::s3 {
namespace {

// Source: S3 API, GetObjectAttributes.
constexpr std::string_view kAttributes[] = {"ETag", "Checksum", "ObjectParts", "StorageClass",
                                            "ObjectSize"};

Result<std::vector<std::string>> read_wanted_names(const Request& request) {
  std::vector<std::string> wanted;
  for (const std::string_view value : request.headers().all("x-amz-object-attributes")) {
    for (const std::string_view part : split(value, ',')) {
      const std::string name(trimmed(part));
      if (std::find(std::begin(kAttributes), std::end(kAttributes), name) ==
          std::end(kAttributes)) {
        return refuse("InvalidArgument", "Invalid attribute name specified.");
      }
      wanted.push_back(name);
    }
  }
  if (wanted.empty()) {
    return refuse("InvalidRequest",
                  "The x-amz-object-attributes header specifying the attributes to be retrieved is "
                  "either missing or empty");
  }
  return wanted;
}

int number_of(const std::string& text, int otherwise) {
  int number = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

void write_parts(XmlWriter& xml, const Request& request, const storage::Object& object) {
  const int most = std::clamp(number_of(request.header("x-amz-max-parts"), 1000), 0, 1000);
  const int after = number_of(request.header("x-amz-part-number-marker"), 0);
  int last = 0, count = 0;
  bool truncated = false;
  std::string parts;
  for (const storage::Part& part : object.parts) {
    if (part.number <= after) continue;
    truncated = count == most;
    if (truncated) break;
    ++count;
    last = part.number;
    if (!part.checksum) continue;
    const std::string element = element_of(part.checksum->algorithm);
    parts += "<Part><PartNumber>" + std::to_string(part.number) + "</PartNumber><Size>" +
             std::to_string(part.size) + "</Size><" + element + ">" + part.checksum->value + "</" +
             element + "></Part>";
  }
  xml.open("ObjectParts").number("TotalPartsCount", object.parts.size());
  if (!parts.empty()) {
    xml.number("PartNumberMarker", static_cast<std::uint64_t>(after));
    xml.number("NextPartNumberMarker", static_cast<std::uint64_t>(last));
    xml.number("MaxParts", static_cast<std::uint64_t>(most));
    xml.boolean("IsTruncated", truncated).raw(parts);
  }
  xml.close("ObjectParts");
}

void answer_attributes(const RequestPtr& request, const std::vector<std::string>& wanted,
                       const storage::Object& object) {
  const auto wants = [&](const char* name) {
    return std::find(wanted.begin(), wanted.end(), name) != wanted.end();
  };
  XmlWriter xml("GetObjectAttributesResponse");
  if (wants("ETag")) xml.text("ETag", object.etag);
  if (wants("Checksum") && object.checksum) {
    xml.open("Checksum").text(element_of(object.checksum->algorithm), object.checksum->value);
    xml.text("ChecksumType", type_of(*object.checksum)).close("Checksum");
  }
  if (wants("ObjectParts") && !object.parts.empty()) write_parts(xml, *request, object);
  if (wants("StorageClass")) xml.text("StorageClass", object.attributes.storage_class);
  if (wants("ObjectSize")) xml.number("ObjectSize", object.size);
  http::Headers headers{{"Last-Modified", http::http_date(object.last_modified)}};
  const storage::Bucket* const bucket = request->find_bucket();
  if (bucket != nullptr) add_version(headers, *bucket, object.version_id);
  request->answer_xml(xml.finish(), std::move(headers));
}

}  // namespace

void get_object_attributes(const RequestPtr& request) {
  Result<std::vector<std::string>> wanted = read_wanted_names(*request);
  if (failed(request, wanted)) return;
  request->storage.head(
      {request->bucket, request->key, request->query("versionId")},
      [request, wanted = std::move(*wanted)](Result<storage::ObjectLookup> found) {
        if (!is_there(request, found)) return;
        answer_attributes(request, wanted, found->object);
      });
}

}  // namespace brume::emulator::aws::s3
