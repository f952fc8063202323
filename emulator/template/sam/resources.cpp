#include "emulator/template/sam/resources.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kAttributes[] = {"DependsOn", "DeletionPolicy",      "UpdatePolicy",
                                            "Condition", "UpdateReplacePolicy", "Metadata"};

}  // namespace

Value with_attributes(const Value& sam_resource, std::string_view type) {
  Value made = Value::map({{"Type", type}});
  made.place_as(sam_resource);
  for (const std::string_view attribute : kAttributes) {
    if (const Value* value = sam_resource.find(attribute)) made.set(attribute, *value);
  }
  return made;
}

}  // namespace brume::emulator::sam
