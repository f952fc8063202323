// Outbox: delivers the messages that wait in a database (outbox_table.h) to the targets of their
// ARNs, and removes each once its target has it. Temporary failures are tried again within the
// message's RetryPolicy; a message that is given up goes to its dead-letter target or into the log.
//
// - A message is delivered at least once: one that a target took just before this process died, and
//   that was not forgotten yet, is delivered again by the next process.
// - Attempts, age and the instant of the next attempt stand in the row: retries go on where they
//   were when a process ends.
// - New messages are delivered in the order in which they were put, 256 at once. Those of an absent
//   target wait, if their policy says so, and let others pass.
//
// Loop thread. What it is given outlives it; calls under way when it goes are forgotten.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/delivery/outbox_table.h"
#include "emulator/delivery/targets.h"
#include "emulator/store/store.h"

namespace brume::emulator::delivery {

// Delivered at once, and read at once.
inline constexpr std::size_t kDeliveredAtOnce = 256;
inline constexpr std::size_t kReadBytes = 8 << 20;
// While the outbox's own database fails, it is tried again with these pauses.
inline constexpr RetryPolicy kDatabaseRetries{RetryPolicy::kAnyAttempts, RetryPolicy::kAnyAge,
                                              std::chrono::milliseconds(200),
                                              std::chrono::seconds(30)};

struct OutboxServices {
  Store& store;  // of the database that has the table
  const Targets& targets;
  Clock& clock;
  Timers& timers;
  PendingWork& pending_work;
  LogSink& log;
  // The payload of an attempt, counted from 1, for what differs from attempt to attempt. Empty: it
  // is sent as it is.
  std::function<std::string(const Message& message, int attempt)> render = {};
};

class Outbox {
 public:
  explicit Outbox(OutboxServices services);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Begins with what an earlier process has left. REQUIRES: the targets know what there is
  void start();
  // put_in_outbox() has been committed.
  void on_put();
  // Targets may know more now: messages that wait for one are tried.
  void on_targets_changed();
  // Delivers no more; what waits is delivered by the next process.
  void stop();
  // The same, with `done` once what is being delivered has been answered and stored, as far as the
  // database can be written.
  void drain(Callback<void()> done);

 private:
  struct Reading;
  struct Delivery;

  void pump();
  void on_read(Reading& reading, const Status& status);
  void read_later(const Error& why);
  void send(OutboxRow row);
  void on_answer(std::int64_t id, const Status& taken);

  // What becomes of a message after an attempt: one of these, once.
  void forget(Delivery& delivery);
  void try_later(Delivery& delivery, const Error& error);
  void wait_for_target(Delivery& delivery);
  void give_up(Delivery& delivery, const Error& error);
  void drop_unsendable(Delivery& delivery, const Error& error);

  void store(Delivery& delivery);
  void on_stored(std::int64_t id, const Status& status);
  void store_later(Delivery& delivery, const Error& why);
  void store_again();

  void wake_at(WallTime due);
  void update_pending_work();
  void notice(const Message& message, const std::string& text);
  void say_once(const Message& message, const std::string& about, const std::string& text);

  const OutboxServices services_;
  std::map<std::int64_t, Delivery> deliveries_;  // by the row's id
  std::size_t unstored_ = 0;                     // of these, what the database did not take
  bool started_ = false;
  bool reading_ = false;
  bool more_ = false;    // there may be rows that are due
  bool unpark_ = false;  // before the next reading
  std::uint64_t targets_version_ = 0;
  int read_failures_ = 0;  // in a row
  int store_failures_ = 0;
  Timer read_again_, store_again_;
  Timer wake_;  // when the next row is due
  std::optional<WallTime> wake_time_;
  std::set<std::string> said_;
  std::set<std::string> failing_;  // ARNs whose last attempt failed, which has been said
  Callback<void()> drained_;
  PendingWork::Token active_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace brume::emulator::delivery
