// Polls for a loop's next event a moment before the loop sleeps, where that pays: when the last
// wait was short and exactly one request is outstanding, as between two processes that answer each
// other. (With many, polling would keep a processor from processes that have work.) Waking a
// sleeping processor takes 20 to 40 us, ten times as long as such an answer. Polling yields the
// processor all the time, so that it does not slow other processes down.
//
// Loop thread. Owned by its Loop.
#pragma once

#include <uv.h>

#include <cstdint>

#include "emulator/loop/uv_handle.h"

namespace brume::emulator {

class BusyPoll {
 public:
  explicit BusyPoll(uv_loop_t& loop);

  // Set when exactly one request is outstanding.
  void set_alone(bool alone) { alone_in_a_row_ = alone ? alone_in_a_row_ + 1 : 0; }

  // Returns when something is ready, or at once when polling would not pay, or after a moment. The
  // loop must wait right afterwards.
  void before_wait();

 private:
  void on_waited();

  uv_loop_t& loop_;
  UvHandle<uv_check_t> waited_;
  std::uint64_t wait_began_ns_ = 0;  // 0: the loop did not mean to wait
  std::uint64_t yielded_ns_ = 0;
  unsigned alone_in_a_row_ = 0;
  bool last_was_short_ = false;
};

}  // namespace brume::emulator
