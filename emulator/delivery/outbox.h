// Outbox: hands what waits in the outbox (outbox_table.h) to the asynchronous queue, and forgets it
// once the queue has it. So each message is told at least once: one that was handed over before a
// death, and not yet forgotten, is told again by the next process.
//
// A function that is not here leaves its messages waiting; queues and topics are not emulated yet,
// and what is for them is dropped, which is said once.
//
// Loop thread. What it is given outlives it; calls under way when it goes are forgotten.
#pragma once

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulator/async/async_invoker.h"
#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/base/pending_work.h"
#include "emulator/base/timers.h"
#include "emulator/delivery/outbox_table.h"
#include "emulator/store/store.h"

namespace brume::emulator::storage {

// Handed over at once, and read at once.
inline constexpr std::size_t kTellingAtOnce = 256;
// What the queue could not take is tried again after so long, and then twice that, …
inline constexpr Duration kFirstTellAgain = std::chrono::milliseconds(200);
inline constexpr Duration kTellAgainAtMost = std::chrono::seconds(30);

struct OutboxServices {
  Store& store;  // of the database that holds it
  AsyncInvoker& invoker;
  Clock& clock;
  Timers& timers;
  Activity& activity;
  LogSink& log;
};

class Outbox {
 public:
  explicit Outbox(const OutboxServices& services) : services_(services) {}
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  // Begins with what an earlier process has left. REQUIRES: the queue knows its functions
  void start();
  // There are new messages.
  void on_told();
  // Functions may have come: messages that wait for one are tried now.
  void on_functions_changed();
  // Hands over no more; what waits is told by the next process.
  void stop();

 private:
  struct Reading;

  void pump();
  void on_read(Reading& reading, const Status& status);
  void tell(OutboxRow row);
  void on_answer(std::int64_t id, const std::string& arn, const Status& accepted);
  void forget(std::int64_t id);
  void on_forgotten(std::int64_t id, const Status& status);
  // Reads from the beginning after the back-off, and forgets what could not be forgotten.
  void again();
  void on_again();
  void say_once(const std::string& about, const std::string& text);
  void look_active();

  const OutboxServices services_;
  std::int64_t cursor_ = 0;                // all rows up to it have been read
  std::set<std::int64_t> told_;            // being handed over, or not yet forgotten
  std::vector<std::int64_t> unforgotten_;  // of these, those that the disk did not let go
  bool started_ = false;
  bool reading_ = false;
  bool more_ = false;   // there may be rows behind the cursor
  bool waits_ = false;  // some wait for a function that is not here
  Duration back_off_{0};
  Timer again_;
  std::set<std::string> said_;
  Activity::Token active_;
  std::shared_ptr<int> alive_ = std::make_shared<int>();
};

}  // namespace brume::emulator::storage
