#include "emulator/app/services.h"

#include "emulator/base/check.h"
#include "emulator/services/apigateway/apigateway_service.h"
#include "emulator/services/lambda/lambda_service.h"
#include "emulator/services/s3/s3_service.h"
#include "emulator/services/schedule/schedule_service.h"
#include "emulator/services/sts/sts_service.h"

namespace brume::emulator::app {
namespace {

using Made = std::unique_ptr<Service>;
using Options = EmulatorOptions;

Made make_s3(const Kernel& kernel, const Options& options) {
  return options.buckets ? storage::make_service(kernel, *options.buckets) : nullptr;
}

constexpr ServiceEntry kServices[] = {
    {"apigateway",
     [](const Kernel& k, const Options& o) { return gateway::make_service(k, o.api_gateway); }},
    {"lambda", [](const Kernel& k, const Options&) { return aws::lambda::make_service(k); }},
    {"schedule",
     [](const Kernel& k, const Options& o) { return schedule::make_service(k, o.schedules); }},
    {"s3", make_s3},
    {"sts", [](const Kernel& k, const Options&) { return aws::sts::make_service(k); }},
};

}  // namespace

std::span<const ServiceEntry> all_services() {
  return kServices;
}

Services make_services(std::span<const ServiceEntry> entries, const Kernel& kernel,
                       const EmulatorOptions& options) {
  Services services;
  for (const ServiceEntry& entry : entries) {
    Made made = entry.make(kernel, options);
    if (!made) continue;
    BRUME_CHECK(made->name() == entry.name);
    services.push_back(std::move(made));
  }
  return services;
}

}  // namespace brume::emulator::app
