// The services that an emulator has. services.cpp holds the list: one line a service.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "emulator/app/options.h"
#include "emulator/service/kernel.h"
#include "emulator/service/service.h"

namespace brume::emulator::app {

struct ServiceEntry {
  std::string_view name;
  // Null: these options leave the service out.
  std::unique_ptr<Service> (*make)(const Kernel& kernel, const EmulatorOptions& options);
};

using Services = std::vector<std::unique_ptr<Service>>;

// Every service there is, in the order in which they start and are shown.
std::span<const ServiceEntry> all_services();

Services make_services(std::span<const ServiceEntry> entries, const Kernel& kernel,
                       const EmulatorOptions& options);

}  // namespace brume::emulator::app
