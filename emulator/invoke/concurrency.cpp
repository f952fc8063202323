#include "emulator/invoke/concurrency.h"

#include <algorithm>

namespace brume::emulator {
namespace {

// Source: Lambda API, Invoke, TooManyRequestsException.
Error throttled(const char* reason) {
  return Error{Error::Code::kThrottled, "Rate Exceeded.", reason};
}

}  // namespace

void Concurrency::set_reserved(const std::string& function, std::optional<int> reserved) {
  Count& count = functions_[function];
  count.forgotten = false;
  if (!count.reserved) unreserved_running_ -= count.running;
  reserved_in_all_ += reserved.value_or(0) - count.reserved.value_or(0);
  count.reserved = reserved;
  if (!reserved) unreserved_running_ += count.running;
}

Status Concurrency::admit(const std::string& function) {
  Count& count = functions_[function];
  if (count.reserved && count.running >= *count.reserved) {
    return throttled("ReservedFunctionConcurrentInvocationLimitExceeded");
  }
  if (!count.reserved && unreserved_running_ >= unreserved_limit()) {
    return throttled("ConcurrentInvocationLimitExceeded");
  }
  ++count.running;
  ++running_in_all_;
  if (!count.reserved) ++unreserved_running_;
  return Done{};
}

void Concurrency::release(const std::string& function) {
  Count& count = functions_[function];
  BRUME_CHECK(count.running > 0);
  --count.running;
  --running_in_all_;
  if (!count.reserved) --unreserved_running_;
  if (count.forgotten && count.running == 0) functions_.erase(function);
}

void Concurrency::forget(const std::string& function) {
  set_reserved(function, std::nullopt);
  Count& count = functions_[function];
  count.forgotten = true;
  if (count.running == 0) functions_.erase(function);
}

int Concurrency::running(const std::string& function) const {
  const auto found = functions_.find(function);
  return found == functions_.end() ? 0 : found->second.running;
}

std::optional<int> Concurrency::reserved(const std::string& function) const {
  const auto found = functions_.find(function);
  return found == functions_.end() ? std::nullopt : found->second.reserved;
}

int Concurrency::free_places(const std::string& function) const {
  const std::optional<int> limit = reserved(function);
  const int free = limit ? *limit - running(function) : unreserved_limit() - unreserved_running_;
  return std::max(free, 0);
}

}  // namespace brume::emulator
