#include "tests/unit/polling/poller_fixture.h"

#include <algorithm>

namespace brume::emulator::testing {

using namespace std::chrono_literals;
using polling::Poller;

PollerFixture::PollerFixture(FakeSource::Kind kind) : time(hosting.time), source(time, kind) {
  hosting.launcher.on_launch = [this](FakeProcess& process) {
    process.on_invoke = [this](FakeProcess& invoked) { on_invoke(invoked); };
    timers_.push_back(time.start(0ms, [&process] { process.ready(); }));
  };
  hosting.add("f");
  mapping.uuid = "12345678-0000-4000-8000-000000000000";
  mapping.function = "f";
  mapping.source_arn = "arn:aws:sqs:us-east-1:123456789012:q";
}

PollerFixture::~PollerFixture() {
  poller.reset();
  hosting.invoker.reset();
}

void PollerFixture::start(std::shared_ptr<const polling::Filter> filter) {
  poller = std::make_unique<Poller>(
      polling::PollerServices{*hosting.invoker, time, time, hosting.log, pending_work}, source,
      mapping, std::move(filter));
  poller->start();
}

void PollerFixture::update(std::shared_ptr<const polling::Filter> filter) {
  poller->update(mapping, std::move(filter));
}

void PollerFixture::restart(bool stored) {
  poller.reset();
  source.lose_poller(stored);
  start();
}

void PollerFixture::answer_all_with(std::string payload) {
  behaviour = [payload = std::move(payload)](FakeProcess& process) { process.reply(payload); };
}

std::vector<std::string> PollerFixture::batches() const {
  std::vector<std::string> all;
  for (const std::string& event : events) all.push_back(ids_of(event));
  return all;
}

void PollerFixture::on_invoke(FakeProcess& process) {
  events.push_back(process.invokes.back().payload);
  invokes.push_back(process.invokes.back());
  if (poller) most = std::max(most, poller->running());
  timers_.push_back(time.start(10ms, [this, &process] {
    if (!process.alive()) return;
    if (behaviour) return behaviour(process);
    process.reply("null");
  }));
}

std::string ids_of(const std::string& event) {
  constexpr std::string_view kId = R"({"id":")";
  std::string ids;
  for (std::size_t at = event.find(kId); at != std::string::npos; at = event.find(kId, at)) {
    at += kId.size();
    ids += (ids.empty() ? "" : ",") + event.substr(at, event.find('"', at) - at);
  }
  return ids;
}

}  // namespace brume::emulator::testing
