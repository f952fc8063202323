#include "emulator/services/s3/api/operation.h"

#include "emulator/services/s3/operations/operations.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr About kAccount = About::kAccount;
constexpr About kBucket = About::kBucket;
constexpr About kObject = About::kObject;
constexpr BodyUse kDocument = BodyUse::kDocument;
constexpr BodyUse kContent = BodyUse::kContent;
constexpr const char* kCopySource = "x-amz-copy-source";

// Source: S3 API reference, the request syntax of each action. Without a parameter: what most
// requests are, looked for first when there is no query.
constexpr Operation kPlain[] = {
    {"GetObject", "GET", kObject, nullptr, get_object},
    {"CopyObject", "PUT", kObject, nullptr, copy_object, BodyUse::kNone, kCopySource},
    {"PutObject", "PUT", kObject, nullptr, put_object, kContent},
    {"HeadObject", "HEAD", kObject, nullptr, head_object},
    {"DeleteObject", "DELETE", kObject, nullptr, delete_object},
    {"ListObjects", "GET", kBucket, nullptr, list_objects},
    {"HeadBucket", "HEAD", kBucket, nullptr, head_bucket},
    {"CreateBucket", "PUT", kBucket, nullptr, create_bucket, kDocument},
    {"DeleteBucket", "DELETE", kBucket, nullptr, delete_bucket},
    {"PostObject", "POST", kBucket, nullptr, post_object, kContent},
    {"ListBuckets", "GET", kAccount, nullptr, list_buckets},
};

// Where two match, the first.
constexpr Operation kWithParameter[] = {
    {"UploadPartCopy", "PUT", kObject, "uploadId", upload_part_copy, BodyUse::kNone, kCopySource},
    {"UploadPart", "PUT", kObject, "uploadId", upload_part, kContent},
    {"CreateMultipartUpload", "POST", kObject, "uploads", create_multipart_upload},
    {"CompleteMultipartUpload", "POST", kObject, "uploadId", complete_multipart_upload, kDocument},
    {"AbortMultipartUpload", "DELETE", kObject, "uploadId", abort_multipart_upload},
    {"ListParts", "GET", kObject, "uploadId", list_parts},
    {"ListMultipartUploads", "GET", kBucket, "uploads", list_multipart_uploads},

    {"ListObjectsV2", "GET", kBucket, "list-type", list_objects_v2},
    {"ListObjectVersions", "GET", kBucket, "versions", list_object_versions},
    {"DeleteObjects", "POST", kBucket, "delete", delete_objects, kDocument},

    {"GetObjectTagging", "GET", kObject, "tagging", get_object_tagging},
    {"PutObjectTagging", "PUT", kObject, "tagging", put_object_tagging, kDocument},
    {"DeleteObjectTagging", "DELETE", kObject, "tagging", delete_object_tagging},
    {"GetObjectAcl", "GET", kObject, "acl", get_object_acl},
    {"PutObjectAcl", "PUT", kObject, "acl", put_object_acl, kDocument},
    {"GetObjectAttributes", "GET", kObject, "attributes", get_object_attributes},

    {"GetBucketLocation", "GET", kBucket, "location", get_bucket_location},
    {"GetBucketVersioning", "GET", kBucket, "versioning", get_bucket_versioning},
    {"PutBucketVersioning", "PUT", kBucket, "versioning", put_bucket_versioning, kDocument},
    {"GetBucketTagging", "GET", kBucket, "tagging", get_bucket_tagging},
    {"PutBucketTagging", "PUT", kBucket, "tagging", put_bucket_tagging, kDocument},
    {"DeleteBucketTagging", "DELETE", kBucket, "tagging", delete_bucket_tagging},
    {"GetBucketCors", "GET", kBucket, "cors", get_bucket_cors},
    {"PutBucketCors", "PUT", kBucket, "cors", put_bucket_cors, kDocument},
    {"DeleteBucketCors", "DELETE", kBucket, "cors", delete_bucket_cors},
    {"GetBucketLifecycleConfiguration", "GET", kBucket, "lifecycle", get_bucket_lifecycle},
    {"PutBucketLifecycleConfiguration", "PUT", kBucket, "lifecycle", put_bucket_lifecycle,
     kDocument},
    {"DeleteBucketLifecycle", "DELETE", kBucket, "lifecycle", delete_bucket_lifecycle},
    {"GetBucketNotificationConfiguration", "GET", kBucket, "notification", get_bucket_notification},
    {"PutBucketNotificationConfiguration", "PUT", kBucket, "notification", put_bucket_notification,
     kDocument},
    {"GetBucketPolicy", "GET", kBucket, "policy", get_bucket_policy},
    {"PutBucketPolicy", "PUT", kBucket, "policy", put_bucket_policy, kDocument},
    {"DeleteBucketPolicy", "DELETE", kBucket, "policy", delete_bucket_policy},
    {"GetBucketAcl", "GET", kBucket, "acl", get_bucket_acl},
    {"PutBucketAcl", "PUT", kBucket, "acl", put_bucket_acl, kDocument},
    {"GetBucketEncryption", "GET", kBucket, "encryption", get_bucket_encryption},
    {"PutBucketEncryption", "PUT", kBucket, "encryption", put_bucket_encryption, kDocument},
    {"DeleteBucketEncryption", "DELETE", kBucket, "encryption", delete_bucket_encryption},
    {"GetPublicAccessBlock", "GET", kBucket, "publicAccessBlock", get_public_access_block},
    {"PutPublicAccessBlock", "PUT", kBucket, "publicAccessBlock", put_public_access_block,
     kDocument},
    {"DeletePublicAccessBlock", "DELETE", kBucket, "publicAccessBlock", delete_public_access_block},
    {"GetBucketOwnershipControls", "GET", kBucket, "ownershipControls", get_ownership_controls},
    {"PutBucketOwnershipControls", "PUT", kBucket, "ownershipControls", put_ownership_controls,
     kDocument},
    {"DeleteBucketOwnershipControls", "DELETE", kBucket, "ownershipControls",
     delete_ownership_controls},

    // Known by name, so that the answer says what it is that is not emulated.
    {"SelectObjectContent", "POST", kObject, "select"},
    {"RestoreObject", "POST", kObject, "restore"},
    {"GetObjectTorrent", "GET", kObject, "torrent"},
    {"GetObjectLegalHold", "GET", kObject, "legal-hold"},
    {"PutObjectLegalHold", "PUT", kObject, "legal-hold"},
    {"GetObjectRetention", "GET", kObject, "retention"},
    {"PutObjectRetention", "PUT", kObject, "retention"},
    {"RenameObject", "PUT", kObject, "renameObject"},
    {"CreateSession", "GET", kBucket, "session"},
    {"GetObjectLockConfiguration", "GET", kBucket, "object-lock"},
    {"PutObjectLockConfiguration", "PUT", kBucket, "object-lock"},
    {"GetBucketReplication", "GET", kBucket, "replication"},
    {"PutBucketReplication", "PUT", kBucket, "replication"},
    {"DeleteBucketReplication", "DELETE", kBucket, "replication"},
    {"GetBucketWebsite", "GET", kBucket, "website"},
    {"PutBucketWebsite", "PUT", kBucket, "website"},
    {"DeleteBucketWebsite", "DELETE", kBucket, "website"},
    {"GetBucketLogging", "GET", kBucket, "logging"},
    {"PutBucketLogging", "PUT", kBucket, "logging"},
    {"GetBucketRequestPayment", "GET", kBucket, "requestPayment"},
    {"PutBucketRequestPayment", "PUT", kBucket, "requestPayment"},
    {"GetBucketAccelerateConfiguration", "GET", kBucket, "accelerate"},
    {"PutBucketAccelerateConfiguration", "PUT", kBucket, "accelerate"},
    {"GetBucketPolicyStatus", "GET", kBucket, "policyStatus"},
    {"GetBucketAnalyticsConfiguration", "GET", kBucket, "analytics"},
    {"PutBucketAnalyticsConfiguration", "PUT", kBucket, "analytics"},
    {"DeleteBucketAnalyticsConfiguration", "DELETE", kBucket, "analytics"},
    {"GetBucketIntelligentTieringConfiguration", "GET", kBucket, "intelligent-tiering"},
    {"PutBucketIntelligentTieringConfiguration", "PUT", kBucket, "intelligent-tiering"},
    {"DeleteBucketIntelligentTieringConfiguration", "DELETE", kBucket, "intelligent-tiering"},
    {"GetBucketInventoryConfiguration", "GET", kBucket, "inventory"},
    {"PutBucketInventoryConfiguration", "PUT", kBucket, "inventory"},
    {"DeleteBucketInventoryConfiguration", "DELETE", kBucket, "inventory"},
    {"GetBucketMetricsConfiguration", "GET", kBucket, "metrics"},
    {"PutBucketMetricsConfiguration", "PUT", kBucket, "metrics"},
    {"DeleteBucketMetricsConfiguration", "DELETE", kBucket, "metrics"},
    {"CreateBucketMetadataTableConfiguration", "POST", kBucket, "metadataTable"},
};

constexpr Operation kPreflight{"Preflight", "OPTIONS", kObject, nullptr, answer_preflight};

// "?tagging", "?uploadId=…": by the parameter's name.
bool has_parameter(std::string_view query, std::string_view name) {
  for (std::size_t at = query.find(name); at != std::string_view::npos;
       at = query.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    const bool begins = at == 0 || query[at - 1] == '&';
    if (begins && (end == query.size() || query[end] == '=' || query[end] == '&')) return true;
  }
  return false;
}

bool matches_request(const Operation& operation, const http::RequestHead& head, About about) {
  return operation.about == about && head.method == operation.method &&
         (operation.header == nullptr || head.headers.has(operation.header));
}

}  // namespace

const Operation* find_operation(const http::RequestHead& head, About about) {
  if (head.method == "OPTIONS") return &kPreflight;
  const std::string_view query = head.query();
  if (!query.empty()) {
    for (const Operation& operation : kWithParameter) {
      if (matches_request(operation, head, about) && has_parameter(query, operation.parameter)) {
        return &operation;
      }
    }
  }
  for (const Operation& operation : kPlain) {
    if (matches_request(operation, head, about)) return &operation;
  }
  return nullptr;
}

}  // namespace brume::emulator::aws::s3
