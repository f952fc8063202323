// The functions the Lambda API knows, and the one place where they change: records and what the
// Invoker runs go together.
//
// Loop thread. The Invoker outlives it; what the records do not know, the Invoker must not have.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "emulator/invoke/invoker.h"
#include "emulator/services/lambda/api/function_name.h"
#include "emulator/services/lambda/api/function_record.h"

namespace brume::emulator::aws::lambda {

class Functions {
 public:
  Functions(Home home, Invoker& invoker) : home_(std::move(home)), invoker_(invoker) {}

  const Home& home() const { return home_; }
  using Records = std::map<std::string, FunctionRecord, std::less<>>;
  const Records& all() const { return records_; }
  // kNotFound as AWS says it, of a function, and of one with a version or alias.
  Result<const FunctionRecord*> find(const FunctionName& name) const;
  // For changes the Invoker need not know of: tags, descriptions, policies …
  Result<FunctionRecord*> find(const FunctionName& name);

  // Takes a new function with all it has. ResourceConflictException when there is one.
  Status add(FunctionRecord record);
  // $LATEST becomes this; the revision id is the caller's to change. REQUIRES: there is one
  void replace_latest(VersionRecord latest);
  // Replaces the function, its versions and aliases, or adds it.
  void put(FunctionRecord record);
  // REQUIRES (all that follow): there is such a function
  void remove(const std::string& name);
  void add_version(const std::string& name, VersionRecord version);
  // ResourceConflictException when an alias leads to it.
  Status remove_version(const std::string& name, int version);
  // Creates or replaces it. ResourceNotFoundException when it leads nowhere.
  Status set_alias(const std::string& name, AliasRecord alias);
  void remove_alias(const std::string& name, const std::string& alias);
  void set_change(const std::string& name, VersionRecord::Change change);
  // Of $LATEST, a version or an alias. REQUIRES: there is one
  void set_revision(const std::string& name, std::string_view qualifier, std::string revision_id);
  void set_reserved_concurrency(const std::string& name, std::optional<int> reserved);
  void allow_recursion(const std::string& name, bool allowed);
  void set_url(const std::string& name, const std::string& qualifier, UrlRecord url);
  void remove_url(const std::string& name, const std::string& qualifier);

  // What is known only later of all versions that run this library.
  void set_digest(const std::string& name, const std::filesystem::path& library,
                  const std::string& sha256, std::uint64_t size);

  // Runs after each change of the functions, versions, aliases and URLs that there are.
  void on_changed(std::function<void()> callback) { on_changed_ = std::move(callback); }

 private:
  // Makes the Invoker run what the record says.
  void host(const FunctionRecord& record);
  void host_version(const VersionRecord& version);
  void host_alias(const FunctionRecord& record, const Alias& alias);

  const Home home_;
  Invoker& invoker_;
  Records records_;
  std::function<void()> on_changed_ = [] {};
};

}  // namespace brume::emulator::aws::lambda
