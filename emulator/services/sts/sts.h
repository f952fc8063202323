// STS as far as clients ask it before anything else: GetCallerIdentity.
// Loop thread.
#pragma once

#include <string>

#include "emulator/aws/operation_table.h"

namespace brume::emulator::aws::sts {

struct Context {
  std::string account_id;
};

class Sts final : public TableService<Context> {
 public:
  explicit Sts(std::string account_id);
};

}  // namespace brume::emulator::aws::sts
