#include "emulator/app/recent_logs.h"

#include <algorithm>
#include <utility>

#include "emulator/app/log_block.h"

namespace brume::emulator::app {
namespace {

constexpr std::size_t kBlockBytes = std::size_t{64} * 1024;
constexpr std::size_t kBlocksAtLeast = 8;

}  // namespace

// The last block, or a new one where that has no room.
std::string& RecentLogs::block_for(std::size_t bytes) {
  if (!blocks_.empty() && blocks_.back().size() + bytes <= blocks_.back().capacity()) {
    return blocks_.back();
  }
  std::string block;
  while (!blocks_.empty() && kept_bytes_ + bytes > max_bytes_) {
    kept_bytes_ -= blocks_.front().size();
    block = std::move(blocks_.front());
    blocks_.pop_front();
  }
  block.clear();
  block.reserve(std::max(bytes, std::min(kBlockBytes, max_bytes_ / kBlocksAtLeast)));
  return blocks_.emplace_back(std::move(block));
}

void RecentLogs::write(const LogRecord& record) {
  const std::size_t bytes = block_bytes(record);
  append_record(block_for(bytes), record);
  kept_bytes_ += bytes;
  for (auto next = followers_.begin(); next != followers_.end();) {
    const auto follower = next++;  // it may unfollow itself
    follower->second(record);
  }
}

void RecentLogs::read(const Reader& reader) const {
  for (const std::string& block : blocks_) read_records(block, reader);
}

std::uint64_t RecentLogs::follow(Reader reader) {
  followers_.emplace(next_follower_, std::move(reader));
  return next_follower_++;
}

void RecentLogs::unfollow(std::uint64_t follower) {
  followers_.erase(follower);
}

}  // namespace brume::emulator::app
