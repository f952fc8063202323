// The file system that a function's program sees: this machine's, with its code at /var/task, its
// layers at /opt, our client of the Runtime API at /var/runtime and a /tmp of its own.
// Reads folders and links only; the steps are taken by brume-host in a mount namespace of the
// worker.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "runtime/wire/control.h"

namespace brume::emulator {

struct FunctionRoot {
  std::filesystem::path task;     // absolute
  std::filesystem::path layers;   // empty: /opt stays as it is here
  std::filesystem::path client;   // empty: /var/runtime is an empty folder
  std::filesystem::path staging;  // an empty folder of the worker's own
  // A /tmp of so many bytes; 0: /tmp stays as it is here.
  std::uint64_t tmp_bytes = 0;
};

std::vector<wire::MountStep> mount_steps(const FunctionRoot& root);

}  // namespace brume::emulator
