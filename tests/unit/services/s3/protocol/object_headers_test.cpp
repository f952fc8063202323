#include "emulator/services/s3/protocol/object_headers.h"

#include <doctest/doctest.h>

#include "emulator/services/s3/protocol/dates.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::s3;

TEST_CASE("an object keeps its content headers and its metadata") {
  const http::Headers headers{{"Content-Type", "text/plain"},
                              {"X-Amz-Meta-Colour", "red"},
                              {"x-amz-meta-colour", "blue"},
                              {"Content-Encoding", "gzip, aws-chunked"},
                              {"x-amz-storage-class", "STANDARD_IA"},
                              {"x-amz-tagging", "a=1&b=x%20y"},
                              {"User-Agent", "curl"}};
  const storage::Attributes kept = *read_attributes(headers);
  using Pairs = std::vector<std::pair<std::string, std::string>>;
  CHECK(kept.headers == Pairs{{"content-type", "text/plain"},
                              {"x-amz-meta-colour", "red,blue"},
                              {"content-encoding", "gzip"}});
  CHECK(kept.storage_class == "STANDARD_IA");
  CHECK(kept.tags == Pairs{{"a", "1"}, {"b", "x y"}});
  CHECK(read_attributes({{"Content-Encoding", "aws-chunked"}})->headers.empty());
}

TEST_CASE("what an object cannot have is refused") {
  const auto reason = [](const char* name, const std::string& value) {
    return read_attributes({{name, value}}).error().reason;
  };
  CHECK(reason("x-amz-meta-a", std::string(2048, 'x')) == "MetadataTooLarge");
  CHECK(read_attributes({{"x-amz-meta-a", std::string(2047, 'x')}}).ok());
  CHECK(reason("x-amz-storage-class", "COLD") == "InvalidStorageClass");
  CHECK(reason("x-amz-object-lock-mode", "GOVERNANCE") == "NotImplemented");
  CHECK(reason("x-amz-server-side-encryption-customer-key", "x") == "NotImplemented");
  CHECK(reason("x-amz-tagging", "a=1&a=2") == "InvalidArgument");
}

TEST_CASE("an answer says of an object what it is") {
  storage::Bucket bucket;
  storage::Object object;
  object.etag = "abc";
  object.version_id = "v1";
  object.attributes.headers = {{"cache-control", "no-store"}, {"x-amz-meta-a", "1"}};
  http::Headers headers;
  add_object_headers(headers, bucket, object);
  CHECK(*headers.find("ETag") == "\"abc\"");
  CHECK(*headers.find("Content-Type") == "binary/octet-stream");
  CHECK(*headers.find("Cache-Control") == "no-store");
  CHECK(*headers.find("x-amz-meta-a") == "1");
  CHECK(*headers.find("x-amz-server-side-encryption") == "AES256");
  CHECK_FALSE(headers.has("x-amz-version-id"));
  CHECK_FALSE(headers.has("x-amz-storage-class"));
  bucket.config.versioning = storage::Versioning::kSuspended;
  object.attributes.storage_class = "GLACIER";
  object.attributes.tags = {{"a", "b"}};
  add_object_headers(headers, bucket, object);
  CHECK(*headers.find("x-amz-version-id") == "v1");
  CHECK(*headers.find("x-amz-storage-class") == "GLACIER");
  CHECK(*headers.find("x-amz-tagging-count") == "1");
}

TEST_CASE("times are read in S3's forms") {
  const WallTime then = std::chrono::sys_days(std::chrono::year(2009) / 10 / 12) +
                        std::chrono::hours(17) + std::chrono::minutes(50) +
                        std::chrono::seconds(30);
  CHECK(parse_date("Mon, 12 Oct 2009 17:50:30 GMT") == then);
  CHECK(parse_date("2009-10-12T17:50:30Z") == then);
  for (const char* none : {"", "yesterday", "2009-13-12", "2009-10-12T25:00:00Z",
                           "2009-10-12T17:50:30", "Mon, 12 Okt 2009 17:50:30 GMT"}) {
    CAPTURE(none);
    CHECK_FALSE(parse_date(none));
  }
}
