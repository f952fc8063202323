#include "emulator/template/sam/connector/depends_on.h"

#include <algorithm>
#include <utility>

namespace brume::emulator::sam {
namespace {

Value::List names_of(const Value* depends_on) {
  if (depends_on == nullptr || depends_on->is_null()) return {};
  return depends_on->is_list() ? depends_on->items() : Value::List{*depends_on};
}

void add_unique(Value::List& names, const Value& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

void add_depends_on(Value& resource, const std::string& id) {
  Value::List names = names_of(resource.find("DependsOn"));
  add_unique(names, id);
  resource.set("DependsOn", Value(std::move(names)));
}

void replace_connectors(Value& resource, const Connectors& connectors) {
  const Value::List written = names_of(resource.find("DependsOn"));
  Value::List names;
  std::vector<std::string> made;
  for (const Value& name : written) {
    const auto found = name.is_string() ? connectors.find(name.as_string()) : connectors.end();
    if (found == connectors.end()) {
      names.push_back(name);
    } else {
      made.insert(made.end(), found->second.begin(), found->second.end());
    }
  }
  if (names.size() == written.size()) return;
  for (const std::string& id : made) add_unique(names, id);
  resource.set("DependsOn", Value(std::move(names)));
}

}  // namespace brume::emulator::sam
