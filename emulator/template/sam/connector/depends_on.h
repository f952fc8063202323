// `DependsOn` of resources that wait for connectors.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/template/model/value.h"

namespace brume::emulator::sam {

// By the logical id of each connector: what it became.
using Connectors = std::map<std::string, std::vector<std::string>, std::less<>>;

void add_depends_on(Value& resource, const std::string& id);
// A resource that depends on a connector depends on all resources the connector became.
void replace_connectors(Value& resource, const Connectors& connectors);

}  // namespace brume::emulator::sam
