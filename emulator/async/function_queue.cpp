#include "emulator/async/function_queue.h"

#include <algorithm>

namespace brume::emulator {

StoredEvent AsyncLane::take_front() {
  StoredEvent event = std::move(heads_.front());
  heads_.pop_front();
  bytes_ -= event.event.payload.size();
  return event;
}

void AsyncLane::put_back(StoredEvent event) {
  bytes_ += event.event.payload.size();
  heads_.push_front(std::move(event));
}

void AsyncLane::on_stored(StoredEvent event) {
  if (loading || more_fresh_ || !has_room()) return look_for_fresh();
  cursor.fresh_id = event.id;
  bytes_ += event.event.payload.size();
  heads_.push_back(std::move(event));
}

void AsyncLane::on_loaded(EventBatch batch) {
  cursor = batch.cursor;
  more_fresh_ = batch.more_fresh || std::exchange(fresh_meanwhile_, false);
  next_due = batch.next_due;
  for (StoredEvent& event : batch.events) {
    bytes_ += event.event.payload.size();
    heads_.push_back(std::move(event));
  }
}

void AsyncLane::on_delayed(WallTime due) {
  next_due = next_due ? std::min(*next_due, due) : due;
}

bool AsyncLane::wants_load(WallTime now) const {
  if (loading || heads_.size() > kWindowEvents / 2 || bytes_ >= kWindowBytes) return false;
  return more_fresh_ || (next_due && *next_due <= now);
}

}  // namespace brume::emulator
