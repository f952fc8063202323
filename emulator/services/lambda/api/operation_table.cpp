#include "emulator/services/lambda/api/operation_table.h"

#include "emulator/aws/protocol/request_target.h"
#include "emulator/services/lambda/api/operations.h"

namespace brume::emulator::aws::lambda {
namespace {

// Source: Lambda API reference, the request syntax of each action. Where two match, the first.
const Operation kOperations[] = {
    {"Invoke", "POST", "/2015-03-31/functions/{FunctionName}/invocations", invoke},
    {"InvokeWithResponseStream", "POST",
     "/2021-11-15/functions/{FunctionName}/response-streaming-invocations",
     invoke_with_response_stream},

    {"ListFunctions", "GET", "/2015-03-31/functions", list_functions},
    {"CreateFunction", "POST", "/2015-03-31/functions", create_function},
    {"GetFunction", "GET", "/2015-03-31/functions/{FunctionName}", get_function},
    {"DeleteFunction", "DELETE", "/2015-03-31/functions/{FunctionName}", delete_function},
    {"GetFunctionConfiguration", "GET", "/2015-03-31/functions/{FunctionName}/configuration",
     get_function_configuration},
    {"UpdateFunctionConfiguration", "PUT", "/2015-03-31/functions/{FunctionName}/configuration",
     update_function_configuration},
    {"UpdateFunctionCode", "PUT", "/2015-03-31/functions/{FunctionName}/code",
     update_function_code},
    {"GetAccountSettings", "GET", "/2016-08-19/account-settings", get_account_settings},
    {"PutFunctionConcurrency", "PUT", "/2017-10-31/functions/{FunctionName}/concurrency",
     put_function_concurrency},
    {"GetFunctionConcurrency", "GET", "/2019-09-30/functions/{FunctionName}/concurrency",
     get_function_concurrency},
    {"DeleteFunctionConcurrency", "DELETE", "/2017-10-31/functions/{FunctionName}/concurrency",
     delete_function_concurrency},

    {"PublishVersion", "POST", "/2015-03-31/functions/{FunctionName}/versions", publish_version},
    {"ListVersionsByFunction", "GET", "/2015-03-31/functions/{FunctionName}/versions",
     list_versions_by_function},

    {"CreateAlias", "POST", "/2015-03-31/functions/{FunctionName}/aliases", create_alias},
    {"ListAliases", "GET", "/2015-03-31/functions/{FunctionName}/aliases", list_aliases},
    {"GetAlias", "GET", "/2015-03-31/functions/{FunctionName}/aliases/{Name}", get_alias},
    {"UpdateAlias", "PUT", "/2015-03-31/functions/{FunctionName}/aliases/{Name}", update_alias},
    {"DeleteAlias", "DELETE", "/2015-03-31/functions/{FunctionName}/aliases/{Name}", delete_alias},

    {"CreateFunctionUrlConfig", "POST", "/2021-10-31/functions/{FunctionName}/url",
     create_function_url_config},
    {"GetFunctionUrlConfig", "GET", "/2021-10-31/functions/{FunctionName}/url",
     get_function_url_config},
    {"UpdateFunctionUrlConfig", "PUT", "/2021-10-31/functions/{FunctionName}/url",
     update_function_url_config},
    {"DeleteFunctionUrlConfig", "DELETE", "/2021-10-31/functions/{FunctionName}/url",
     delete_function_url_config},
    {"ListFunctionUrlConfigs", "GET", "/2021-10-31/functions/{FunctionName}/urls",
     list_function_url_configs},

    {"PutFunctionEventInvokeConfig", "PUT",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config", put_function_event_invoke_config},
    {"UpdateFunctionEventInvokeConfig", "POST",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config",
     update_function_event_invoke_config},
    {"GetFunctionEventInvokeConfig", "GET",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config", get_function_event_invoke_config},
    {"DeleteFunctionEventInvokeConfig", "DELETE",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config",
     delete_function_event_invoke_config},
    {"ListFunctionEventInvokeConfigs", "GET",
     "/2019-09-25/functions/{FunctionName}/event-invoke-config/list",
     list_function_event_invoke_configs},

    {"PutFunctionRecursionConfig", "PUT", "/2024-08-31/functions/{FunctionName}/recursion-config",
     put_function_recursion_config},
    {"GetFunctionRecursionConfig", "GET", "/2024-08-31/functions/{FunctionName}/recursion-config",
     get_function_recursion_config},

    {"TagResource", "POST", "/2017-03-31/tags/{Resource}", tag_resource},
    {"UntagResource", "DELETE", "/2017-03-31/tags/{Resource}", untag_resource},
    {"ListTags", "GET", "/2017-03-31/tags/{Resource}", list_tags},

    {"AddPermission", "POST", "/2015-03-31/functions/{FunctionName}/policy", add_permission},
    {"GetPolicy", "GET", "/2015-03-31/functions/{FunctionName}/policy", get_policy},
    {"RemovePermission", "DELETE", "/2015-03-31/functions/{FunctionName}/policy/{StatementId}",
     remove_permission},

    {"InvokeAsync", "POST", "/2014-11-13/functions/{FunctionName}/invoke-async", invoke_async},

    // GetLayerVersionByArn is ListLayers with ?find=LayerVersion.
    {"ListLayers", "GET", "/2018-10-31/layers", list_layers},
    {"PublishLayerVersion", "POST", "/2018-10-31/layers/{LayerName}/versions",
     publish_layer_version},
    {"ListLayerVersions", "GET", "/2018-10-31/layers/{LayerName}/versions", list_layer_versions},
    {"GetLayerVersion", "GET", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
     get_layer_version},
    {"DeleteLayerVersion", "DELETE", "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}",
     delete_layer_version},
    {"AddLayerVersionPermission", "POST",
     "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy",
     add_layer_version_permission},
    {"GetLayerVersionPolicy", "GET",
     "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy", get_layer_version_policy},
    {"RemoveLayerVersionPermission", "DELETE",
     "/2018-10-31/layers/{LayerName}/versions/{VersionNumber}/policy/{StatementId}",
     remove_layer_version_permission},

    {"CreateEventSourceMapping", "POST", "/2015-03-31/event-source-mappings",
     create_event_source_mapping},
    {"ListEventSourceMappings", "GET", "/2015-03-31/event-source-mappings",
     list_event_source_mappings},
    {"GetEventSourceMapping", "GET", "/2015-03-31/event-source-mappings/{UUID}",
     get_event_source_mapping},
    {"UpdateEventSourceMapping", "PUT", "/2015-03-31/event-source-mappings/{UUID}",
     update_event_source_mapping},
    {"DeleteEventSourceMapping", "DELETE", "/2015-03-31/event-source-mappings/{UUID}",
     delete_event_source_mapping},

    // ListProvisionedConcurrencyConfigs is the second of these with ?List=ALL.
    {"PutProvisionedConcurrencyConfig", "PUT",
     "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
     put_provisioned_concurrency_config},
    {"GetProvisionedConcurrencyConfig", "GET",
     "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
     get_provisioned_concurrency_config},
    {"DeleteProvisionedConcurrencyConfig", "DELETE",
     "/2019-09-30/functions/{FunctionName}/provisioned-concurrency",
     delete_provisioned_concurrency_config},

    {"PutRuntimeManagementConfig", "PUT",
     "/2021-07-20/functions/{FunctionName}/runtime-management-config",
     put_runtime_management_config},
    {"GetRuntimeManagementConfig", "GET",
     "/2021-07-20/functions/{FunctionName}/runtime-management-config",
     get_runtime_management_config},

    {"CreateCodeSigningConfig", "POST", "/2020-04-22/code-signing-configs",
     create_code_signing_config},
    {"ListCodeSigningConfigs", "GET", "/2020-04-22/code-signing-configs",
     list_code_signing_configs},
    {"GetCodeSigningConfig", "GET", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
     get_code_signing_config},
    {"UpdateCodeSigningConfig", "PUT", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
     update_code_signing_config},
    {"DeleteCodeSigningConfig", "DELETE", "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}",
     delete_code_signing_config},
    {"ListFunctionsByCodeSigningConfig", "GET",
     "/2020-04-22/code-signing-configs/{CodeSigningConfigArn}/functions",
     list_functions_by_code_signing_config},
    {"PutFunctionCodeSigningConfig", "PUT",
     "/2020-06-30/functions/{FunctionName}/code-signing-config", put_function_code_signing_config},
    {"GetFunctionCodeSigningConfig", "GET",
     "/2020-06-30/functions/{FunctionName}/code-signing-config", get_function_code_signing_config},
    {"DeleteFunctionCodeSigningConfig", "DELETE",
     "/2020-06-30/functions/{FunctionName}/code-signing-config",
     delete_function_code_signing_config},

    // Known by name, so that the answer says what it is that is not emulated.
    {"CreateCapacityProvider", "POST", "/2025-11-30/capacity-providers"},
    {"ListCapacityProviders", "GET", "/2025-11-30/capacity-providers"},
    {"PutFunctionScalingConfig", "PUT",
     "/2025-11-30/functions/{FunctionName}/function-scaling-config"},
    {"GetFunctionScalingConfig", "GET",
     "/2025-11-30/functions/{FunctionName}/function-scaling-config"},
    {"ListDurableExecutionsByFunction", "GET",
     "/2025-12-01/functions/{FunctionName}/durable-executions"},
};

}  // namespace

const Operation* find_operation(std::string_view method, std::string_view path,
                                PathParameters& parameters) {
  const std::vector<std::string> segments = path_segments(path);
  for (const Operation& operation : kOperations) {
    if (method != operation.method) continue;
    if (auto matched = match_path(operation.path, segments)) {
      parameters = std::move(*matched);
      return &operation;
    }
  }
  return nullptr;
}

}  // namespace brume::emulator::aws::lambda
