#include "emulator/services/s3/api/operation.h"

#include <doctest/doctest.h>

#include <string>

using namespace brume::emulator;
using namespace brume::emulator::aws::s3;

namespace {

std::string named(const std::string& method, About about, const std::string& target,
                  const http::Headers& headers = {}) {
  http::RequestHead head;
  head.method = method;
  head.target = target;
  head.headers = headers;
  const Operation* const operation = find_operation(head, about);
  return operation == nullptr ? "" : operation->name;
}

}  // namespace

TEST_CASE("a request's operation is found by method, by what it is about, and by its parameter") {
  struct Case {
    const char* method;
    About about;
    const char* query;
    const char* name;
  };
  const Case cases[] = {
      {"GET", About::kAccount, "", "ListBuckets"},
      {"GET", About::kAccount, "?x-id=ListBuckets", "ListBuckets"},
      {"PUT", About::kBucket, "", "CreateBucket"},
      {"HEAD", About::kBucket, "", "HeadBucket"},
      {"DELETE", About::kBucket, "", "DeleteBucket"},
      {"GET", About::kBucket, "", "ListObjects"},
      {"GET", About::kBucket, "?prefix=tagging&delimiter=%2F", "ListObjects"},
      {"GET", About::kBucket, "?prefix=a&list-type=2", "ListObjectsV2"},
      {"GET", About::kBucket, "?versions&prefix=a", "ListObjectVersions"},
      {"GET", About::kBucket, "?versioning", "GetBucketVersioning"},
      {"GET", About::kBucket, "?versioning=", "GetBucketVersioning"},
      {"GET", About::kBucket, "?uploads", "ListMultipartUploads"},
      {"PUT", About::kBucket, "?notification", "PutBucketNotificationConfiguration"},
      {"PUT", About::kBucket, "?lifecycle", "PutBucketLifecycleConfiguration"},
      {"DELETE", About::kBucket, "?cors", "DeleteBucketCors"},
      {"POST", About::kBucket, "?delete", "DeleteObjects"},
      {"POST", About::kBucket, "", "PostObject"},
      {"GET", About::kBucket, "?website", "GetBucketWebsite"},
      {"GET", About::kObject, "", "GetObject"},
      {"GET", About::kObject, "?x-id=GetObject&partNumber=1", "GetObject"},
      {"GET", About::kObject, "?versionId=tagging", "GetObject"},
      {"GET", About::kObject, "?tagging&versionId=1", "GetObjectTagging"},
      {"GET", About::kObject, "?attributes", "GetObjectAttributes"},
      {"GET", About::kObject, "?uploadId=1", "ListParts"},
      {"HEAD", About::kObject, "", "HeadObject"},
      {"PUT", About::kObject, "", "PutObject"},
      {"PUT", About::kObject, "?x-id=PutObject", "PutObject"},
      {"PUT", About::kObject, "?partNumber=1&uploadId=x", "UploadPart"},
      {"PUT", About::kObject, "?acl", "PutObjectAcl"},
      {"POST", About::kObject, "?uploads", "CreateMultipartUpload"},
      {"POST", About::kObject, "?uploadId=x", "CompleteMultipartUpload"},
      {"POST", About::kObject, "?select&select-type=2", "SelectObjectContent"},
      {"DELETE", About::kObject, "?uploadId=x", "AbortMultipartUpload"},
      {"DELETE", About::kObject, "?versionId=x", "DeleteObject"},
      {"OPTIONS", About::kBucket, "?cors", "Preflight"},
      {"OPTIONS", About::kObject, "", "Preflight"},
      {"POST", About::kObject, "", ""},
      {"PATCH", About::kBucket, "", ""},
      {"PUT", About::kAccount, "", ""},
  };
  for (const Case& one : cases) {
    CAPTURE(one.method);
    CAPTURE(one.query);
    CHECK(named(one.method, one.about, std::string("/b/k") + one.query) == one.name);
  }
  const http::Headers copied{{"X-Amz-Copy-Source", "/b/k"}};
  CHECK(named("PUT", About::kObject, "/b/k", copied) == "CopyObject");
  CHECK(named("PUT", About::kObject, "/b/k?uploadId=1", copied) == "UploadPartCopy");
}

TEST_CASE("what is known and not emulated has a name and nothing that runs it") {
  http::RequestHead head;
  head.method = "GET";
  head.target = "/b?replication";
  const bool emulated = find_operation(head, About::kBucket)->run != nullptr;
  CHECK_FALSE(emulated);
  head.target = "/b?tagging";
  const bool known = find_operation(head, About::kBucket)->run != nullptr;
  CHECK(known);
}
