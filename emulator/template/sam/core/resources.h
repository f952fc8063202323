// The SAM resource types beside the function: one file each.
#pragma once

#include "emulator/template/sam/core/context.h"

namespace brume::emulator::sam {

void expand_application(Context& context, const Value::Member& resource);     // application.cpp
void expand_simple_table(Context& context, const Value::Member& resource);    // simple_table.cpp
void expand_rest_api(Context& context, const Value::Member& resource);        // api.cpp
void expand_http_api(Context& context, const Value::Member& resource);        // http_api.cpp
void expand_web_socket_api(Context& context, const Value::Member& resource);  // web_socket_api.cpp
void expand_layer(Context& context, const Value::Member& resource);           // layer.cpp
// capacity_provider.cpp
void expand_capacity_provider(Context& context, const Value::Member& resource);

// A resource of this type with the attributes of the SAM resource that it stands for: DependsOn,
// DeletionPolicy, UpdatePolicy, Condition, UpdateReplacePolicy, Metadata.
Value with_attributes(const Value& sam_resource, std::string_view type);

// Gives all that was made from `origin`, as far as it has tags, these instead of its own.
void propagate_tags(Context& context, const std::string& origin, const Value* tags);

// {"a": "b"} -> [{"Key": "a", "Value": "b"}]
Value key_value_list(const Value& tags);
// SAM's tag, then the template's: [{Key, Value}].
Value tag_list(const Value* tags, std::string_view sam_tag = "lambda:createdBy");

}  // namespace brume::emulator::sam
