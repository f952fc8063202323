// The one door to user code: no event source reaches a worker any other way. Functions come, go and
// change while calls are running: a call ends on the environment it began on, new calls begin on
// what is there now.
//
// Loop thread. Owns the pools; the services outlive it.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/invoke/concurrency.h"
#include "emulator/invoke/event.h"
#include "emulator/invoke/function_versions.h"
#include "emulator/invoke/invocation.h"
#include "emulator/invoke/limits.h"
#include "emulator/invoke/services.h"

namespace brume::emulator {

class Invoker final : private InvocationOwner {
 public:
  explicit Invoker(const InvokeServices& services, int account_concurrency = kAccountConcurrency);
  // Ends what is still running without waiting for its processes; the callers are answered first.
  ~Invoker();

  // --- functions; each `name` is a function's, without a qualifier ---

  // kInvalidArgument when there is one of that name. REQUIRES: version $LATEST
  Status add_function(FunctionConfig function);
  // $LATEST becomes this, its reserved concurrency too; idle environments of the old end now.
  // kNotFound. REQUIRES: version $LATEST
  Status replace_function(FunctionConfig function);
  // With its versions and aliases; running calls end as they would have. kNotFound.
  Status remove_function(const std::string& name);
  // Absent: the function shares the account's. kNotFound.
  Status set_reserved_concurrency(const std::string& name, std::optional<int> reserved);
  // Whether it may be part of a loop: else a chain of events is stopped when it comes through the
  // function the 17th time. kNotFound.
  Status allow_recursion(const std::string& name, bool allowed);

  // Makes config.version of the function callable, or replaces it. kNotFound.
  Status put_version(FunctionConfig version);
  // kNotFound; kInvalidArgument when an alias leads to it.
  Status remove_version(const std::string& name, const std::string& version);
  // Creates or replaces it. kNotFound.
  Status set_alias(const std::string& name, Alias alias);
  Status remove_alias(const std::string& name, const std::string& alias);

  // What runs as that version ($LATEST when empty; not an alias); null when there is none. Until
  // the function changes.
  const FunctionConfig* find(std::string_view name, std::string_view version = {}) const;
  // There is such a function and version or alias; `function` as in invoke().
  bool is_callable(std::string_view function) const;
  std::vector<std::string> function_names() const;
  // How many more calls of it would be admitted now; 0 also when there is no such function.
  int free_places(const std::string& name) const;
  std::optional<int> reserved_concurrency(const std::string& name) const;
  int account_concurrency() const { return concurrency_.account_limit(); }
  int reserved_in_all() const { return concurrency_.reserved_in_all(); }

  // --- calls ---

  // `function`: "name" or "name:qualifier", where a qualifier is $LATEST, a version or an alias.
  // `done` runs exactly once, on the loop thread, with the reply or the reason there is none:
  // kNotFound, kThrottled, kPayloadTooLarge, kInvalidArgument, kUnavailable. Never from inside
  // this call but for those errors. kInvalidArgument with reason "RecursiveInvocationException":
  // the call is part of a loop that was stopped.
  void invoke(std::string_view function, Event event, Callback<void(Result<Reply>)> done);

  // Every running invocation ends as if its environment had been killed; none is taken any more.
  void shut_down();

  std::size_t running() const { return running_.size(); }
  std::size_t environments() const;

 private:
  using Functions = std::map<std::string, HostedFunction, std::less<>>;

  // The function, or the reason there is none.
  Result<HostedFunction*> function_of(std::string_view name);
  Status check(const Event& event) const;
  // Adds this call to the lineage, or refuses it.
  Status trace(const HostedFunction& function, Event& event);
  void on_finished(Invocation& ended, const Reply& reply) override;
  // All that run, as one timer's work.
  void watch_soon();
  void watch();
  // Publishes a ClockEvent.
  void tell(std::string_view what, std::string_view who, std::string_view request_id,
            std::string_view text) const;
  // Keeps the pool until what runs in it has ended.
  void retire(std::unique_ptr<FunctionPool> pool);
  void sweep_soon();
  void sweep();

  const InvokeServices& services_;
  Concurrency concurrency_;
  Functions functions_;
  std::vector<std::unique_ptr<FunctionPool>> retired_;
  std::vector<std::shared_ptr<Invocation>> running_;
  Timer watcher_;
  Timer sweeper_;
  bool shutting_down_ = false;
};

}  // namespace brume::emulator
