// The mappings of an application: opened by the service in their ARN, fed at the same time.
#include "emulator/polling/pollers.h"

#include <doctest/doctest.h>

#include "tests/unit/polling/poller_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::polling;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

// A queue for each name but `gone`.
class Queues final : public SourceProvider {
 public:
  explicit Queues(VirtualTime& time) : time_(time) {}
  Result<std::unique_ptr<Source>> open_source(const Arn& arn) override {
    if (arn.resource == "gone") return Error{Error::Code::kNotFound, "there is no queue gone"};
    auto source = std::make_unique<FakeSource>(time_, FakeSource::Kind::kQueue);
    opened[arn.resource] = source.get();
    return std::unique_ptr<Source>(std::move(source));
  }
  std::map<std::string, FakeSource*> opened;

 private:
  VirtualTime& time_;
};

struct Fixture : PollerFixture {
  Fixture() : pollers({*hosting.invoker, time, time, hosting.log, pending_work}), queues(time) {
    pollers.add_provider("sqs", queues);
  }
  ~Fixture() { pollers.stop(); }

  Result<Poller*> add(const std::string& queue) {
    EventSourceMapping added = mapping;
    added.uuid = queue;
    added.source_arn = "arn:aws:sqs:us-east-1:123456789012:" + queue;
    return pollers.add(std::move(added), nullptr);
  }

  Pollers pollers;
  Queues queues;
};

}  // namespace

TEST_CASE("mappings receive once all of them may, and those that come later at once") {
  Fixture f;
  REQUIRE(f.add("a").ok());
  f.queues.opened["a"]->put("1");
  f.time.advance(1h);
  CHECK(f.events.empty());
  f.pollers.start();
  f.time.advance(10ms);
  REQUIRE(f.add("b").ok());
  f.queues.opened["b"]->put("2");
  f.time.advance(10ms);
  CHECK(f.batches() == std::vector<std::string>{"1", "2"});
  CHECK(f.pollers.find("b")->counters().succeeded == 1);
  CHECK(f.pollers.find("c") == nullptr);
}

TEST_CASE("what cannot be polled is an error that names it") {
  Fixture f;
  CHECK(f.add("gone").error().code == Error::Code::kNotFound);
  EventSourceMapping mapping = f.mapping;
  for (const std::string arn : {"arn:aws:mq:us-east-1:123456789012:q", "queue", ""}) {
    mapping.source_arn = arn;
    const auto refused = f.pollers.add(mapping, nullptr);
    REQUIRE_FALSE(refused.ok());
    CHECK(refused.error().code == Error::Code::kInvalidArgument);
    CHECK(refused.error().message.find("`" + arn + "`") != std::string::npos);
  }
  CHECK(f.pollers.find(mapping.uuid) == nullptr);
}

TEST_CASE("draining ends when the last mapping has settled") {
  Fixture f;
  REQUIRE(f.add("a").ok());
  REQUIRE(f.add("b").ok());
  f.pollers.start();
  f.queues.opened["a"]->put("1");
  f.time.advance(0ms);
  int drained = 0;
  f.pollers.drain([&] { ++drained; });
  CHECK(drained == 0);
  f.queues.opened["b"]->put("2");
  CHECK(f.add("c").error().code == Error::Code::kUnavailable);
  f.time.advance(1h);
  CHECK(drained == 1);
  CHECK(f.queues.opened["a"]->item("1").fate == FakeSource::Fate::kDone);
  CHECK(f.queues.opened["b"]->item("2").fate == FakeSource::Fate::kWaiting);
}

TEST_CASE("without a mapping draining ends at once") {
  Fixture f;
  f.pollers.start();
  bool drained = false;
  f.pollers.drain([&] { drained = true; });
  CHECK(drained);
}
