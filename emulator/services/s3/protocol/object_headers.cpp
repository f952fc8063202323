#include "emulator/services/s3/protocol/object_headers.h"

#include <algorithm>

#include "emulator/http/response_head.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/tags.h"
#include "emulator/text/ascii.h"
#include "emulator/text/split.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::string_view kMetaPrefix = "x-amz-meta-";

struct ContentHeader {
  const char* kept;      // as it is kept
  const char* answered;  // as it is answered
};
constexpr ContentHeader kContentHeaders[] = {
    {"content-type", "Content-Type"},
    {"cache-control", "Cache-Control"},
    {"content-disposition", "Content-Disposition"},
    {"content-encoding", "Content-Encoding"},
    {"content-language", "Content-Language"},
    {"expires", "Expires"},
    {"x-amz-website-redirect-location", "x-amz-website-redirect-location"},
    {"x-amz-server-side-encryption", "x-amz-server-side-encryption"},
    {"x-amz-server-side-encryption-aws-kms-key-id", "x-amz-server-side-encryption-aws-kms-key-id"},
};

constexpr std::string_view kStorageClasses[] = {
    "STANDARD",       "REDUCED_REDUNDANCY",  "STANDARD_IA", "ONEZONE_IA",
    "GLACIER",        "INTELLIGENT_TIERING", "GLACIER_IR",  "DEEP_ARCHIVE",
    "EXPRESS_ONEZONE"};

bool has_prefix(std::string_view name, std::string_view prefix) {
  return name.size() > prefix.size() && equal_ignoring_case(name.substr(0, prefix.size()), prefix);
}

const ContentHeader* content_header(std::string_view name) {
  for (const ContentHeader& header : kContentHeaders) {
    if (equal_ignoring_case(header.kept, name)) return &header;
  }
  return nullptr;
}

// The coding of the way here is none of the object.
std::string without_aws_chunked(std::string_view encodings) {
  std::string kept;
  for (std::string_view encoding : split(encodings, ',')) {
    encoding = trimmed(encoding);
    if (encoding.empty() || encoding == "aws-chunked") continue;
    kept.append(kept.empty() ? "" : ",").append(encoding);
  }
  return kept;
}

Status check_emulated(std::string_view name) {
  if (has_prefix(name, "x-amz-object-lock-")) {
    return refuse("NotImplemented", "brume does not emulate S3 Object Lock");
  }
  if (has_prefix(name, "x-amz-server-side-encryption-customer-")) {
    return refuse("NotImplemented",
                  "brume does not emulate server-side encryption with customer keys (SSE-C)");
  }
  return Done{};
}

Status read_storage_class(const http::Headers& headers, storage::Attributes& into) {
  const std::string* const named = headers.find("x-amz-storage-class");
  if (named == nullptr) return Done{};
  if (std::find(std::begin(kStorageClasses), std::end(kStorageClasses), *named) ==
      std::end(kStorageClasses)) {
    return refuse("InvalidStorageClass");
  }
  into.storage_class = *named;
  return Done{};
}

// Of a header that has to do with the object: keeps it.
void keep_header(const http::Header& header, storage::Attributes& into,
                 std::size_t& metadata_bytes) {
  if (has_prefix(header.name, kMetaPrefix)) {
    metadata_bytes += header.name.size() - kMetaPrefix.size() + header.value.size();
    std::string name = lower_case(header.name);
    for (auto& [there, value] : into.headers) {
      if (there == name) return void(value.append(",").append(header.value));
    }
    into.headers.emplace_back(std::move(name), header.value);
    return;
  }
  const ContentHeader* const known = content_header(header.name);
  if (known == nullptr) return;
  const bool encoding = std::string_view(known->kept) == "content-encoding";
  std::string value = encoding ? without_aws_chunked(header.value) : header.value;
  if (!value.empty()) into.headers.emplace_back(known->kept, std::move(value));
}

}  // namespace

Result<storage::Attributes> read_attributes(const http::Headers& headers) {
  storage::Attributes attributes;
  std::size_t metadata_bytes = 0;
  for (const http::Header& header : headers) {
    Status emulated = check_emulated(header.name);
    if (!emulated) return std::move(emulated).error();
    keep_header(header, attributes, metadata_bytes);
  }
  if (metadata_bytes > kMaxUserMetadataBytes) return refuse("MetadataTooLarge");
  Status read = read_storage_class(headers, attributes);
  if (!read) return std::move(read).error();
  if (const std::string* const tagging = headers.find("x-amz-tagging")) {
    Result<Tags> tags = read_tagging_header(*tagging);
    if (!tags) return std::move(tags).error();
    attributes.tags = std::move(*tags);
  }
  return attributes;
}

std::string quoted(const std::string& etag) {
  return "\"" + etag + "\"";
}

void add_version(http::Headers& headers, const storage::Bucket& bucket,
                 const std::string& version_id) {
  if (bucket.config.versioning == storage::Versioning::kNever || version_id.empty()) return;
  headers.add("x-amz-version-id", version_id);
}

void add_object_headers(http::Headers& headers, const storage::Bucket& bucket,
                        const storage::Object& object) {
  headers.add("Last-Modified", http::http_date(object.last_modified));
  headers.add("ETag", quoted(object.etag));
  headers.add("Accept-Ranges", "bytes");
  bool has_type = false, has_encryption = false;
  for (const auto& [name, value] : object.attributes.headers) {
    const ContentHeader* const known = content_header(name);
    headers.add(known == nullptr ? name : known->answered, value);
    has_type = has_type || name == "content-type";
    has_encryption = has_encryption || name == "x-amz-server-side-encryption";
  }
  if (!has_type) headers.add("Content-Type", "binary/octet-stream");
  // Source: S3 User Guide: all objects are encrypted with S3 managed keys since January 2023.
  if (!has_encryption) headers.add("x-amz-server-side-encryption", "AES256");
  add_version(headers, bucket, object.version_id);
  if (object.attributes.storage_class != "STANDARD") {
    headers.add("x-amz-storage-class", object.attributes.storage_class);
  }
  if (!object.attributes.tags.empty()) {
    headers.add("x-amz-tagging-count", std::to_string(object.attributes.tags.size()));
  }
}

void override_headers(http::Headers& headers, const Call& call) {
  if (call.head().query().find("response-") == std::string_view::npos) return;
  for (const ContentHeader& header : kContentHeaders) {
    const std::string value = call.query(std::string("response-") + header.kept);
    if (!value.empty()) headers.set(header.answered, value);
  }
}

}  // namespace brume::emulator::aws::s3
