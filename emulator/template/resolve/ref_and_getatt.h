// What `Ref` and `Fn::GetAtt` give for a resource when the application runs here, after the table
// in resource_attributes_table.h. A type that is not in it has the name `local-<LogicalId>`, and
// any attribute.
//
// Pure functions; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/value.h"

namespace brume::emulator {

struct PhysicalContext {
  std::string_view logical_id;
  std::string_view name;  // the value of the type's name property; empty: it has none
  std::string_view region;
  std::string_view account;
  std::string_view stack_name;
  std::string_view qualifier = {};  // the value of its qualifier property, if it has one
  std::string_view suffix = {};     // of a name that is made here, see name_suffix()
};

// Where the property is that names a resource of this type ("BucketName"), for property_at();
// empty for an unknown type.
std::string_view name_property(std::string_view type);

// The property that tells resources with that name apart (an alias's `Name`); else empty.
std::string_view qualifier_property(std::string_view type);

std::string physical_ref(std::string_view type, const PhysicalContext& context);
// Nothing when the type is known and has no such attribute.
std::optional<std::string> physical_attribute(std::string_view type, std::string_view attribute,
                                              const PhysicalContext& context);
// The attributes of a known type; empty for others.
std::vector<std::string_view> attributes_of(std::string_view type);

// "A.0.B|C": the member B of the first item of A, else C; nullptr without either.
const Value* property_at(const Value& properties, std::string_view path);
// What CloudFormation appends to the name it makes: a FIFO queue's and topic's ends in ".fifo".
std::string_view name_suffix(std::string_view type, const Value& properties);

}  // namespace brume::emulator
