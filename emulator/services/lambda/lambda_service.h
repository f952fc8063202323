// The Lambda service: the template's functions and those made through its API, the policies of
// their asynchronous events, and what other commands ask under /_brume/events:
//   GET  events                       how many there are, by function
//   GET  events/failed?function=&id=  failed events without a destination; ?after=ID continues
//   POST events/redrive?function=&id= sends them again; ?all=1 everything
// It declares AWS::Lambda::Function, ::Version, ::Alias and ::Url in the registry.
#pragma once

#include <memory>

#include "emulator/service/kernel.h"
#include "emulator/service/service.h"

namespace brume::emulator::aws::lambda {

std::unique_ptr<emulator::Service> make_service(const Kernel& kernel);

}  // namespace brume::emulator::aws::lambda
