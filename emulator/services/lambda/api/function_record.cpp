#include "emulator/services/lambda/api/function_record.h"

#include <algorithm>
#include <charconv>

namespace brume::emulator::aws::lambda {

const VersionRecord* FunctionRecord::find(std::string_view qualifier) const {
  if (qualifier.empty() || qualifier == kLatest) return &latest;
  const auto alias = aliases.find(qualifier);
  if (alias != aliases.end()) return find(alias->second.alias.version);
  int number = 0;
  const auto [end, failed] =
      std::from_chars(qualifier.data(), qualifier.data() + qualifier.size(), number);
  if (failed != std::errc() || end != qualifier.data() + qualifier.size()) return nullptr;
  const auto found = versions.find(number);
  return found == versions.end() ? nullptr : &found->second;
}

std::string& FunctionRecord::revision_of(std::string_view qualifier) {
  const auto alias = aliases.find(qualifier);
  if (alias != aliases.end()) return alias->second.revision_id;
  if (qualifier.empty() || qualifier == kLatest) return latest.revision_id;
  return versions.at(std::stoi(std::string(qualifier))).revision_id;
}

std::vector<VersionRecord*> FunctionRecord::with_latest() {
  std::vector<VersionRecord*> all{&latest};
  for (auto& [number, version] : versions) all.push_back(&version);
  return all;
}

void FunctionRecord::inherit(const FunctionRecord& old) {
  last_version = std::max(last_version, old.last_version);
  for (const auto& [number, version] : old.versions) {
    if (!version.from_template) versions.try_emplace(number, version);
  }
  for (const auto& [name, alias] : old.aliases) {
    if (!alias.from_template && has(alias.alias.version)) aliases.try_emplace(name, alias);
  }
  for (const auto& [qualifier, url] : old.urls) {
    if (!url.from_template && has(qualifier)) urls.try_emplace(qualifier, url);
  }
  for (const auto& [qualifier, config] : old.event_invokes) {
    if (!config.from_template && has(qualifier)) event_invokes.try_emplace(qualifier, config);
  }
  policies = old.policies;
  if (latest.hosting.library != old.latest.hosting.library) return;
  for (VersionRecord* version : with_latest()) {
    if (version->hosting.library != old.latest.hosting.library) continue;
    version->code_sha256 = old.latest.code_sha256;
    version->code_size = old.latest.code_size;
  }
  if (latest.hosting == old.latest.hosting) latest.last_modified = old.latest.last_modified;
}

}  // namespace brume::emulator::aws::lambda
