// The published table of connectors: what lets a resource of one type reach one of another.
//
// Constant data. In texts, %{Source.Arn} and the like stand for what is known of the two resources.
#pragma once

#include <span>
#include <string_view>

namespace brume::emulator::sam {

// What a connector makes.
enum class ConnectorKind { kRolePolicy, kQueuePolicy, kTopicPolicy, kLambdaPermission };

// Actions that are allowed on resources.
struct ConnectorGrant {
  std::span<const std::string_view> actions;
  std::span<const std::string_view> resources;
};

// What "Read" or "Write" means. Only roles' policies have grants; the other kinds allow a service
// one action.
struct ConnectorAccess {
  std::string_view name;
  std::span<const ConnectorGrant> grants = {};
};

// What has to wait for the policy.
enum class ConnectorWaits { kNobody, kSource, kEventSourceMapping };

struct ConnectorProfile {
  std::string_view source;
  std::string_view destination;
  ConnectorKind kind;
  bool of_source;  // whose role it is: the source's, or the destination's
  std::span<const ConnectorAccess> access;
  // Combinations that make sense, each sorted and joined by " + "; empty: all do.
  std::span<const std::string_view> combinations = {};
  ConnectorWaits waits = ConnectorWaits::kNobody;
  std::string_view service = {};     // who calls, if it is not a role
  std::string_view source_arn = {};  // of a Lambda permission
};

// nullptr: there is no such connector.
const ConnectorProfile* find_connector_profile(std::string_view source,
                                               std::string_view destination);

// What a resource of a type is known by.
enum class KnownBy { kNothing, kRef, kArnAttribute, kNameAttribute, kApiIdAttribute, kStar };
struct ConnectorResourceType {
  std::string_view type;
  std::string_view role;  // the property with its role; "Targets": that of a rule's target
  KnownBy arn = KnownBy::kArnAttribute;
  KnownBy url = KnownBy::kNothing;
  KnownBy id = KnownBy::kNothing;
  KnownBy name = KnownBy::kNothing;
  KnownBy qualifier = KnownBy::kNothing;
};
// nullptr: connectors know nothing of it.
const ConnectorResourceType* find_connector_resource(std::string_view type);

}  // namespace brume::emulator::sam
