// FakeSource: the twin of a queue, a FIFO queue or a stream, in memory and on virtual time. Keeps
// the rules of its kind – visibility timeouts, groups, checkpoints, retries – and remembers what
// became of each record. It is the durable part: it outlives Pollers that die.
//
// Single-threaded.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/virtual_time.h"
#include "emulator/polling/source.h"

namespace brume::emulator::testing {

class FakeSource final : public polling::Source {
 public:
  enum class Kind { kQueue, kFifo, kStream };
  enum class Fate { kWaiting, kDone, kFiltered, kGivenUp };

  struct Item {
    polling::Record record;
    std::string key;  // group or shard
    Fate fate = Fate::kWaiting;
    bool unsettled = false;  // a Poller has it
    Duration visible_at{0};  // virtual time since the start
    int attempts = 0;        // that failed
  };
  struct Settled {
    std::string ids;  // "a,b"
    polling::Failures failures;
  };

  FakeSource(VirtualTime& time, Kind kind) : time_(time), kind_(kind) {}

  // `key`: the message group, or the shard. The record is {"id":"<id>"} and a padding.
  void put(const std::string& id, const std::string& key = {}, std::size_t padding = 0);
  // A batch that the source has composed itself, as at the end of a tumbling window.
  void put_batch(polling::Batch batch);
  // The process that polled it has died. `stored`: what it had just settled is, all the same.
  void lose_poller(bool stored);

  void configure(const polling::EventSourceMapping& mapping) override { configured = mapping; }
  std::unique_ptr<polling::Receive> receive(
      polling::Demand demand, Callback<void(Result<polling::Batch>)> received) override;
  void settle(const polling::Batch& batch, const polling::Failures& failures,
              Callback<void(Status)> told) override;

  const Item& item(const std::string& id) const { return items_.at(index_.at(id)); }
  const std::deque<Item>& items() const { return items_; }
  // Receives under way.
  std::size_t waiting() const { return waiting_.size(); }

  Duration visibility = std::chrono::seconds(30);
  Duration retry_delay = std::chrono::seconds(1);  // of a stream's failed batch
  int attempts_max = 1000;                         // of a queue; then a record is given up
  Duration takes{0};                               // each receive and settle
  std::optional<Error> receive_error, settle_error;
  bool expires = false;  // batches carry the end of their visibility timeout

  polling::EventSourceMapping configured;
  std::vector<polling::Demand> demands;  // all there were
  std::vector<Settled> settled;

 private:
  class Waiting;
  struct Pending {
    polling::Batch batch;
    polling::Failures failures;
    Callback<void(Status)> told;
    Timer timer;
  };

  Duration now() const { return time_.monotonic().time_since_epoch(); }
  void wake();
  void wake_in(Duration delay);
  void answer(Waiting& waiting, bool over);
  polling::Batch select(const polling::Demand& demand);
  bool is_next(const Item& item, const polling::Demand& demand) const;
  void take(Item& item, polling::Batch& batch);
  void on_settle(std::list<Pending>::iterator pending);
  void apply(const polling::Batch& batch, const polling::Failures& failures);
  void retry(Item& item, const polling::Failures& failures, bool split);

  VirtualTime& time_;
  const Kind kind_;
  std::deque<Item> items_;
  std::map<std::string, std::size_t, std::less<>> index_;
  std::deque<polling::Batch> composed_;
  std::map<std::string, std::size_t> retried_;  // a shard's first records, as one batch
  std::vector<Waiting*> waiting_;
  std::list<Pending> pending_;
  std::uint64_t next_receipt_ = 1;
  std::vector<Timer> wakes_;
};

}  // namespace brume::emulator::testing
