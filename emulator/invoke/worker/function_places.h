// Where a function's program finds its code, its layers and its runtime: at AWS's paths in a mount
// namespace of its own, else where they are on this machine. Pure.
#pragma once

#include <string>

#include "emulator/invoke/worker/function_config.h"

namespace brume::emulator {

struct FunctionPlaces {
  std::string task, layers, runtime;

  // A path that begins with one of AWS's, as the program finds it; others as they are.
  std::string seen(const std::string& path) const;
};

FunctionPlaces places_of_aws();
// REQUIRES: a program
FunctionPlaces places_here(const FunctionConfig& function);

}  // namespace brume::emulator
