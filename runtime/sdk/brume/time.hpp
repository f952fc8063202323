// brume::now(): the time where the function runs. On AWS, and as a rule, the system's; in an
// emulator whose clock has been moved (`brume start --virtual-time`), that clock's. Any thread may
// ask; between invocations it goes on from the last one.
#pragma once

#include <atomic>
#include <chrono>

#include <brume/abi.h>

namespace brume {
namespace detail {

// What the function's clock is ahead of the system's.
inline std::atomic<std::chrono::system_clock::duration::rep>& clock_offset() {
  static std::atomic<std::chrono::system_clock::duration::rep> offset{0};
  return offset;
}

// Takes the time from an invocation: its deadline less what remains until then.
inline void set_clock(const brume_call& call) {
  using std::chrono::system_clock;
  const system_clock::time_point now{
      std::chrono::milliseconds(call.context->deadline_ms - call.remaining_ms(call.host))};
  const auto offset = now - system_clock::now();
  // The deadline is in whole milliseconds: what is so near is the same clock.
  const bool same = offset < std::chrono::seconds(1) && offset > std::chrono::seconds(-1);
  clock_offset() = same ? 0 : offset.count();
}

}  // namespace detail

inline std::chrono::system_clock::time_point now() {
  return std::chrono::system_clock::now() +
         std::chrono::system_clock::duration(detail::clock_offset());
}

}  // namespace brume
