// AWS::Serverless::Connector -> the policies and permissions that let one resource reach another.
//
// Runs when everything else is expanded: the table of connectors is of CloudFormation's types.
#pragma once

#include <string>

#include "emulator/template/sam/connector/connector_link.h"
#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {

// Before anything is expanded: the `Connectors` attribute of resources becomes resources.
void take_embedded_connectors(Context& context);

void expand_connector(Context& context, const Value::Member& resource);

// Once all are expanded: whoever depends on a connector depends on what it became.
void settle_connectors(Context& context);

// Makes what a connector that SAM itself writes stands for. False after a rejection.
bool make_connector(const Owner& owner, const std::string& connector_id, const ConnectorLink& link);

}  // namespace brume::emulator::sam
