#include "tests/unit/async/queue_fixture.h"

#include <algorithm>

namespace brume::emulator::testing {

using namespace std::chrono_literals;

namespace {

Database in_memory() {
  auto database = Database::open(":memory:");
  BRUME_CHECK(database.ok());
  return std::move(database).value();
}

}  // namespace

QueueFixture::QueueFixture() : time(hosting.time), database(in_memory()) {
  hosting.launcher.on_launch = [this](FakeProcess& process) {
    process.on_invoke = [this](FakeProcess& invoked) { on_invoke(invoked); };
    timers_.push_back(time.start(0ms, [&process] { process.ready(); }));
  };
  open();
}

QueueFixture::~QueueFixture() {
  queue.reset();
  hosting.invoker.reset();
}

void QueueFixture::open() {
  auto tables = EventTables::open(database);
  BRUME_CHECK(tables.ok());
  auto made = std::make_unique<VirtualStore>(time, database);
  store = made.get();
  AsyncQueueServices services{*hosting.invoker,
                              time,
                              time,
                              hosting.ids,
                              hosting.log,
                              pending_work,
                              clock_events,
                              [this](const std::string& name, const std::string& qualifier) {
                                AsyncPolicy policy = policies[name];
                                policy.function_arn =
                                    "arn:aws:lambda:us-east-1:123456789012:function:" + name + ":" +
                                    (qualifier.empty() ? "$LATEST" : qualifier);
                                return policy;
                              }};
  queue = std::make_unique<AsyncQueue>(std::move(services), std::move(*tables), std::move(made));
  queue->start();
}

void QueueFixture::add(const std::string& name,
                       const std::function<void(FunctionConfig&)>& change) {
  hosting.add(name, change);
}

void QueueFixture::on_invoke(FakeProcess& process) {
  runs.push_back(process.function + " " + process.invokes.back().payload);
  invokes.push_back(process.invokes.back());
  most = std::max(most, static_cast<int>(hosting.invoker->running()) + 1);
  timers_.push_back(time.start(10ms, [this, &process] { answer(process); }));
}

void QueueFixture::answer(FakeProcess& process) {
  const auto found = behaviour.find(process.function);
  if (found != behaviour.end()) return found->second(process);
  process.reply("1");
}

std::shared_ptr<Acceptance> QueueFixture::accept(const std::string& function, Event event) {
  auto acceptance = std::make_shared<Acceptance>();
  queue->accept(function, std::move(event), [acceptance](Status status) {
    ++acceptance->answers;
    acceptance->status.emplace(std::move(status));
  });
  return acceptance;
}

std::shared_ptr<Acceptance> QueueFixture::accept(const std::string& function, std::string payload) {
  return accept(function, Event{.payload = std::move(payload)});
}

void QueueFixture::restart(std::size_t survive) {
  store->die(survive);
  queue.reset();
  timers_.clear();
  // The functions stay known; what they were doing is gone with their processes.
  std::vector<FunctionConfig> configs;
  for (const std::string& name : hosting.invoker->function_names()) {
    configs.push_back(*hosting.invoker->find(name));
  }
  hosting.invoker.reset();
  hosting.invoker = std::make_unique<Invoker>(hosting.services);
  for (FunctionConfig& config : configs) {
    BRUME_CHECK(hosting.invoker->add_function(std::move(config)).ok());
  }
  open();
}

std::vector<FailedEvent> QueueFixture::failed(const FailedEvents::Filter& filter) {
  auto table = FailedEvents::open(database, nullptr);
  BRUME_CHECK(table.ok());
  auto found = table.value()->list(filter, 1000);
  BRUME_CHECK(found.ok());
  return std::move(found).value();
}

std::int64_t QueueFixture::stored() {
  auto count = database.prepare("SELECT count(*) FROM events");
  BRUME_CHECK(count.ok() && count->next().value());
  return count->integer(0);
}

std::vector<AsyncQueue::Depth> QueueFixture::depths() {
  std::optional<Result<std::vector<AsyncQueue::Depth>>> answer;
  queue->depths([&answer](auto depths) { answer.emplace(std::move(depths)); });
  time.advance(0ms);
  BRUME_CHECK(answer && answer->ok());
  return std::move(*answer).value();
}

FailedEvents::RedriveResult QueueFixture::redrive(const FailedEvents::Filter& filter) {
  std::optional<Result<FailedEvents::RedriveResult>> answer;
  queue->redrive(filter, [&answer](auto redriven) { answer.emplace(std::move(redriven)); });
  time.advance(0ms);
  BRUME_CHECK(answer && answer->ok());
  return std::move(*answer).value();
}

}  // namespace brume::emulator::testing
