#include "emulator/services/lambda/api/functions.h"

#include "emulator/services/lambda/api/errors.h"

namespace brume::emulator::aws::lambda {

Result<const FunctionRecord*> Functions::find(const FunctionName& name) const {
  const auto found = records_.find(name.name);
  if (found != records_.end() && found->second.has(name.qualifier)) return &found->second;
  return function_not_found(home_, name);
}

Result<FunctionRecord*> Functions::find(const FunctionName& name) {
  const auto found = records_.find(name.name);
  if (found != records_.end() && found->second.has(name.qualifier)) return &found->second;
  return function_not_found(home_, name);
}

// --- functions ---

// A version that cannot run has no place in the Invoker; check_invocable() says why.
void Functions::host_version(const VersionRecord& version) {
  const FunctionConfig& config = version.hosting;
  if (!version.runs()) return;
  const bool hosted = invoker_.find(config.name) != nullptr;
  const FunctionConfig* const now = invoker_.find(config.name, config.version);
  if (now != nullptr && *now == config) return;  // its environments may stay
  Status done = Done{};
  if (config.version != kLatest) {
    if (hosted) done = invoker_.put_version(config);
  } else if (hosted) {
    done = invoker_.replace_function(config);
  } else {
    done = invoker_.add_function(config);
  }
  BRUME_CHECK(done.ok());
}

void Functions::host(const FunctionRecord& record) {
  host_version(record.latest);
  // Those that cannot run are not there.
  static_cast<void>(invoker_.allow_recursion(record.name(), record.recursion_allowed));
  for (const auto& [number, version] : record.versions) host_version(version);
  for (const auto& [name, alias] : record.aliases) host_alias(record, alias.alias);
}

// An alias that leads to a version which does not run has no place there either.
void Functions::host_alias(const FunctionRecord& record, const Alias& alias) {
  if (invoker_.find(record.name()) == nullptr) return;
  const auto runs = [&](std::string_view version) {
    return invoker_.find(record.name(), version) != nullptr;
  };
  bool all_run = runs(alias.version);
  for (const auto& [version, weight] : alias.weights) all_run = all_run && runs(version);
  if (all_run) {
    BRUME_CHECK(invoker_.set_alias(record.name(), alias).ok());
  } else {
    static_cast<void>(invoker_.remove_alias(record.name(), alias.name));
  }
}

Status Functions::add(FunctionRecord record) {
  const std::string name = record.name();
  if (records_.contains(name)) return conflict("Function already exist: " + name);
  put(std::move(record));
  return Done{};
}

void Functions::replace_latest(VersionRecord latest) {
  const std::string name = latest.hosting.name;
  FunctionRecord& record = records_.at(name);
  const bool hosted = invoker_.find(name) != nullptr;
  if (hosted && !latest.runs()) static_cast<void>(invoker_.remove_function(name));
  latest.hosting.reserved_concurrency = record.reserved_concurrency;
  record.latest = std::move(latest);
  host(record);
  on_changed_();
}

void Functions::put(FunctionRecord record) {
  const std::string name = record.name();
  record.latest.hosting.reserved_concurrency = record.reserved_concurrency;
  const auto old = records_.find(name);
  if (old != records_.end()) {
    for (const auto& [alias, ignored] : old->second.aliases) {
      if (!record.aliases.contains(alias)) static_cast<void>(invoker_.remove_alias(name, alias));
    }
  }
  const bool had = old != records_.end() && invoker_.find(name) != nullptr;
  if (had && !record.latest.runs()) static_cast<void>(invoker_.remove_function(name));
  FunctionRecord& kept = records_[name];
  const FunctionRecord previous = std::exchange(kept, std::move(record));
  host(kept);
  for (const auto& [number, version] : previous.versions) {
    if (kept.versions.contains(number)) continue;
    static_cast<void>(invoker_.remove_version(name, std::to_string(number)));
  }
  on_changed_();
}

void Functions::remove(const std::string& name) {
  const auto found = records_.find(name);
  BRUME_CHECK(found != records_.end());
  records_.erase(found);
  static_cast<void>(invoker_.remove_function(name));  // not there when it could not run
  on_changed_();
}

void Functions::set_digest(const std::string& name, const std::filesystem::path& library,
                           const std::string& sha256, std::uint64_t size) {
  const auto found = records_.find(name);
  if (found == records_.end()) return;
  for (VersionRecord* version : found->second.with_latest()) {
    if (version->hosting.library != library || version->hosting.code_lease != nullptr) continue;
    version->code_sha256 = sha256;
    version->code_size = size;
  }
}

// --- versions and aliases ---

void Functions::add_version(const std::string& name, VersionRecord version) {
  FunctionRecord& record = records_.at(name);
  version.hosting.version = std::to_string(++record.last_version);
  host_version(version);
  record.versions.insert_or_assign(record.last_version, std::move(version));
  on_changed_();
}

Status Functions::remove_version(const std::string& name, int version) {
  FunctionRecord& record = records_.at(name);
  const std::string number = std::to_string(version);
  for (const auto& [alias_name, alias] : record.aliases) {
    if (alias.alias.version == number || alias.alias.weights.contains(number)) {
      return conflict("Function version " + home_.function_arn(name, number) +
                      " is currently being referenced by alias " + alias_name +
                      ". Please remove the alias before deleting the function version.");
    }
  }
  static_cast<void>(invoker_.remove_version(name, number));  // not there when it could not run
  record.versions.erase(version);
  record.event_invokes.erase(number);
  record.policies.erase(number);
  on_changed_();
  return Done{};
}

Status Functions::set_alias(const std::string& name, AliasRecord alias) {
  FunctionRecord& record = records_.at(name);
  for (const auto& [version, weight] : alias.alias.weights) {
    if (!record.has(version)) return function_not_found(home_, {name, version});
  }
  if (!record.has(alias.alias.version)) {
    return function_not_found(home_, {name, alias.alias.version});
  }
  host_alias(record, alias.alias);
  record.aliases.insert_or_assign(alias.alias.name, alias);
  on_changed_();
  return Done{};
}

void Functions::remove_alias(const std::string& name, const std::string& alias) {
  FunctionRecord& record = records_.at(name);
  record.aliases.erase(alias);
  record.event_invokes.erase(alias);
  record.policies.erase(alias);
  static_cast<void>(invoker_.remove_alias(name, alias));
  record.urls.erase(alias);
  on_changed_();
}

// --- what hangs on them ---

void Functions::set_change(const std::string& name, VersionRecord::Change change) {
  records_.at(name).latest.change = change;
}

void Functions::set_revision(const std::string& name, std::string_view qualifier,
                             std::string revision_id) {
  records_.at(name).revision_of(qualifier) = std::move(revision_id);
}

void Functions::set_reserved_concurrency(const std::string& name, std::optional<int> reserved) {
  FunctionRecord& record = records_.at(name);
  record.reserved_concurrency = reserved;
  record.latest.hosting.reserved_concurrency = reserved;
  static_cast<void>(invoker_.set_reserved_concurrency(name, reserved));
}

void Functions::allow_recursion(const std::string& name, bool allowed) {
  records_.at(name).recursion_allowed = allowed;
  static_cast<void>(invoker_.allow_recursion(name, allowed));
}

void Functions::set_url(const std::string& name, const std::string& qualifier, UrlRecord url) {
  records_.at(name).urls[qualifier] = std::move(url);
  on_changed_();
}

void Functions::remove_url(const std::string& name, const std::string& qualifier) {
  records_.at(name).urls.erase(qualifier);
  on_changed_();
}

}  // namespace brume::emulator::aws::lambda
