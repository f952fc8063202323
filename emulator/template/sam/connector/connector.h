// AWS::Serverless::Connector -> the policies and permissions that let one resource reach another.
//
// Runs when everything else is expanded: the table of connectors is of CloudFormation's types.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

// Before anything is expanded: the `Connectors` attribute of resources becomes resources.
void take_embedded_connectors(Context& context);

void expand_connector(Context& context, const Value::Member& resource);

// Once all are expanded: whoever depends on a connector depends on what it became.
void settle_connectors(Context& context);

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
// Makes what a connector that SAM itself writes stands for. False after a rejection.
bool make_connector(const Owner& owner, const std::string& connector_id, const ConnectorLink& link);

}  // namespace brume::emulator::sam
