// Answers with bytes of an object: small ones at once, others piece by piece as the client takes
// them, one piece read ahead.
//
// Loop thread.
#pragma once

#include <cstdint>
#include <memory>

#include "emulator/services/s3/protocol/request.h"

namespace brume::emulator::aws::s3 {

struct Slice {
  std::uint64_t offset = 0;
  std::uint64_t size = 0;
};

void send_content(const RequestPtr& request, http::ResponseHead head,
                  std::shared_ptr<storage::Reader> reader, Slice slice);

}  // namespace brume::emulator::aws::s3
