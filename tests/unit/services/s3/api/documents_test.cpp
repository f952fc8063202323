#include <doctest/doctest.h>

#include "emulator/services/s3/protocol/lifecycle_xml.h"
#include "emulator/services/s3/protocol/list_query.h"
#include "emulator/services/s3/protocol/notification_xml.h"
#include "emulator/services/s3/protocol/upload_checksum.h"

using namespace brume::emulator;
using namespace brume::emulator::aws::s3;

namespace {

std::string rule(const std::string& inside) {
  return "<LifecycleConfiguration><Rule>" + inside + "</Rule></LifecycleConfiguration>";
}

std::string lifecycle_error(const std::string& inside) {
  const auto read = read_lifecycle(rule(inside), "made");
  return read ? "" : read.error().reason;
}

const std::string kEnabled = "<Status>Enabled</Status>";
const std::string kExpires = "<Expiration><Days>3</Days></Expiration>";

std::string error_document(const std::string& inside) {
  return "<NotificationConfiguration><CloudFunctionConfiguration>" + inside +
         "</CloudFunctionConfiguration></NotificationConfiguration>";
}

const std::string kFunction =
    "<CloudFunction>arn:aws:lambda:us-east-1:123456789012:function:f</CloudFunction>";
const std::string kEvent = "<Event>s3:ObjectCreated:*</Event>";

std::string filter(const std::string& name, const std::string& value) {
  return "<FilterRule><Name>" + name + "</Name><Value>" + value + "</Value></FilterRule>";
}

std::string filtered(const std::string& rules) {
  return "<Filter><S3Key>" + rules + "</S3Key></Filter>";
}

}  // namespace

TEST_CASE("lifecycle rules are read, and each gets an id") {
  const auto read = read_lifecycle(
      rule("<Filter><And><Prefix>a/</Prefix><Tag><Key>k</Key><Value>v</Value></Tag>"
           "<ObjectSizeLessThan>9</ObjectSizeLessThan></And></Filter>" +
           kEnabled + kExpires +
           "<NoncurrentVersionExpiration><NoncurrentDays>2</NoncurrentDays>"
           "<NewerNoncurrentVersions>1</NewerNoncurrentVersions></NoncurrentVersionExpiration>"
           "<AbortIncompleteMultipartUpload><DaysAfterInitiation>7</DaysAfterInitiation>"
           "</AbortIncompleteMultipartUpload>"),
      "made");
  REQUIRE(read.ok());
  const storage::LifecycleRule& only = read.value().rules.at(0);
  CHECK(only.id == "made-1");
  CHECK(only.enabled);
  CHECK(only.prefix == "a/");
  CHECK(only.tags.at(0).second == "v");
  CHECK(only.size_less_than == 9);
  CHECK(only.expire_after_days == 3);
  CHECK(only.expire_noncurrent_after_days == 2);
  CHECK(only.newer_noncurrent_versions == 1);
  CHECK(only.abort_uploads_after_days == 7);
  CHECK(read.value().document.find("<ID>made-1</ID>") != std::string::npos);
  // Of a template's rules the same is written.
  const auto again = read_lifecycle(write_lifecycle(read.value().rules), "x");
  REQUIRE(again.ok());
  CHECK(again.value().rules.at(0).tags == only.tags);
  CHECK(again.value().rules.at(0).newer_noncurrent_versions == 1);
}

TEST_CASE("lifecycle rules that cannot be are refused") {
  const std::string any = "<Prefix/>" + kEnabled;
  CHECK(lifecycle_error(any + kExpires).empty());
  CHECK(lifecycle_error(any) == "InvalidRequest");
  CHECK(lifecycle_error(kEnabled + kExpires) == "MalformedXML");
  CHECK(lifecycle_error("<Prefix/><Status>On</Status>" + kExpires) == "MalformedXML");
  CHECK(lifecycle_error(any + "<Expiration><Days>0</Days></Expiration>") == "InvalidArgument");
  CHECK(lifecycle_error(any + "<Expiration><Days>x</Days></Expiration>") == "InvalidArgument");
  CHECK(lifecycle_error(any + "<Expiration><Date>2027-01-01T01:00:00Z</Date></Expiration>") ==
        "InvalidArgument");
  CHECK(lifecycle_error("<ID>" + std::string(256, 'x') + "</ID>" + any + kExpires) ==
        "InvalidArgument");
  const std::string twice = "<ID>a</ID>" + any + kExpires;
  CHECK(lifecycle_error(twice + "</Rule><Rule>" + twice) == "InvalidArgument");
  CHECK_FALSE(read_lifecycle("<LifecycleConfiguration/>", "made").ok());
}

TEST_CASE("notifications are read and written") {
  const auto read = read_notifications(
      error_document(kFunction + kEvent +
                     filtered(filter("PREFIX", "in/") + filter("suffix", ".jpg"))),
      "made");
  REQUIRE(read.ok());
  const storage::Notification& only = read.value().targets.at(0);
  CHECK(only.id == "made-1");
  CHECK(only.prefix == "in/");
  CHECK(only.suffix == ".jpg");
  const std::string written = write_notifications(read.value());
  CHECK(written.find("<Name>Prefix</Name><Value>in/</Value>") != std::string::npos);
  CHECK(read_notifications(written, "x").value().targets.at(0).id == "made-1");
}

TEST_CASE("notifications that cannot be are refused") {
  const auto reason = [](const std::string& inside) {
    const auto read = read_notifications(error_document(inside), "made");
    return read ? "" : read.error().reason;
  };
  CHECK(reason(kFunction + kEvent).empty());
  CHECK(reason(kFunction) == "MalformedXML");
  CHECK(reason("<CloudFunction>f</CloudFunction>" + kEvent) == "InvalidArgument");
  CHECK(reason(kFunction + "<Event>s3:Nothing</Event>") == "InvalidArgument");
  CHECK(reason(kFunction + kEvent + filtered(filter("infix", "a"))) == "InvalidArgument");
  CHECK(reason(kFunction + kEvent + filtered(filter("prefix", "a") + filter("Prefix", "b"))) ==
        "InvalidArgument");
}

TEST_CASE("listings go on where their token says") {
  for (const std::string& key :
       {std::string(), std::string("a/b"), std::string("\xC3\xBC\0x", 4)}) {
    CHECK(read_token(token_of(key)).value() == key);
  }
  CHECK(read_token("").value().empty());
  CHECK(read_token("no token").error().reason == "InvalidArgument");
  CHECK(read_max("", "max-keys", 1000).value() == 1000);
  CHECK(read_max("5000", "max-keys", 1000).value() == 1000);
  CHECK(read_max("0", "max-keys", 1000).value() == 0);
  for (const char* wrong : {"-1", "a", "1.5", "99999999999"}) {
    CHECK(read_max(wrong, "max-keys", 1000).error().reason == "InvalidArgument");
  }
  CHECK(KeyEncoding::read("url").value().of("a b/\x01+") == "a%20b/%01%2B");
  CHECK(KeyEncoding::read("").value().of("a b") == "a b");
  CHECK(KeyEncoding::read("hex").error().reason == "InvalidArgument");
}

TEST_CASE("an upload has the kind of checksum that its algorithm can have") {
  const auto read = [](const char* algorithm, const char* type) {
    http::Headers headers;
    if (*algorithm != '\0') headers.add("x-amz-checksum-algorithm", algorithm);
    if (*type != '\0') headers.add("x-amz-checksum-type", type);
    return read_upload_checksum(headers);
  };
  CHECK_FALSE(read("", "").value().algorithm);
  CHECK(read("CRC32", "").value().composite);
  CHECK_FALSE(read("CRC32", "FULL_OBJECT").value().composite);
  CHECK_FALSE(read("CRC64NVME", "").value().composite);
  CHECK(read("SHA256", "COMPOSITE").value().composite);
  for (const auto& [algorithm, type] :
       {std::pair("SHA256", "FULL_OBJECT"), std::pair("CRC64NVME", "COMPOSITE"),
        std::pair("", "COMPOSITE"), std::pair("MD6", ""), std::pair("CRC32", "SOME")}) {
    CHECK(read(algorithm, type).error().reason == "InvalidRequest");
  }
}
