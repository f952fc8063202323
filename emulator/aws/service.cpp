#include "emulator/aws/service.h"

namespace brume::emulator::aws {

Protocol protocol_of(const ServiceTraits& traits, const http::RequestHead& head) {
  const bool is_json = traits.protocol == Protocol::kJson10 || traits.protocol == Protocol::kJson11;
  if (!is_json || traits.query_version.empty()) return traits.protocol;
  const std::string* const type = head.headers.find("Content-Type");
  const bool says_json = type != nullptr && type->starts_with("application/x-amz-json");
  return says_json || head.headers.has("X-Amz-Target") ? traits.protocol : Protocol::kQuery;
}

}  // namespace brume::emulator::aws
