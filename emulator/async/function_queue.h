// The waiting events of one function, as far as memory knows them: a window on the next ones, and
// where the database goes on. Each function has a lane of its own: none waits for another's.
//
// Loop thread. Owned by the AsyncQueue. Plain state; what happens with it is in async_queue.cpp.
#pragma once

#include <deque>
#include <optional>
#include <string>

#include "emulator/async/event_table.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/invoke/limits.h"

namespace brume::emulator {

class AsyncLane {
 public:
  explicit AsyncLane(std::string name) : function(std::move(name)) {}

  bool empty() const { return heads_.empty(); }
  const StoredEvent& front() const { return heads_.front(); }
  StoredEvent take_front();
  void put_back(StoredEvent event);

  // A fresh event that has just been stored: into the window if nothing else lies between it and
  // the window's end, else it is left to the database.
  void on_stored(StoredEvent event);
  // A batch that was asked for with `cursor`.
  void on_loaded(EventBatch batch);
  // An event was delayed until then.
  void on_delayed(WallTime due);
  // There may be more fresh ones than this knows of.
  void look_for_fresh() { (loading ? fresh_meanwhile_ : more_fresh_) = true; }

  // The window has room, and the database has something to put into it.
  bool wants_load(WallTime now) const;
  const std::string function;
  EventCursor cursor;
  std::optional<WallTime> next_due;  // of those behind the cursor
  bool loading = false;
  bool unreadable = false;  // the last batch could not be read: the next waits for `hold`
  int running = 0;          // invocations
  int settling = 0;         // outcomes that are not stored yet
  int unstored = 0;         // of these, what waits because the database fails
  bool pumping = false;
  // Nothing is tried before it fires: the function could not run.
  Timer hold;
  int refusals = 0;  // in a row: how long the next hold is
  // Fires when one becomes due or too old.
  Timer wake;
  std::optional<WallTime> wake_at;
  // While something of it is under way.
  PendingWork::Token active;

 private:
  bool has_room() const { return heads_.size() < kWindowEvents && bytes_ < kWindowBytes; }

  std::deque<StoredEvent> heads_;
  std::size_t bytes_ = 0;  // of their payloads
  bool more_fresh_ = false;
  bool fresh_meanwhile_ = false;  // stored while a batch was being loaded
};

}  // namespace brume::emulator
