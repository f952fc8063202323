// How fast the asynchronous queue takes and runs events, beside direct calls of the same function,
// in one run: accepted events/s, drained events/s with reserved concurrency 4, direct calls/s with
// 4 under way, and the ratio of the last two. Usage: queue_bench [events] Fails when more than 4
// ran at once, or when an event did not run.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "emulator/async/async_queue.h"
#include "emulator/store/worker_store.h"
#include "tests/integration/hosting/real_hosting.h"
#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using std::chrono::steady_clock;

namespace {

constexpr int kAtOnce = 4;
constexpr const char* kEvent = R"({"name":"Ada"})";

double seconds_since(steady_clock::time_point from) {
  return std::chrono::duration<double>(steady_clock::now() - from).count();
}

struct Bench {
  explicit Bench(int count) : events(count) {
    hosting.log.keep = false;
    FunctionOptions options;
    options.reserved_concurrency = kAtOnce;
    hello = hosting.add("hello.handler", options);
    BRUME_CHECK(hosting.zygote.start().ok());
    auto database = Database::open(folder.path / "events.db");
    BRUME_CHECK(database.ok());
    auto tables = EventTables::open(*database);
    BRUME_CHECK(tables.ok());
    AsyncQueueServices services{
        hosting.invoker, hosting.loop,
        hosting.loop,    hosting.ids,
        hosting.log,     pending_work,
        clock_events,    [this](const auto&, const auto&) { return policy; }};
    queue = std::make_unique<AsyncQueue>(
        std::move(services), std::move(*tables),
        std::make_unique<WorkerStore>(hosting.loop, std::move(*database)));
  }
  ~Bench() {
    queue->stop();
    hosting.invoker.shut_down();
  }

  // Runs the loop until then; fails when too many run at once on the way.
  template <typename Condition>
  void run_until(Condition condition) {
    const Timer tick = hosting.loop.start(std::chrono::minutes(5), [] { std::abort(); });
    while (!condition()) {
      hosting.loop.run_once(true);
      most = std::max(most, hosting.invoker.running());
      environments = std::max(environments, hosting.invoker.environments());
    }
  }

  double accept_all() {
    int accepted = 0;
    const auto from = steady_clock::now();
    for (int i = 0; i < events; ++i) {
      queue->accept(hello, Event{.payload = kEvent}, [&accepted](Status status) {
        BRUME_CHECK(status.ok());
        ++accepted;
      });
    }
    run_until([&] { return accepted == events; });
    return events / seconds_since(from);
  }

  double drain_all() {
    const auto from = steady_clock::now();
    queue->start();
    run_until([this] { return pending_work.idle(); });
    const double rate = events / seconds_since(from);
    std::size_t left = 1;
    bool known = false;
    queue->depths([&](Result<std::vector<AsyncQueue::Depth>> depths) {
      left = depths.value().size();
      known = true;
    });
    run_until([&known] { return known; });
    BRUME_CHECK(left == 0);
    return rate;
  }

  void call() {
    if (begun == events) return;
    ++begun;
    hosting.invoker.invoke(hello, Event{.payload = kEvent}, [this](Result<Reply> reply) {
      BRUME_CHECK(reply.ok() && !reply.value().function_error());
      ++ended;
      call();
    });
  }

  double call_all() {
    const auto from = steady_clock::now();
    for (int i = 0; i < kAtOnce; ++i) call();
    run_until([this] { return ended == events; });
    return events / seconds_since(from);
  }

  const int events;
  TemporaryFolder folder;
  RealHosting hosting;
  PendingWork pending_work;
  ClockEvents clock_events;
  AsyncPolicy policy;
  std::string hello;
  std::unique_ptr<AsyncQueue> queue;
  int begun = 0;
  int ended = 0;
  std::size_t most = 0;
  std::size_t environments = 0;
};

}  // namespace

int main(int argc, char** argv) {
  Bench bench(argc > 1 ? std::atoi(argv[1]) : 50'000);
  const double accepted = bench.accept_all();
  const double drained = bench.drain_all();
  const double called = bench.call_all();
  std::printf("%d events: accepted %.0f/s, drained %.0f/s; direct calls %.0f/s; ratio %.2f\n",
              bench.events, accepted, drained, called, drained / called);
  std::printf("at once: %zu ran, %zu environments (reserved: %d)\n", bench.most, bench.environments,
              kAtOnce);
  return bench.most <= kAtOnce && bench.environments <= kAtOnce ? 0 : 1;
}
