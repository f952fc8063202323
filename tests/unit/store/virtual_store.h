// The twin of WorkerStore on virtual time: commits what waits after `takes`, all together; can
// fail, and can die in the middle.
//
// Single-threaded. The time and the database outlive it.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <utility>

#include "emulator/base/virtual_time.h"
#include "emulator/store/store.h"

namespace brume::emulator::testing {

class VirtualStore final : public Store {
 public:
  VirtualStore(VirtualTime& time, Database& database) : time_(time), database_(database) {}
  // As the real one: what was submitted is done, and nobody told.
  ~VirtualStore() override { commit(waiting_.size()); }

  void submit(Work work, Callback<void(Status)> done) override {
    waiting_.push_back({std::move(work), std::move(done)});
    if (!timer_) arm();
  }
  // The process dies: the first `survive` pieces were committed, the others are lost.
  void die(std::size_t survive) {
    commit(std::min(survive, waiting_.size()));
    waiting_.clear();
    timer_.reset();
  }
  std::size_t waiting() const { return waiting_.size(); }

  Duration takes{0};
  std::optional<Error> failing;  // while it is set, nothing can be committed

 private:
  struct Piece {
    Work work;
    Callback<void(Status)> done;
  };

  void arm() {
    timer_ = time_.start(takes, [this] { on_due(); });
  }

  void on_due() {
    const Timer fired = std::move(timer_);
    const std::size_t count = waiting_.size();
    std::deque<std::pair<Piece, Status>> ended = commit(count);
    if (!waiting_.empty()) arm();
    for (auto& [piece, status] : ended) piece.done(std::move(status));
  }

  std::deque<std::pair<Piece, Status>> commit(std::size_t count) {
    std::deque<std::pair<Piece, Status>> ended;
    for (; count > 0; --count) {
      Piece piece = std::move(waiting_.front());
      waiting_.pop_front();
      Status status =
          failing ? Status(*failing) : database_.transact([&] { return piece.work(database_); });
      ended.emplace_back(std::move(piece), std::move(status));
    }
    return ended;
  }

  VirtualTime& time_;
  Database& database_;
  std::deque<Piece> waiting_;
  Timer timer_;
};

}  // namespace brume::emulator::testing
