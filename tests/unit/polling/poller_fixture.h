// A Poller between a FakeSource and an Invoker with fake workers, on virtual time. The function
// "f" answers null after 10 ms, or as the test says.
// Single-threaded.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/polling/poller.h"
#include "tests/unit/invoke/fake_workers.h"
#include "tests/unit/polling/fake_source.h"

namespace brume::emulator::testing {

// Matches records whose text has no `unwanted` in it.
class TextFilter final : public polling::Filter {
 public:
  explicit TextFilter(std::string unwanted) : unwanted_(std::move(unwanted)) {}
  bool matches(const polling::Record& record) const override {
    return record.json.find(unwanted_) == std::string::npos;
  }

 private:
  const std::string unwanted_;
};

struct PollerFixture {
  explicit PollerFixture(FakeSource::Kind kind = FakeSource::Kind::kQueue);
  ~PollerFixture();

  // On the mapping as it is now.
  void start(std::shared_ptr<const polling::Filter> filter = nullptr);
  void update(std::shared_ptr<const polling::Filter> filter = nullptr);
  // The next process, on the same source.
  void restart(bool stored = false);
  void answer_all_with(std::string payload);
  // The ids of each batch, in order: "a,b".
  std::vector<std::string> batches() const;

  FakeHosting hosting;
  VirtualTime& time;
  FakeSource source;
  PendingWork pending_work;
  polling::EventSourceMapping mapping;
  std::unique_ptr<polling::Poller> poller;
  std::function<void(FakeProcess&)> behaviour;  // instead of answering null
  std::vector<std::string> events;
  std::vector<FakeProcess::Invoke> invokes;
  int most = 0;  // that ran at once

 private:
  void on_invoke(FakeProcess& process);
  std::vector<Timer> timers_;
};

// The ids in an event's records, in order: "a,b".
std::string ids_of(const std::string& event);

}  // namespace brume::emulator::testing
