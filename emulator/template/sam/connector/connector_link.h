// A connector's two ends, and what it grants from one to the other.
//
// A link refers to values of the template, which outlive it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

// One end of a connector. What is not known of it is null.
struct ConnectorEnd {
  std::string id;    // logical id; empty: it is described instead
  std::string type;  // CloudFormation's
  Value arn, role_name, queue_url, resource_id, name, qualifier;

  // "Arn", "ResourceId", "Name" or "Qualifier"
  const Value& part(std::string_view part_name) const;
};
// reference.cpp: `other` is what is written of the other end. Nothing after a rejection.
std::optional<ConnectorEnd> read_connector_end(const Owner& owner, const Value& written,
                                               const Value& other);

struct ConnectorLink {
  const Value& source;
  const Value& destination;
  const Value& permissions;
  std::string suffix = {};  // of what is made, when the connector has many destinations
};
}  // namespace brume::emulator::sam
