// One simulated run of an outbox: messages are put, targets take them, fail, throttle, vanish and
// come back, the disk fails, the emulator is killed between any two steps – all from one seed, with
// the real outbox and its table, on virtual time.
//
// What must hold: a message that was committed is taken by its target, or by its dead-letter
// target, or is given up in the log once its policy is exhausted or its target refuses it for good.
// It is not given up sooner, not tried more often than its policy allows but for what kills make
// forgotten, not tried twice at once, and not again once it was taken, but for a kill.
//
// Single-threaded. The same seed gives the same run, on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/virtual_time.h"
#include "emulator/delivery/outbox.h"
#include "tests/simulation/chance.h"
#include "tests/unit/store/virtual_store.h"

namespace brume::emulator::simulation {

class OutboxWorld final : private delivery::Target, private LogSink {
 public:
  OutboxWorld(std::uint64_t seed, bool verbose);
  ~OutboxWorld() override;

  // Runs to the end. The first invariant that did not hold, or nothing.
  std::optional<std::string> run();
  // For the summary: how many messages ended in which way.
  const std::map<std::string, int>& ends() const { return ends_; }

 private:
  // What is known of a message from outside.
  struct Sent {
    delivery::Message message;
    delivery::RetryPolicy policy;
    WallTime put{};
    bool committed = false;
    int calls = 0;
    int failures = 0;      // answers that may pass
    bool refused = false;  // for good
    bool absent = false;   // its target was not there
    int at_target = -1;  // the life of the process in which its target works on it; -1: it does not
    int taken = 0;
    int taken_in = -1;  // the life of the process that was told so
    int letters = 0;
    int given_up = 0;  // lines in the log
    std::optional<WallTime> failed_at = {};
    int failed_in = -1;
  };
  // A call whose answer is on its way.
  struct Call {
    std::string id;
    Callback<void(Status)> taken;
    Timer answers = {};
  };

  void open();
  void put();
  void arrive();
  void disturb();
  void kill();
  void stop_orderly();
  void leave();
  void fail_disk();
  void vanish();

  void deliver(delivery::Message message, Callback<void(Status)> taken) override;
  void on_call(const std::string& id, Sent& sent);
  void on_letter(const delivery::Message& letter, Callback<void(Status)> taken);
  Status answer_of(const Sent& sent);
  void answer_later(const std::string& id, Status answer, Callback<void(Status)> taken);
  void on_answer(const std::string& id, const Status& answer, Callback<void(Status)> taken);
  void write(const LogRecord& record) override;

  void check_given_up(const std::string& id, const Sent& sent);
  void check_end();
  std::string fate_of(const Sent& sent) const;
  void expect(bool holds, const std::string& otherwise);
  void say(const std::string& what) const;

  Chance chance_;
  const bool verbose_;
  VirtualTime time_;
  Database database_;
  PendingWork pending_work_;
  delivery::Targets targets_;
  std::unique_ptr<testing::VirtualStore> store_;
  std::unique_ptr<delivery::Outbox> outbox_;  // null: no process runs
  std::map<std::string, Sent> sent_;          // by its payload
  std::map<std::uint64_t, Call> calls_;
  std::map<std::string, Timer> vanished_;  // ARNs, and when they come back
  std::uint64_t next_call_ = 0;
  int life_ = 0;  // of the process: how many there were before it
  int arrivals_left_;
  int disturbances_left_;
  int kills_left_;
  int kill_percent_;  // a step
  int fail_percent_;  // a call
  Timer arrival_, disturbance_, recovery_, repair_;
  std::optional<std::string> failure_;
  std::map<std::string, int> ends_;
};

}  // namespace brume::emulator::simulation
