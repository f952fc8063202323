// SourceProvider: a service whose queues or streams can be polled. Each such service brings one.
//
// Loop thread.
#pragma once

#include <memory>

#include "emulator/base/result.h"
#include "emulator/polling/source.h"
#include "emulator/text/arn.h"

namespace brume::emulator::polling {

class SourceProvider {
 public:
  virtual ~SourceProvider() = default;
  // One for each mapping; it goes before the provider does. kNotFound: nothing has this ARN.
  virtual Result<std::unique_ptr<Source>> open_source(const Arn& arn) = 0;
};

}  // namespace brume::emulator::polling
