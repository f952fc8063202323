// Pollers: the event source mappings of an application, each with its source and its Poller; and
// the one table of what can be polled, by the service in its ARN.
//
// Loop thread. What it is given outlives it; the providers outlive stop().
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/polling/poller.h"
#include "emulator/polling/source_provider.h"

namespace brume::emulator::polling {

class Pollers {
 public:
  explicit Pollers(const PollerServices& services) : services_(services) {}

  // `arn_service`: "sqs", "dynamodb", … REQUIRES: it has no provider yet
  void add_provider(std::string_view arn_service, SourceProvider& provider);

  // Receives from now on, if start() has been called. A null filter matches everything.
  // kInvalidArgument: the source's ARN is invalid, or its service cannot be polled; kUnavailable:
  // draining; else what the provider says. REQUIRES: the uuid is free
  Result<Poller*> add(EventSourceMapping mapping, std::shared_ptr<const Filter> filter);
  // Null: there is none.
  Poller* find(std::string_view uuid) const;

  void start();
  // A function is there now, or may be called again: what waits for it is tried.
  void on_functions_changed();
  // Receives no more; `done`, exactly once, when all that runs has ended and is settled.
  void drain(Callback<void()> done);
  // Forgets all that is under way, and the mappings. What was not settled comes again.
  void stop();

 private:
  struct Entry {
    std::unique_ptr<Source> source;
    std::unique_ptr<Poller> poller;  // goes first
  };

  const PollerServices services_;
  std::map<std::string, SourceProvider*, std::less<>> providers_;
  std::map<std::string, Entry, std::less<>> entries_;  // by uuid
  enum class Phase { kNew, kStarted, kDraining } phase_ = Phase::kNew;
};

}  // namespace brume::emulator::polling
