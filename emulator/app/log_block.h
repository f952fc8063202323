// Log records one behind the other in a block of bytes: keeping one allocates nothing once the
// block has its room. For the log book, and for what waits to be written.
#pragma once

#include <cstddef>
#include <functional>
#include <string>

#include "emulator/base/log.h"

namespace brume::emulator::app {

// What a record takes in a block.
std::size_t block_bytes(const LogRecord& record);
void append_record(std::string& block, const LogRecord& record);
// In their order. What the records show is the block's. REQUIRES: append_record() made the block
void read_records(const std::string& block, const std::function<void(const LogRecord&)>& reader);

}  // namespace brume::emulator::app
