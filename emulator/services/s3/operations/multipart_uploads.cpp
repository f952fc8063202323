#include <algorithm>

#include "emulator/services/s3/model/key_path.h"
#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/list_query.h"
#include "emulator/services/s3/protocol/object_headers.h"
#include "emulator/services/s3/protocol/upload_checksum.h"
#include "emulator/services/s3/protocol/write_response.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

// Source: S3 API, ListMultipartUploads.
constexpr std::size_t kMaxUploads = 1000;

Result<storage::Upload> read_upload(const Request& request) {
  if (request.find_bucket() == nullptr) return refuse("NoSuchBucket");
  if (request.key.size() > storage::kMaxKeyBytes) return refuse("KeyTooLongError");
  Result<storage::Attributes> attributes = read_attributes(request.headers());
  if (!attributes) return std::move(attributes).error();
  const Result<UploadChecksum> checksum = read_upload_checksum(request.headers());
  if (!checksum) return checksum.error();
  storage::Upload upload;
  upload.key = request.key;
  upload.attributes = std::move(*attributes);
  upload.algorithm = checksum.value().algorithm;
  upload.composite = checksum.value().composite;
  return upload;
}

void answer_upload_created(const RequestPtr& request, const storage::Upload& upload) {
  http::Headers headers{{"x-amz-server-side-encryption", "AES256"}};
  if (upload.algorithm) {
    headers.add("x-amz-checksum-algorithm", name_of(*upload.algorithm));
    headers.add("x-amz-checksum-type", upload.composite ? "COMPOSITE" : "FULL_OBJECT");
  }
  XmlWriter xml("InitiateMultipartUploadResult");
  xml.text("Bucket", request->bucket).text("Key", request->key).text("UploadId", upload.id);
  request->answer_xml(xml.finish(), std::move(headers));
}

// What of all uploads a listing shows.
struct UploadList {
  std::string prefix, delimiter, key_marker, id_marker;
  std::size_t max = kMaxUploads;
  KeyEncoding encoding = {};

  std::vector<const storage::Upload*> shown = {};
  std::vector<std::string> common_prefixes = {};
  bool truncated = false;
  std::string next_key = {};
  std::string next_id = {};

  bool is_behind_marker(const storage::Upload& upload) const {
    if (key_marker.empty()) return true;
    if (upload.key != key_marker) return upload.key > key_marker;
    return !id_marker.empty() && upload.id > id_marker;
  }
  // Of a key that is shown only as what it has in common with others.
  std::string common_prefix(const std::string& key) const {
    const std::size_t at =
        delimiter.empty() ? std::string::npos : key.find(delimiter, prefix.size());
    return at == std::string::npos ? std::string() : key.substr(0, at + delimiter.size());
  }

  void fill(const std::vector<storage::Upload>& uploads) {
    for (const storage::Upload& upload : uploads) {
      if (!upload.key.starts_with(prefix) || !is_behind_marker(upload)) continue;
      const std::string common = common_prefix(upload.key);
      const bool known =
          !common.empty() && !common_prefixes.empty() && common_prefixes.back() == common;
      if (known || (!common.empty() && key_marker.starts_with(common))) continue;
      truncated = shown.size() + common_prefixes.size() == max;
      if (truncated) return;
      next_key = common.empty() ? upload.key : common;
      next_id = common.empty() ? upload.id : "";
      common.empty() ? shown.push_back(&upload) : common_prefixes.push_back(common);
    }
  }
};

Result<UploadList> read_list(const Request& request) {
  UploadList list{.prefix = request.query("prefix"),
                  .delimiter = request.query("delimiter"),
                  .key_marker = request.query("key-marker"),
                  .id_marker = request.query("upload-id-marker")};
  const Result<std::size_t> max =
      read_max(request.query("max-uploads"), "max-uploads", kMaxUploads);
  if (!max) return max.error();
  list.max = max.value();
  Result<KeyEncoding> encoding = KeyEncoding::read(request.query("encoding-type"));
  if (!encoding) return std::move(encoding).error();
  list.encoding = *encoding;
  return list;
}

void write_upload(XmlWriter& xml, const Request& request, const UploadList& list,
                  const storage::Upload& upload) {
  xml.open("Upload").text("Key", list.encoding.of(upload.key)).text("UploadId", upload.id);
  xml.open("Initiator").text("ID", owner_id(request.context)).text("DisplayName", "brume");
  xml.close("Initiator");
  write_owner(xml, request.context);
  xml.text("StorageClass", upload.attributes.storage_class);
  xml.text("Initiated", iso_whole_seconds(upload.initiated));
  if (upload.algorithm) {
    xml.text("ChecksumAlgorithm", name_of(*upload.algorithm));
    xml.text("ChecksumType", upload.composite ? "COMPOSITE" : "FULL_OBJECT");
  }
  xml.close("Upload");
}

void answer_list(const RequestPtr& request, const UploadList& list) {
  XmlWriter xml("ListMultipartUploadsResult");
  xml.text("Bucket", request->bucket).text("KeyMarker", list.encoding.of(list.key_marker));
  xml.text("UploadIdMarker", list.id_marker);
  if (list.truncated) {
    xml.text("NextKeyMarker", list.encoding.of(list.next_key));
    xml.text("NextUploadIdMarker", list.next_id);
  }
  xml.text("Prefix", list.encoding.of(list.prefix));
  if (!list.delimiter.empty()) xml.text("Delimiter", list.encoding.of(list.delimiter));
  if (list.encoding.url()) xml.text("EncodingType", "url");
  xml.number("MaxUploads", list.max).boolean("IsTruncated", list.truncated);
  for (const storage::Upload* const upload : list.shown) {
    write_upload(xml, *request, list, *upload);
  }
  for (const std::string& prefix : list.common_prefixes) {
    xml.open("CommonPrefixes").text("Prefix", list.encoding.of(prefix)).close("CommonPrefixes");
  }
  request->answer_xml(xml.finish());
}

}  // namespace

void create_multipart_upload(const RequestPtr& request) {
  Result<storage::Upload> upload = read_upload(*request);
  if (failed(request, upload)) return;
  request->storage.create_upload(request->bucket, std::move(*upload),
                                 [request](Result<storage::Upload> created) {
                                   if (failed(request, created)) return;
                                   answer_upload_created(request, *created);
                                 });
}

void abort_multipart_upload(const RequestPtr& request) {
  request->storage.abort_upload({request->bucket, request->key, request->query("uploadId")},
                                [request](Status aborted) {
                                  if (!failed(request, aborted)) request->answer(204);
                                });
}

void list_multipart_uploads(const RequestPtr& request) {
  Result<UploadList> list = read_list(*request);
  if (failed(request, list)) return;
  request->storage.list_uploads(
      request->bucket,
      [request, list = *list](Result<std::vector<storage::Upload>> uploads) mutable {
        if (failed(request, uploads)) return;
        list.fill(*uploads);
        answer_list(request, list);
      });
}

}  // namespace brume::emulator::aws::s3
