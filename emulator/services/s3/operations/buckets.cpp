#include <algorithm>

#include "emulator/services/s3/model/bucket_rules.h"
#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/list_query.h"
#include "emulator/services/s3/protocol/tags.h"
#include "emulator/services/s3/protocol/xml_element.h"
#include "emulator/text/time_text.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr std::string_view kDefaultRegion = "us-east-1";
// Source: S3 API, ListBuckets.
constexpr std::size_t kMaxBuckets = 10'000;

Status read_configuration(const std::string& document, storage::Bucket& bucket) {
  if (document.empty()) return Done{};
  Result<XmlElement> root = parse_xml(document, "CreateBucketConfiguration");
  if (!root) return std::move(root).error();
  if (root->child("Location") != nullptr || root->child("Bucket") != nullptr) {
    return refuse("NotImplemented", "brume does not emulate directory buckets");
  }
  if (const XmlElement* const constraint = root->child("LocationConstraint")) {
    if (constraint->text == kDefaultRegion) return refuse("InvalidLocationConstraint");
    if (!constraint->text.empty()) bucket.region = constraint->text;
    if (bucket.region == "EU") bucket.region = "eu-west-1";
  }
  if (const XmlElement* const tags = root->child("Tags")) {
    Result<Tags> read = read_tags(*tags);
    if (!read) return std::move(read).error();
    bucket.config.tags = std::move(*read);
  }
  return Done{};
}

Result<storage::Bucket> read_new_bucket(const Request& request) {
  storage::Bucket bucket;
  bucket.name = request.bucket;
  Status good = storage::check_bucket_name(bucket.name);
  if (!good) return std::move(good).error();
  if (request.header("x-amz-bucket-object-lock-enabled") == "true") {
    return refuse("NotImplemented", "brume does not emulate S3 Object Lock");
  }
  Status read = read_configuration(request.document, bucket);
  if (!read) return std::move(read).error();
  const std::string ownership = request.header("x-amz-object-ownership");
  if (!ownership.empty()) {
    bucket.config.documents["ownershipControls"] = XmlWriter("OwnershipControls")
                                                       .open("Rule")
                                                       .text("ObjectOwnership", ownership)
                                                       .close("Rule")
                                                       .finish();
  }
  return bucket;
}

void answer_bucket_created(const RequestPtr& request) {
  request->answer(200, {{"Location", "/" + request->bucket}});
}

}  // namespace

void create_bucket(const RequestPtr& request) {
  Result<storage::Bucket> bucket = read_new_bucket(*request);
  if (failed(request, bucket)) return;
  // Source: S3 API, CreateBucket: making one's own bucket again succeeds in us-east-1 only.
  if (const storage::Bucket* const there = request->find_bucket()) {
    if (there->region == kDefaultRegion && bucket->region == kDefaultRegion) {
      return answer_bucket_created(request);
    }
    return request->fail_with(refuse("BucketAlreadyOwnedByYou"), {{"BucketName", request->bucket}});
  }
  request->storage.create_bucket(std::move(*bucket), [request](Status created) {
    if (!failed(request, created)) answer_bucket_created(request);
  });
}

void head_bucket(const RequestPtr& request) {
  const storage::Bucket* const bucket = request->find_bucket();
  if (bucket == nullptr) return request->fail(refuse("NoSuchBucket"));
  request->answer(200, {{"x-amz-bucket-region", bucket->region},
                        {"x-amz-access-point-alias", "false"},
                        {"Content-Type", "application/xml"}});
}

void delete_bucket(const RequestPtr& request) {
  request->storage.remove_bucket(request->bucket, [request](Status removed) {
    if (!failed(request, removed)) request->answer(204);
  });
}

void get_bucket_location(const RequestPtr& request) {
  const storage::Bucket* const bucket = request->find_bucket();
  if (bucket == nullptr) return request->fail(refuse("NoSuchBucket"));
  const bool named = bucket->region != kDefaultRegion;
  request->answer_xml(
      XmlWriter("LocationConstraint").raw(named ? xml_escape(bucket->region) : "").finish());
}

void list_buckets(const RequestPtr& request) {
  const Result<std::size_t> max =
      read_max(request->query("max-buckets"), "max-buckets", kMaxBuckets);
  if (failed(request, max)) return;
  const std::string prefix = request->query("prefix");
  const std::string region = request->query("bucket-region");
  const Result<std::string> after = read_token(request->query("continuation-token"));
  if (failed(request, after)) return;
  XmlWriter xml("ListAllMyBucketsResult");
  write_owner(xml, request->context);
  xml.open("Buckets");
  std::size_t count = 0;
  std::string last;
  bool truncated = false;
  for (const storage::Bucket* const bucket : request->storage.buckets()) {
    const bool wanted = bucket->name.starts_with(prefix) && bucket->name > after.value() &&
                        (region.empty() || region == bucket->region);
    if (!wanted) continue;
    truncated = count == max.value();
    if (truncated) break;
    ++count;
    last = bucket->name;
    xml.open("Bucket").text("Name", bucket->name);
    xml.text("CreationDate", iso_whole_seconds(bucket->created))
        .text("BucketRegion", bucket->region);
    xml.close("Bucket");
  }
  xml.close("Buckets");
  if (truncated) xml.text("ContinuationToken", token_of(last));
  if (!prefix.empty()) xml.text("Prefix", prefix);
  request->answer_xml(xml.finish());
}

}  // namespace brume::emulator::aws::s3
