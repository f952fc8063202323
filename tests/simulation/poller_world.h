// One simulated run of event source mappings: records are written, functions fail, name items,
// answer nonsense and hang, places are taken by others, the source fails, mappings change, are
// disabled and enabled, the emulator stops or dies and comes back – all from one seed, behind the
// real Poller and Invoker, on virtual time. The source is a queue, a FIFO queue or a stream.
//
// What must hold: each record is delivered until it succeeds or its source gives it up by its own
// rule, and a filtered one never is; records of a key stay in order and never run beside each
// other; no more batches run than may, none is larger than it may be; nothing is stuck at the end.
//
// Single-threaded. The same seed gives the same run, on every machine.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/polling/poller.h"
#include "tests/simulation/chance.h"
#include "tests/unit/invoke/fake_workers.h"
#include "tests/unit/polling/fake_source.h"

namespace brume::emulator::simulation {

class PollerWorld {
 public:
  PollerWorld(std::uint64_t seed, bool verbose);
  ~PollerWorld();

  // Runs to the end. The first invariant that did not hold, or nothing.
  std::optional<std::string> run();
  // For the summary: how many records ended in which way.
  const std::map<std::string, int>& ends() const { return ends_; }

 private:
  using Kind = testing::FakeSource::Kind;
  struct Written {
    std::string key;
    int deliveries = 0;
    bool succeeded = false;  // a function was done with it
  };

  void set_up_mapping();
  void open();
  void write();
  void disturb();
  void crash();
  void stop_orderly();
  void leave();
  void change_mapping();
  void fail_source();
  void take_places();
  void on_launch(testing::FakeProcess& process);
  void on_invoke(testing::FakeProcess& process);
  void answer(testing::FakeProcess& process);
  void name_items(testing::FakeProcess& process, const std::vector<std::string>& ids);
  void succeed(const std::vector<std::string>& ids);

  void check();
  void check_batch(const std::vector<std::string>& ids);
  void check_order(const std::string& request_id, const std::vector<std::string>& ids);
  void check_end();
  void expect(bool holds, std::string_view otherwise);
  void say(const std::string& what) const;

  Chance chance_;
  const bool verbose_;
  testing::FakeHosting hosting_;
  const Kind kind_;
  testing::FakeSource source_;
  PendingWork pending_work_;
  polling::EventSourceMapping mapping_;
  std::shared_ptr<const polling::Filter> filter_;
  std::unique_ptr<polling::Poller> poller_;
  std::map<std::string, Written> written_;  // by id
  // Batches that run: their keys, by request id.
  std::map<std::string, std::set<std::string>> running_;
  std::vector<std::shared_ptr<testing::Call>> calls_;
  int failing_percent_;
  int writes_left_;
  int disturbances_left_;
  int next_id_ = 0;
  bool draining_ = false;
  int allowed_ = 0;  // to run at once: the most since something ran
  Timer write_, disturbance_, stop_, recovery_, repair_, change_;
  std::vector<Timer> timers_;
  ClockEvents clock_events_;
  std::optional<std::string> failure_;
  std::map<std::string, int> ends_;
};

}  // namespace brume::emulator::simulation
