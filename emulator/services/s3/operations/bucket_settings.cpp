#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/tags.h"
#include "emulator/services/s3/protocol/xml_element.h"

namespace brume::emulator::aws::s3 {

void get_bucket_versioning(const RequestPtr& request) {
  const storage::BucketConfig* const config = config_of(request);
  if (config == nullptr) return;
  XmlWriter xml("VersioningConfiguration");
  if (config->versioning == storage::Versioning::kEnabled) xml.text("Status", "Enabled");
  if (config->versioning == storage::Versioning::kSuspended) xml.text("Status", "Suspended");
  request->answer_xml(xml.finish());
}

void put_bucket_versioning(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  Result<XmlElement> root = parse_xml(request->document, "VersioningConfiguration");
  if (failed(request, root)) return;
  if (root->text_of("MfaDelete") == "Enabled") {
    return request->fail(refuse("NotImplemented", "brume does not emulate MFA delete"));
  }
  const std::string_view status = root->text_of("Status");
  if (root->child("Status") == nullptr) {
    return request->fail(refuse("IllegalVersioningConfigurationException"));
  }
  if (status != "Enabled" && status != "Suspended") {
    return request->fail(refuse("MalformedXML"));
  }
  storage::BucketConfig config = *there;
  config.versioning =
      status == "Enabled" ? storage::Versioning::kEnabled : storage::Versioning::kSuspended;
  configure(request, std::move(config), 200);
}

void get_bucket_tagging(const RequestPtr& request) {
  const storage::BucketConfig* const config = config_of(request);
  if (config == nullptr) return;
  if (config->tags.empty()) {
    return request->fail_with(refuse("NoSuchTagSet"), {{"BucketName", request->bucket}});
  }
  XmlWriter xml("Tagging");
  write_tag_set(xml, config->tags);
  request->answer_xml(xml.finish());
}

void put_bucket_tagging(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  Result<Tags> tags = read_tagging(request->document, kMaxBucketTags);
  if (failed(request, tags)) return;
  storage::BucketConfig config = *there;
  config.tags = std::move(*tags);
  configure(request, std::move(config), 204);
}

void delete_bucket_tagging(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  storage::BucketConfig config = *there;
  config.tags.clear();
  configure(request, std::move(config), 204);
}

}  // namespace brume::emulator::aws::s3
