#include "emulator/services/sts/sts_service.h"

#include "emulator/services/sts/sts.h"

namespace brume::emulator::aws::sts {
namespace {

class StsService final : public emulator::Service {
 public:
  explicit StsService(const Kernel& kernel) : kernel_(kernel) {}

  std::string_view name() const override { return "sts"; }
  void add_apis(Endpoint& endpoint) override {
    endpoint.add(std::make_unique<Sts>(kernel_.account.id));
  }

 private:
  const Kernel& kernel_;
};

}  // namespace

std::unique_ptr<emulator::Service> make_service(const Kernel& kernel) {
  return std::make_unique<StsService>(kernel);
}

}  // namespace brume::emulator::aws::sts
