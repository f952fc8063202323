// The operations of the Lambda API, one function each; operation_table.cpp says where they are
// found. Source: Lambda API reference, the page of each action. Loop thread.
#pragma once

#include <memory>

#include "emulator/aws/call.h"
#include "emulator/services/lambda/api/operation.h"

namespace brume::emulator::aws::lambda {

using Now = Answer(Context&, const Call&, const PathParameters&);
using Later = void(Context&, const std::shared_ptr<Call>&, const PathParameters&);

// invoke.cpp
Later invoke;
Later invoke_with_response_stream;
Later invoke_async;
// read_functions.cpp
Now list_functions;
Now get_function;
Now get_function_configuration;
Now get_account_settings;
// change_functions.cpp, upload_functions.cpp
Later create_function;
Later update_function_code;
Now update_function_configuration;
Now delete_function;
Now put_function_concurrency;
Now get_function_concurrency;
Now delete_function_concurrency;
// versions.cpp
Later publish_version;
Now list_versions_by_function;
// aliases.cpp
Now create_alias;
Now update_alias;
Now get_alias;
Now list_aliases;
Now delete_alias;
// function_urls.cpp
Now create_function_url_config;
Now get_function_url_config;
Now update_function_url_config;
Now list_function_url_configs;
Now delete_function_url_config;
// event_invoke_configs.cpp
Now put_function_event_invoke_config;
Now update_function_event_invoke_config;
Now get_function_event_invoke_config;
Now list_function_event_invoke_configs;
Now delete_function_event_invoke_config;
// recursion_configs.cpp
Now put_function_recursion_config;
Now get_function_recursion_config;
// tags.cpp
Later tag_resource;
Later untag_resource;
Now list_tags;
// policies.cpp
Now add_permission;
Now remove_permission;
Now get_policy;
// layers.cpp
Later publish_layer_version;
Now list_layers;
Now list_layer_versions;
Now get_layer_version;
Later delete_layer_version;
// layer_policies.cpp
Later add_layer_version_permission;
Now get_layer_version_policy;
Later remove_layer_version_permission;
// event_source_mappings.cpp
Later create_event_source_mapping;
Later update_event_source_mapping;
Now get_event_source_mapping;
Later delete_event_source_mapping;
Now list_event_source_mappings;
// provisioned_concurrency.cpp
Later put_provisioned_concurrency_config;
Now get_provisioned_concurrency_config;
Later delete_provisioned_concurrency_config;
// runtime_management.cpp
Later put_runtime_management_config;
Now get_runtime_management_config;
// code_signing.cpp
Later create_code_signing_config;
Later update_code_signing_config;
Now get_code_signing_config;
Later delete_code_signing_config;
Now list_code_signing_configs;
Now list_functions_by_code_signing_config;
Later put_function_code_signing_config;
Now get_function_code_signing_config;
Later delete_function_code_signing_config;

}  // namespace brume::emulator::aws::lambda
