// What the operations of the Lambda API work on. Owned by Lambda; what it refers to outlives it.
// Loop thread.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "emulator/async/async_invoker.h"
#include "emulator/aws/call.h"
#include "emulator/aws/protocol/rest_path.h"
#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/invoke/invoker.h"
#include "emulator/services/lambda/api/functions.h"

namespace brume::emulator::aws::lambda {

struct Context {
  Functions& functions;
  Invoker& invoker;
  AsyncInvoker& async;
  Clock& clock;
  Ids& ids;
  // Loop::run_blocking: work elsewhere, then done here.
  std::function<void(Callback<void()> work, Callback<void()> done)> run_blocking;
  // Where the code of functions made through the API lies; made when needed.
  std::filesystem::path state_folder;
  std::string architecture = "x86_64";  // of this machine, in Lambda's words
  // Where the gateway serves the URL of a function or alias.
  std::function<std::string(const FunctionName&)> function_url;

  const Home& home() const { return functions.home(); }
  // ResourceNotFoundException, or ResourceConflictException with why it cannot run here.
  Status check_invocable(const FunctionName& function) const;
  // The version a call will run; empty when chance decides.
  std::string version_of(const FunctionName& function) const;

  // The function of a request's path and Qualifier, when there is one.
  Result<FunctionName> existing(const Call& call, const PathParameters& path) const;
  // New revision, changed now.
  void touch(VersionRecord& version) const;
  // PreconditionFailedException unless `given` is empty or the current one.
  static Status check_revision(const std::string& given, const std::string& current,
                               const char* resource);
};

}  // namespace brume::emulator::aws::lambda
