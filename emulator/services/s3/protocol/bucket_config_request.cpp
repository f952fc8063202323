#include "emulator/services/s3/protocol/bucket_config_request.h"

#include "emulator/crypto/digest.h"
#include "emulator/services/s3/protocol/errors.h"
#include "emulator/text/hex.h"

namespace brume::emulator::aws::s3 {

const storage::BucketConfig* config_of(const RequestPtr& request) {
  const storage::Bucket* const bucket = request->find_bucket();
  if (bucket != nullptr) return &bucket->config;
  request->fail(refuse("NoSuchBucket"));
  return nullptr;
}

void configure(const RequestPtr& request, storage::BucketConfig config, int status) {
  request->storage.configure(request->bucket, std::move(config),
                             [request, status](Status configured) {
                               if (!failed(request, configured)) request->answer(status);
                             });
}

std::string owner_id(const Context& context) {
  return hex(sha256(context.account_id));
}

void write_owner(XmlWriter& xml, const Context& context) {
  xml.open("Owner").text("ID", owner_id(context)).text("DisplayName", "brume").close("Owner");
}

}  // namespace brume::emulator::aws::s3
