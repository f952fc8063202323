#include "emulator/template/sam/policy_templates.h"

#include <algorithm>
#include <array>

#include "emulator/template/sam/expect.h"

namespace brume::emulator::sam {
namespace {

struct PolicyTemplate {
  std::string_view name;
  std::array<std::string_view, 2> parameters = {};  // "": none
};

// Source: "AWS SAM policy template list".
constexpr PolicyTemplate kTemplates[] = {
    {"AMIDescribePolicy"},
    {"AWSSecretsManagerGetSecretValuePolicy", {"SecretArn"}},
    {"AWSSecretsManagerRotationPolicy", {"FunctionName"}},
    {"AcmGetCertificatePolicy", {"CertificateArn"}},
    {"AthenaQueryPolicy", {"WorkGroupName"}},
    {"CloudFormationDescribeStacksPolicy"},
    {"CloudWatchDashboardPolicy"},
    {"CloudWatchDescribeAlarmHistoryPolicy"},
    {"CloudWatchPutMetricPolicy"},
    {"CodeCommitCrudPolicy", {"RepositoryName"}},
    {"CodeCommitReadPolicy", {"RepositoryName"}},
    {"CodePipelineLambdaExecutionPolicy"},
    {"CodePipelineReadOnlyPolicy", {"PipelineName"}},
    {"ComprehendBasicAccessPolicy"},
    {"CostExplorerReadOnlyPolicy"},
    {"DynamoDBBackupFullAccessPolicy", {"TableName"}},
    {"DynamoDBCrudPolicy", {"TableName"}},
    {"DynamoDBReadPolicy", {"TableName"}},
    {"DynamoDBReconfigurePolicy", {"TableName"}},
    {"DynamoDBRestoreFromBackupPolicy", {"TableName"}},
    {"DynamoDBStreamReadPolicy", {"TableName", "StreamName"}},
    {"DynamoDBWritePolicy", {"TableName"}},
    {"EC2CopyImagePolicy", {"ImageId"}},
    {"EC2DescribePolicy"},
    {"EFSWriteAccessPolicy", {"FileSystem", "AccessPoint"}},
    {"EKSDescribePolicy"},
    {"EcsRunTaskPolicy", {"TaskDefinition"}},
    {"ElasticMapReduceAddJobFlowStepsPolicy", {"ClusterId"}},
    {"ElasticMapReduceCancelStepsPolicy", {"ClusterId"}},
    {"ElasticMapReduceModifyInstanceFleetPolicy", {"ClusterId"}},
    {"ElasticMapReduceModifyInstanceGroupsPolicy", {"ClusterId"}},
    {"ElasticMapReduceSetTerminationProtectionPolicy", {"ClusterId"}},
    {"ElasticMapReduceTerminateJobFlowsPolicy", {"ClusterId"}},
    {"ElasticsearchHttpPostPolicy", {"DomainName"}},
    {"EventBridgePutEventsPolicy", {"EventBusName"}},
    {"FilterLogEventsPolicy", {"LogGroupName"}},
    {"FirehoseCrudPolicy", {"DeliveryStreamName"}},
    {"FirehoseWritePolicy", {"DeliveryStreamName"}},
    {"KMSDecryptPolicy", {"KeyId"}},
    {"KMSEncryptPolicy", {"KeyId"}},
    {"KMSEncryptPolicy_v2", {"KeyId"}},
    {"KinesisCrudPolicy", {"StreamName"}},
    {"KinesisStreamReadPolicy", {"StreamName"}},
    {"LambdaInvokePolicy", {"FunctionName"}},
    {"MobileAnalyticsWriteOnlyAccessPolicy"},
    {"OrganizationsListAccountsPolicy"},
    {"PinpointEndpointAccessPolicy", {"PinpointApplicationId"}},
    {"PollyFullAccessPolicy", {"LexiconName"}},
    {"RekognitionDetectOnlyPolicy"},
    {"RekognitionFacesManagementPolicy", {"CollectionId"}},
    {"RekognitionFacesPolicy"},
    {"RekognitionLabelsPolicy"},
    {"RekognitionNoDataAccessPolicy", {"CollectionId"}},
    {"RekognitionReadPolicy", {"CollectionId"}},
    {"RekognitionWriteOnlyAccessPolicy", {"CollectionId"}},
    {"Route53ChangeResourceRecordSetsPolicy", {"HostedZoneId"}},
    {"S3CrudPolicy", {"BucketName"}},
    {"S3FullAccessPolicy", {"BucketName"}},
    {"S3ReadPolicy", {"BucketName"}},
    {"S3WritePolicy", {"BucketName"}},
    {"SESBulkTemplatedCrudPolicy", {"IdentityName"}},
    {"SESBulkTemplatedCrudPolicy_v2", {"IdentityName", "TemplateName"}},
    {"SESCrudPolicy", {"IdentityName"}},
    {"SESEmailTemplateCrudPolicy"},
    {"SESSendBouncePolicy", {"IdentityName"}},
    {"SNSCrudPolicy", {"TopicName"}},
    {"SNSPublishMessagePolicy", {"TopicName"}},
    {"SQSPollerPolicy", {"QueueName"}},
    {"SQSSendMessagePolicy", {"QueueName"}},
    {"SSMParameterReadPolicy", {"ParameterName"}},
    {"SSMParameterWithSlashPrefixReadPolicy", {"ParameterName"}},
    {"ServerlessRepoReadWriteAccessPolicy"},
    {"StepFunctionsExecutionPolicy", {"StateMachineName"}},
    {"StepFunctionsExecutionPolicy_v2", {"StateMachineName"}},
    {"StepFunctionsCallbackPolicy", {"StateMachineName"}},
    {"TextractDetectAnalyzePolicy"},
    {"TextractGetResultPolicy"},
    {"TextractPolicy"},
    {"VPCAccessPolicy"},
};

const PolicyTemplate* find_template(const Value& policy) {
  if (!policy.is_map() || policy.members().size() != 1) return nullptr;
  const std::string& name = policy.members().front().key;
  const auto* found = std::find_if(std::begin(kTemplates), std::end(kTemplates),
                                   [&](const PolicyTemplate& each) { return each.name == name; });
  return found == std::end(kTemplates) ? nullptr : found;
}

}  // namespace

bool is_policy_template(const Value& policy) {
  return find_template(policy) != nullptr;
}

bool check_policy_template(const Owner& owner, const Value& policy) {
  const PolicyTemplate& known = *find_template(policy);
  const Value& given = policy.members().front().value;
  const std::string name(known.name);
  if (!given.is_map() && !given.is_null()) {
    return owner.reject(given,
                        "Must specify valid parameter values for policy template '" + name + "'");
  }
  Value::List missing;
  for (const std::string_view parameter : known.parameters) {
    if (!parameter.empty() && given.find(parameter) == nullptr) missing.emplace_back(parameter);
  }
  if (missing.empty()) return true;
  return owner.reject(policy, "Following required parameters of policy template '" + name +
                                  "' don't have values: " + python_text(Value(std::move(missing))));
}

}  // namespace brume::emulator::sam
