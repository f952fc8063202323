#include "emulator/http/connection_share.h"

#include <utility>

namespace brume::emulator::http {
namespace {

constexpr std::size_t kKeptBuffers = 4;
constexpr std::size_t kKeptBufferBytes = std::size_t{128} * 1024;

}  // namespace

ConnectionShare::~ConnectionShare() {
  exchanges_->close();
}

std::uint64_t ConnectionShare::ticks_in(Duration duration) const {
  return static_cast<std::uint64_t>(duration / limits_.sweep_interval) + 1;
}

std::unique_ptr<std::string> ConnectionShare::borrow_buffer() {
  if (buffers_.empty()) return std::make_unique<std::string>();
  auto buffer = std::move(buffers_.back());
  buffers_.pop_back();
  return buffer;
}

void ConnectionShare::give_back(std::unique_ptr<std::string> buffer) {
  if (buffers_.size() >= kKeptBuffers || buffer->capacity() > kKeptBufferBytes) return;
  buffer->clear();
  buffers_.push_back(std::move(buffer));
}

}  // namespace brume::emulator::http
