// What all events that become an event source mapping share.
#pragma once

#include "emulator/template/sam/events/event.h"

namespace brume::emulator::sam {

// The shapes of the properties that SAM takes for each of them.
#define BRUME_MAPPING_SHAPES_BUT_ACCESS                                                          \
  {"BatchSize", kNumber}, {"StartingPositionTimestamp"}, {"Enabled", kTruth},                    \
      {"MaximumBatchingWindowInSeconds", kNumber}, {"MaximumRetryAttempts", kNumber},            \
      {"BisectBatchOnFunctionError", kTruth}, {"MaximumRecordAgeInSeconds", kNumber},            \
      {"DestinationConfig", kMap}, {"ParallelizationFactor", kNumber}, {"Topics", kList},        \
      {"Queues", kList}, {"TumblingWindowInSeconds", kNumber}, {"FunctionResponseTypes", kList}, \
      {"KafkaBootstrapServers", kList}, {"FilterCriteria", kMap}, {"KmsKeyArn"},                 \
      {"ConsumerGroupId", kText}, {"ScalingConfig", kMap}, {"ProvisionedPollerConfig", kMap},    \
      {"SchemaRegistryConfig", kMap}, {"MetricsConfig", kMap}, {                                 \
    "LoggingConfig", kMap                                                                        \
  }
#define BRUME_MAPPING_SHAPES                                                \
  BRUME_MAPPING_SHAPES_BUT_ACCESS, {"SourceAccessConfigurations", kList}, { \
    "SecretsManagerKmsKeyId", kText                                         \
  }
// Where the event has words of its own for a wrong kind.
#define BRUME_MAPPING_SHAPES_ANY_ACCESS                              \
  BRUME_MAPPING_SHAPES_BUT_ACCESS, {"SourceAccessConfigurations"}, { \
    "SecretsManagerKmsKeyId"                                         \
  }

// Adds the properties that the mapping has under the same name, the filter and the destination.
// False after a rejection.
bool fill_mapping(Event& event, Value& properties);

}  // namespace brume::emulator::sam
