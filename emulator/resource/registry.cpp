#include "emulator/resource/registry.h"

#include <utility>

#include "emulator/base/check.h"

namespace brume::emulator {

void Registry::declare(const std::string& type, std::vector<RegisteredResource> resources) {
  std::map<std::string, RegisteredResource> declared;
  for (RegisteredResource& resource : resources) {
    BRUME_CHECK(resource.type == type && !resource.arn.empty());
    std::string arn = resource.arn;
    const bool fresh = declared.emplace(std::move(arn), std::move(resource)).second;
    BRUME_CHECK(fresh);
  }
  bool changed = false;
  for (auto next = resources_.begin(); next != resources_.end();) {
    const auto known = next++;
    if (known->second.type != type || declared.contains(known->first)) continue;
    resources_.erase(known);
    changed = true;
  }
  for (auto& [arn, resource] : declared) {
    const auto known = resources_.find(arn);
    if (known != resources_.end() && known->second == resource) continue;
    resources_.insert_or_assign(arn, std::move(resource));
    changed = true;
  }
  if (!changed) return;
  for (const Listener& listener : listeners_) listener(type);
}

const RegisteredResource* Registry::find(const std::string& arn) const {
  const auto found = resources_.find(arn);
  return found == resources_.end() ? nullptr : &found->second;
}

std::vector<const RegisteredResource*> Registry::of_type(std::string_view type) const {
  std::vector<const RegisteredResource*> found;
  for (const auto& [arn, resource] : resources_) {
    if (resource.type == type) found.push_back(&resource);
  }
  return found;
}

}  // namespace brume::emulator
