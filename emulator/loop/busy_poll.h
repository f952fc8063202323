// Waits a moment for a loop's next event without sleeping, where that pays: when the last wait was
// short and there is one conversation only, as between two processes that answer each other. (Of
// many, looking would keep a processor from those who have something to do.) Waking a sleeping
// processor costs 20 to 40 us, ten times what they have to tell; and who looks out yields the
// processor all the while, so that it costs nobody else anything.
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

  // What is waited for is the answer of one other, who was asked alone; or is not.
  void set_alone(bool alone) { alone_in_a_row_ = alone ? alone_in_a_row_ + 1 : 0; }

  // Returns when something is ready, or at once when looking would not pay, or after a moment. The
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
