// STS as far as clients ask it before anything else: GetCallerIdentity.
// Loop thread.
#pragma once

#include <string>

#include "emulator/aws/service.h"

namespace brume::emulator::aws::sts {

class Sts final : public Service {
 public:
  explicit Sts(std::string account_id);

  const ServiceTraits& traits() const override { return traits_; }
  std::size_t body_limit(const http::RequestHead&) const override { return 64 * 1024; }
  void refuse_body(const std::shared_ptr<Call>& call) override;
  bool handle(const std::shared_ptr<Call>& call) override;

 private:
  const ServiceTraits traits_;
  const std::string account_id_;
};

}  // namespace brume::emulator::aws::sts
