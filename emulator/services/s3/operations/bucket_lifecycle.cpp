#include "emulator/services/s3/operations/operations.h"
#include "emulator/services/s3/protocol/bucket_config_request.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/services/s3/protocol/lifecycle_xml.h"

namespace brume::emulator::aws::s3 {
namespace {

constexpr const char* kLifecycleDocument = "lifecycle";

}  // namespace

void get_bucket_lifecycle(const RequestPtr& request) {
  const storage::BucketConfig* const config = config_of(request);
  if (config == nullptr) return;
  if (config->lifecycle.empty()) {
    return request->fail_with(refuse("NoSuchLifecycleConfiguration"),
                              {{"BucketName", request->bucket}});
  }
  const auto document = config->documents.find(kLifecycleDocument);
  request->answer_xml(document == config->documents.end() ? write_lifecycle(config->lifecycle)
                                                          : document->second);
}

void put_bucket_lifecycle(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  Result<Lifecycle> lifecycle = read_lifecycle(request->document, request->call->request_id());
  if (failed(request, lifecycle)) return;
  storage::BucketConfig config = *there;
  config.lifecycle = std::move(lifecycle->rules);
  config.documents[kLifecycleDocument] = std::move(lifecycle->document);
  configure(request, std::move(config), 200);
}

void delete_bucket_lifecycle(const RequestPtr& request) {
  const storage::BucketConfig* const there = config_of(request);
  if (there == nullptr) return;
  storage::BucketConfig config = *there;
  config.lifecycle.clear();
  config.documents.erase(kLifecycleDocument);
  configure(request, std::move(config), 204);
}

}  // namespace brume::emulator::aws::s3
