#include "emulator/polling/pollers.h"

#include <cstddef>
#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator::polling {

void Pollers::add_provider(std::string_view arn_service, SourceProvider& provider) {
  const bool added = providers_.emplace(arn_service, &provider).second;
  BRUME_CHECK(added);
}

Result<Poller*> Pollers::add(EventSourceMapping mapping, std::shared_ptr<const Filter> filter) {
  BRUME_CHECK(!entries_.contains(mapping.uuid));
  if (phase_ == Phase::kDraining) {
    return Error{Error::Code::kUnavailable, "the emulator is shutting down"};
  }
  const auto arn = Arn::parse(mapping.source_arn);
  const auto provider = arn ? providers_.find(arn->service) : providers_.end();
  if (provider == providers_.end()) {
    return Error{Error::Code::kInvalidArgument,
                 "`" + mapping.source_arn + "` cannot be polled: its service is not emulated"};
  }
  auto source = provider->second->open_source(*arn);
  if (!source) return std::move(source).error();
  const std::string uuid = mapping.uuid;
  Entry& entry = entries_[uuid];
  entry.source = std::move(*source);
  entry.poller =
      std::make_unique<Poller>(services_, *entry.source, std::move(mapping), std::move(filter));
  if (phase_ == Phase::kStarted) entry.poller->start();
  return entry.poller.get();
}

Poller* Pollers::find(std::string_view uuid) const {
  const auto found = entries_.find(uuid);
  return found == entries_.end() ? nullptr : found->second.poller.get();
}

void Pollers::start() {
  BRUME_CHECK(phase_ == Phase::kNew);
  phase_ = Phase::kStarted;
  for (const auto& [uuid, entry] : entries_) entry.poller->start();
}

void Pollers::on_functions_changed() {
  if (phase_ != Phase::kStarted) return;
  for (const auto& [uuid, entry] : entries_) entry.poller->on_functions_changed();
}

void Pollers::drain(Callback<void()> done) {
  BRUME_CHECK(phase_ == Phase::kStarted);
  phase_ = Phase::kDraining;
  struct Drain {
    std::size_t open;
    Callback<void()> done;

    void end_one() {
      if (--open == 0) done();
    }
  };
  // One more, so that it cannot end while mappings are still being told.
  auto drain = std::make_shared<Drain>(Drain{entries_.size() + 1, std::move(done)});
  for (const auto& [uuid, entry] : entries_) {
    entry.poller->drain([drain] { drain->end_one(); });
  }
  drain->end_one();
}

void Pollers::stop() {
  for (const auto& [uuid, entry] : entries_) entry.poller->stop();
  entries_.clear();
}

}  // namespace brume::emulator::polling
