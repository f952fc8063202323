// The twin of the asynchronous queue for the Lambda API's tests: keeps what it is given, and
// answers when the test says so. Single-threaded.
#pragma once

#include <string>
#include <vector>

#include "emulator/async/async_invoker.h"

namespace brume::emulator::aws::lambda::testing {

class KeptEvents final : public AsyncInvoker {
 public:
  struct Kept {
    std::string function;
    Event event;
    Callback<void(Status)> accepted;
  };

  void accept(const std::string& function, Event event, Callback<void(Status)> accepted) override {
    events.push_back({function, std::move(event), std::move(accepted)});
  }

  std::vector<Kept> events;
};

}  // namespace brume::emulator::aws::lambda::testing
