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
#include "emulator/services/lambda/api/changes.h"
#include "emulator/services/lambda/api/functions.h"
#include "emulator/services/lambda/state/documents.h"
#include "emulator/services/lambda/state/layers.h"

namespace brume::emulator::aws::lambda {

struct Context {
  Functions& functions;
  Invoker& invoker;
  AsyncInvoker& async;
  Clock& clock;
  Ids& ids;
  Changes& changes;
  Documents& documents;
  Layers& layers;
  // Loop::run_blocking: work elsewhere, then done here.
  std::function<void(Callback<void()> work, Callback<void()> done)> run_blocking;
  // Where the code of functions made through the API lies; made when needed.
  std::filesystem::path state_folder;
  std::string architecture = "x86_64";  // of this machine, in Lambda's words
  // Where the gateway serves the URL of a function or alias.
  std::function<std::string(const FunctionName&)> function_url;
  // One line for the person who reads the log.
  std::function<void(const std::string&)> notice = [](const std::string&) {};

  const Home& home() const { return functions.home(); }
  // ResourceNotFoundException, ResourceConflictException with why it cannot run here, or
  // NotImplemented with what would have to be emulated.
  Status check_invocable(const FunctionName& function) const;
  // The version a call will run; empty when chance decides.
  std::string version_of(const FunctionName& function) const;

  // What a request's path and Qualifier name, whether there is such a function or not.
  Result<FunctionName> named(const Call& call, const PathParameters& path) const;
  // The function of a request's path and Qualifier, when there is one.
  Result<FunctionName> existing(const Call& call, const PathParameters& path) const;
  // The same as existing(), of a name; a missing alias is "Cannot find alias arn: …".
  Status check_qualifier(const FunctionName& name) const;
  // REQUIRES: there is such a function
  const FunctionRecord& record(const FunctionName& name) const {
    return functions.all().find(name.name)->second;
  }
  // What is kept of a function beside its record: it is gone, or a new one.
  void forget_settings(const std::string& function) const;
  // New revision, changed now.
  void touch(VersionRecord& version) const;
  // Answers the call once the change is committed, or with why it could not be.
  static Documents::Stored answer_when_stored(std::shared_ptr<Call> call, int status,
                                              std::string body);
  // PreconditionFailedException unless `given` is empty or the current one.
  static Status check_revision(const std::string& given, const std::string& current,
                               const char* resource);
};

}  // namespace brume::emulator::aws::lambda
