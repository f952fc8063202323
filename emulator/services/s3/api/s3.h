// The S3 API as a service of the endpoint.
//
// Loop thread. What the Context refers to outlives it; it outlives its requests.
#pragma once

#include <memory>

#include "emulator/aws/service.h"
#include "emulator/services/s3/protocol/context.h"

namespace brume::emulator::aws::s3 {

class S3 final : public StreamingService {
 public:
  explicit S3(Context context);

  const ServiceTraits& traits() const override { return traits_; }
  bool owns_host(std::string_view host) const override;
  // An unsigned request is S3's if its host or the first segment of its path names an existing
  // bucket: public URLs, browser forms, preflights.
  bool claims(const http::RequestHead& head) const override;
  bool take(const std::shared_ptr<Call>& call, Credentials credentials) override;

 private:
  const ServiceTraits traits_;
  Context context_;
};

}  // namespace brume::emulator::aws::s3
