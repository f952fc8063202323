// AsyncQueue: what people ask it, and its end.
#include "emulator/async/async_queue.h"

namespace brume::emulator {

void AsyncQueue::drain(Callback<void()> done) {
  draining_ = true;
  drained_ = std::move(done);
  end_drain();
}

void AsyncQueue::end_drain() {
  if (!drained_ || under_way_ > 0) return;
  auto done = std::move(drained_);
  done();
}

std::vector<AsyncQueue::Depth> AsyncQueue::joined(
    std::vector<EventDepth> stored, const std::map<std::string, std::int64_t>& failed) {
  std::map<std::string, Depth> depths;
  for (EventDepth& each : stored) depths[each.function].stored = std::move(each);
  for (const auto& [function, count] : failed) depths[function].failed = count;
  std::vector<Depth> all;
  for (auto& [function, depth] : depths) {
    depth.stored.function = function;
    all.push_back(std::move(depth));
  }
  return all;
}

void AsyncQueue::depths(Callback<void(Result<std::vector<Depth>>)> done) {
  struct Query {
    std::vector<EventDepth> stored;
    std::map<std::string, std::int64_t> failed;
    Callback<void(Result<std::vector<Depth>>)> done;
  };
  auto asked = std::make_shared<Query>();
  asked->done = std::move(done);
  store_->submit(
      [tables = tables_, asked](Database&) {
        auto stored = tables.events->depths();
        if (!stored) return Status(std::move(stored).error());
        auto failed = tables.failed->counts();
        if (!failed) return Status(std::move(failed).error());
        asked->stored = std::move(*stored);
        asked->failed = std::move(*failed);
        return Status(Done{});
      },
      [this, asked](Status status) {
        if (!status) return asked->done(std::move(status).error());
        std::vector<Depth> all = joined(std::move(asked->stored), asked->failed);
        for (Depth& depth : all) depth.running = lane_of(depth.stored.function).running;
        asked->done(std::move(all));
      });
}

void AsyncQueue::failed(FailedEvents::Filter filter, int count_max,
                        Callback<void(Result<std::vector<FailedEvent>>)> done) {
  struct Query {
    std::vector<FailedEvent> found;
    Callback<void(Result<std::vector<FailedEvent>>)> done;
  };
  auto asked = std::make_shared<Query>();
  asked->done = std::move(done);
  store_->submit(
      [table = tables_.failed, filter = std::move(filter), count_max, asked](Database&) {
        auto found = table->list(filter, count_max);
        if (!found) return Status(std::move(found).error());
        asked->found = std::move(*found);
        return Status(Done{});
      },
      [asked](Status status) {
        if (!status) return asked->done(std::move(status).error());
        asked->done(std::move(asked->found));
      });
}

void AsyncQueue::redrive(FailedEvents::Filter filter,
                         Callback<void(Result<FailedEvents::RedriveResult>)> done) {
  struct Query {
    FailedEvents::RedriveResult redriven;
    Callback<void(Result<FailedEvents::RedriveResult>)> done;
    PendingWork::Token active;
  };
  auto asked = std::make_shared<Query>();
  asked->done = std::move(done);
  asked->active = services_.pending_work.begin();
  store_->submit(
      [table = tables_.failed, filter = std::move(filter), now = services_.clock.wall(),
       asked](Database&) {
        auto redriven = table->redrive(filter, now);
        if (!redriven) return Status(std::move(redriven).error());
        asked->redriven = std::move(*redriven);
        return Status(Done{});
      },
      [this, asked](Status status) {
        if (!status) return asked->done(std::move(status).error());
        for (const std::string& function : asked->redriven.functions) {
          AsyncLane& lane = lane_of(function);
          lane.look_for_fresh();
          pump(lane);
        }
        asked->done(std::move(asked->redriven));
      });
}

void AsyncQueue::notice(const StoredEvent& event, const std::string& text) {
  log_notice(services_.log, services_.clock, text,
             {.function = event.function, .request_id = event.event.request_id});
  services_.clock_events.publish(
      {services_.clock.wall(), "event", event.function, event.event.request_id, text});
}

}  // namespace brume::emulator
