// What all events that become an event source mapping share.
#pragma once

#include <array>
#include <cstddef>
#include <string>

#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {

// The properties that SAM takes for each of them, in its order.
inline constexpr std::array<PropertyShape, 25> kMappingShapes{{
    {"BatchSize", kNumber},
    {"StartingPosition"},
    {"StartingPositionTimestamp"},
    {"Enabled", kTruth},
    {"MaximumBatchingWindowInSeconds", kNumber},
    {"MaximumRetryAttempts", kNumber},
    {"BisectBatchOnFunctionError", kTruth},
    {"MaximumRecordAgeInSeconds", kNumber},
    {"DestinationConfig", kMap},
    {"ParallelizationFactor", kNumber},
    {"Topics", kList},
    {"Queues", kList},
    {"SourceAccessConfigurations", kList},
    {"SecretsManagerKmsKeyId", kText},
    {"TumblingWindowInSeconds", kNumber},
    {"FunctionResponseTypes", kList},
    {"KafkaBootstrapServers", kList},
    {"FilterCriteria", kMap},
    {"KmsKeyArn"},
    {"ConsumerGroupId", kText},
    {"ScalingConfig", kMap},
    {"ProvisionedPollerConfig", kMap},
    {"SchemaRegistryConfig", kMap},
    {"MetricsConfig", kMap},
    {"LoggingConfig", kMap},
}};

enum class StartingPosition : bool { kOptional, kRequired };

// Those, and an event's own.
template <std::size_t N>
constexpr std::array<PropertyShape, kMappingShapes.size() + N> mapping_shapes(
    StartingPosition position, const PropertyShape (&own)[N]) {
  std::array<PropertyShape, kMappingShapes.size() + N> shapes{};
  std::size_t i = 0;
  for (const PropertyShape& shape : kMappingShapes) shapes[i++] = shape;
  for (const PropertyShape& shape : own) shapes[i++] = shape;
  shapes[1].required = position == StartingPosition::kRequired;
  return shapes;
}

// Adds the properties that the mapping has under the same name, and what it makes of the others.
// False after a rejection.
bool fill_mapping(Event& event, Value& properties);

// A policy of the role for what the event reads; one that says the same as another is left out.
void add_event_policy(Event& event, const std::string& name, Value document);

// schema_registry.cpp: what SchemaRegistryConfig wants the role to be allowed. False after a
// rejection.
bool add_registry_statements(Event& event, Value::List& statements);
Value allow(Value actions, const Value& resource);

}  // namespace brume::emulator::sam
