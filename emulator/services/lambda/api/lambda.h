// The Lambda API as a service of the endpoint.
//
// Loop thread. What the Context refers to outlives it; it outlives its calls.
#pragma once

#include <functional>
#include <memory>

#include "emulator/aws/service.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/template/model/application.h"

namespace brume::emulator::aws::lambda {

class Lambda final : public Service {
 public:
  // Removes what an earlier process has left in the state folder. REQUIRES: that is absolute
  explicit Lambda(Context context);

  // Shows and hosts the template's functions, and again when template or libraries have changed;
  // those that are gone from it go. `config_of` says how each is hosted, or why it cannot be. What
  // came through the API stays. Digests of code are taken off the loop; until then they are empty.
  using ConfigOf = std::function<Result<FunctionConfig>(const FunctionSpec&)>;
  void take_template(const Application& application, const ConfigOf& config_of);

  const ServiceTraits& traits() const override { return traits_; }
  std::size_t body_limit(const http::RequestHead& head) const override;
  void refuse_body(const std::shared_ptr<Call>& call) override;
  bool handle(const std::shared_ptr<Call>& call) override;

 private:
  void put_template_function(FunctionRecord record);
  void take_digest(const std::string& function);

  const ServiceTraits traits_;
  Context context_;
};

}  // namespace brume::emulator::aws::lambda
