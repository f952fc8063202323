// The one door to user code: no event source reaches a worker any other way.
//
// Loop thread. Owns the pools; the services outlive it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/invoke/concurrency.h"
#include "emulator/invoke/event.h"
#include "emulator/invoke/function_pool.h"
#include "emulator/invoke/invocation.h"
#include "emulator/invoke/limits.h"
#include "emulator/invoke/services.h"

namespace brume::emulator {

class Invoker {
 public:
  explicit Invoker(const InvokeServices& services, int account_concurrency = kAccountConcurrency);
  // Ends what is still running without waiting for its processes; the callers are answered first.
  ~Invoker();

  // kInvalidArgument when there is one of that name.
  Status add_function(FunctionConfig function);

  // `done` runs exactly once, on the loop thread, with the reply or the reason there is none:
  // kNotFound, kThrottled, kPayloadTooLarge, kInvalidArgument, kUnavailable. Never from inside
  // this call but for those errors.
  void invoke(const std::string& function, Event event, Callback<void(Result<Reply>)> done);

  // Every running invocation ends as if its environment had been killed; none is taken any more.
  void shut_down();

  std::size_t running() const { return running_.size(); }
  std::size_t environments() const;
  std::vector<std::string> function_names() const;

 private:
  Status check(const std::string& function, const Event& event) const;
  std::string new_trace_header();

  const InvokeServices& services_;
  Concurrency concurrency_;
  std::map<std::string, std::unique_ptr<FunctionPool>> pools_;
  std::unordered_set<std::shared_ptr<Invocation>> running_;
  bool shutting_down_ = false;
};

}  // namespace brume::emulator
