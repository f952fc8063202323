// What `Ref` and `Fn::GetAtt` give for a resource when the application runs here: one table, a line
// a resource type. A type that is not in it has the name `local-<LogicalId>`.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace brume::emulator {

struct PhysicalContext {
  std::string_view logical_id;
  std::string_view name;  // the value of the type's name property; empty: it has none
  std::string_view region;
  std::string_view account;
  std::string_view stack_name;
  std::string_view qualifier = {};  // the value of its qualifier property, if it has one
};

// The property that names a resource of this type ("BucketName"); empty for an unknown type.
std::string_view name_property(std::string_view type);

// The property that tells resources with that name apart (an alias's `Name`); else empty.
std::string_view qualifier_property(std::string_view type);

std::string physical_ref(std::string_view type, const PhysicalContext& context);
// Nothing when the type is known and has no such attribute.
std::optional<std::string> physical_attribute(std::string_view type, std::string_view attribute,
                                              const PhysicalContext& context);
// The attributes of a known type; empty for others.
std::vector<std::string_view> attributes_of(std::string_view type);

}  // namespace brume::emulator
