#include <nlohmann/json.hpp>

#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/xml_element.h"

namespace brume::emulator::aws::s3 {
namespace {

// A setting that is kept and answered as a document.
struct Document {
  const char* name;     // in BucketConfig::documents
  const char* root;     // of its XML
  const char* missing;  // the error when there is none
  // Of a bucket for which nothing was said; empty: there is none. Source: S3 User Guide, the
  // defaults of new buckets since 2023.
  const char* initial;
};

constexpr const char* kBlocked =
    "<BlockPublicAcls>true</BlockPublicAcls><IgnorePublicAcls>true</IgnorePublicAcls>"
    "<BlockPublicPolicy>true</BlockPublicPolicy>"
    "<RestrictPublicBuckets>true</RestrictPublicBuckets>";
constexpr const char* kManagedKeys =
    "<Rule><ApplyServerSideEncryptionByDefault><SSEAlgorithm>AES256</SSEAlgorithm>"
    "</ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled></Rule>";
constexpr const char* kOwner =
    "<Rule><ObjectOwnership>BucketOwnerEnforced</ObjectOwnership></Rule>";

constexpr Document kEncryption{"encryption", "ServerSideEncryptionConfiguration",
                               "ServerSideEncryptionConfigurationNotFoundError", kManagedKeys};
constexpr Document kAccessBlock{"publicAccessBlock", "PublicAccessBlockConfiguration",
                                "NoSuchPublicAccessBlockConfiguration", kBlocked};
constexpr Document kOwnership{"ownershipControls", "OwnershipControls",
                              "OwnershipControlsNotFoundError", kOwner};
constexpr const char* kPolicy = "policy";

void get(const RequestPtr& request, const Document& document) {
  const storage::BucketConfig* const config = config_of(request);
  if (config == nullptr) return;
  const auto kept = config->documents.find(document.name);
  if (kept == config->documents.end()) {
    return request->answer_xml(XmlWriter(document.root).raw(document.initial).finish());
  }
  // Empty: it has been deleted.
  if (!kept->second.empty()) return request->answer_xml(kept->second);
  request->fail_with(refuse(document.missing), {{"BucketName", request->bucket}});
}

void keep_document(const RequestPtr& request, const char* name, std::string text, int status) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  storage::BucketConfig config = *there;
  config.documents[name] = std::move(text);
  configure(request, std::move(config), status);
}

void put(const RequestPtr& request, const Document& document) {
  Result<XmlElement> root = parse_xml(request->document, document.root);
  if (failed(request, root)) return;
  if (root->children.empty()) return request->fail(refuse("MalformedXML"));
  keep_document(request, document.name, to_xml(*root), 200);
}

Status check_policy(const std::string& text) {
  const nlohmann::json policy = nlohmann::json::parse(text, nullptr, false);
  if (policy.is_discarded() || !policy.is_object()) {
    return refuse("MalformedPolicy", "Policies must be valid JSON and the first byte must be '{'");
  }
  if (!policy.contains("Statement")) {
    return refuse("MalformedPolicy", "Missing required field Statement");
  }
  return Done{};
}

}  // namespace

void get_bucket_encryption(const RequestPtr& request) {
  get(request, kEncryption);
}

void put_bucket_encryption(const RequestPtr& request) {
  put(request, kEncryption);
}

// Back to the default, which is always there.
void delete_bucket_encryption(const RequestPtr& request) {
  keep_document(request, kEncryption.name, XmlWriter(kEncryption.root).raw(kManagedKeys).finish(),
                204);
}

void get_public_access_block(const RequestPtr& request) {
  get(request, kAccessBlock);
}

void put_public_access_block(const RequestPtr& request) {
  put(request, kAccessBlock);
}

void delete_public_access_block(const RequestPtr& request) {
  keep_document(request, kAccessBlock.name, {}, 204);
}

void get_ownership_controls(const RequestPtr& request) {
  get(request, kOwnership);
}

void put_ownership_controls(const RequestPtr& request) {
  put(request, kOwnership);
}

void delete_ownership_controls(const RequestPtr& request) {
  keep_document(request, kOwnership.name, {}, 204);
}

void get_bucket_policy(const RequestPtr& request) {
  const storage::BucketConfig* const config = config_of(request);
  if (config == nullptr) return;
  const auto kept = config->documents.find(kPolicy);
  if (kept == config->documents.end() || kept->second.empty()) {
    return request->fail_with(refuse("NoSuchBucketPolicy"), {{"BucketName", request->bucket}});
  }
  request->answer(200, {{"Content-Type", "application/json"}}, kept->second);
}

void put_bucket_policy(const RequestPtr& request) {
  if (failed(request, check_policy(request->document))) return;
  keep_document(request, kPolicy, request->document, 204);
}

void delete_bucket_policy(const RequestPtr& request) {
  keep_document(request, kPolicy, {}, 204);
}

}  // namespace brume::emulator::aws::s3
