#include "emulator/invoke/function_versions.h"

#include <limits>

#include "emulator/invoke/trace_header.h"

namespace brume::emulator {
namespace {

// The version one call through the alias goes to.
const std::string& choose_version(const Alias& alias, Ids& ids) {
  if (alias.weights.empty()) return alias.version;
  double point =
      static_cast<double>(ids.next()) / static_cast<double>(std::numeric_limits<uint64_t>::max());
  for (const auto& [version, weight] : alias.weights) {
    if (point < weight) return version;
    point -= weight;
  }
  return alias.version;
}

}  // namespace

HostedFunction::HostedFunction(Pool latest)
    : lineage_hash_(emulator::lineage_hash(latest->function().arn)) {
  BRUME_CHECK(latest->function().version == kLatest);
  pools_.emplace(kLatest, std::move(latest));
}

FunctionPool* HostedFunction::find(std::string_view qualifier, Ids& ids) const {
  if (qualifier.empty()) return &latest();
  if (FunctionPool* version = find_version(qualifier)) return version;
  const auto alias = aliases_.find(qualifier);
  return alias == aliases_.end() ? nullptr : find_version(choose_version(alias->second, ids));
}

bool HostedFunction::has(std::string_view qualifier) const {
  return pools_.contains(qualifier) || aliases_.contains(qualifier);
}

FunctionPool* HostedFunction::find_version(std::string_view version) const {
  const auto found = pools_.find(version);
  return found == pools_.end() ? nullptr : found->second.get();
}

HostedFunction::Pool HostedFunction::put(Pool pool) {
  Pool& place = pools_[pool->function().version];
  std::swap(place, pool);
  return pool;
}

HostedFunction::Pool HostedFunction::take(std::string_view version) {
  BRUME_CHECK(version != kLatest);
  const auto found = pools_.find(version);
  BRUME_CHECK(found != pools_.end());
  Pool pool = std::move(found->second);
  pools_.erase(found);
  return pool;
}

std::vector<HostedFunction::Pool> HostedFunction::take_all() {
  std::vector<Pool> all;
  for (auto& [version, pool] : pools_) all.push_back(std::move(pool));
  pools_.clear();
  return all;
}

Status HostedFunction::set_alias(Alias alias) {
  const auto missing = [&](const std::string& version) {
    return Error{Error::Code::kNotFound, "alias '" + alias.name + "' leads to version " + version +
                                             ", which does not exist"};
  };
  if (find_version(alias.version) == nullptr) return missing(alias.version);
  for (const auto& [version, weight] : alias.weights) {
    if (find_version(version) == nullptr) return missing(version);
  }
  aliases_.insert_or_assign(alias.name, alias);
  return Done{};
}

bool HostedFunction::remove_alias(std::string_view name) {
  const auto found = aliases_.find(name);
  if (found == aliases_.end()) return false;
  aliases_.erase(found);
  return true;
}

bool HostedFunction::is_aliased(std::string_view version) const {
  for (const auto& [name, alias] : aliases_) {
    if (alias.version == version || alias.weights.contains(std::string(version))) return true;
  }
  return false;
}

std::size_t HostedFunction::environments() const {
  std::size_t count = 0;
  for (const auto& [version, pool] : pools_) count += pool->environments();
  return count;
}

}  // namespace brume::emulator
