#include "emulator/template/resolve/resource_attributes_table.h"

#include <algorithm>

namespace brume::emulator {
namespace {

using Attribute = PhysicalAttribute;

constexpr Attribute kApiGatewayAccount[] = {{"Id", "{hash}"}};
constexpr Attribute kApiGatewayApiKey[] = {{"APIKeyId", "{hash}"}};
constexpr Attribute kApiGatewayAuthorizer[] = {{"AuthorizerId", "{hash}"}};
constexpr Attribute kApiGatewayBasePathMappingV2[] = {
    {"BasePathMappingArn", "{name}/basepathmappings/{qualifier}"}};
constexpr Attribute kApiGatewayClientCertificate[] = {{"ClientCertificateId", "{hash}"}};
constexpr Attribute kApiGatewayDeployment[] = {{"DeploymentId", "{hash}"}};
constexpr Attribute kApiGatewayDocumentationPart[] = {{"DocumentationPartId", "{hash}"}};
constexpr Attribute kApiGatewayDomainName[] = {
    {"RegionalDomainName", "d-{hash}.execute-api.{region}.amazonaws.com"},
    {"RegionalHostedZoneId", "Z{hash}"},
    {"DistributionDomainName", "d{hash}.cloudfront.net"},
    {"DistributionHostedZoneId", "Z2FDTNDATAQYW2"},
    {"DomainNameArn", "arn:aws:apigateway:{region}::/domainnames/{name}"}};
constexpr Attribute kApiGatewayDomainNameAccessAssociation[] = {
    {"DomainNameAccessAssociationArn",
     "arn:aws:apigateway:{region}:{account}:/domainnameaccessassociations/{id}"}};
constexpr Attribute kApiGatewayDomainNameV2[] = {
    {"DomainNameArn", "arn:aws:apigateway:{region}:{account}:/domainnames/{name}+{hash}"},
    {"DomainNameId", "{hash}"}};
constexpr Attribute kApiGatewayRequestValidator[] = {{"RequestValidatorId", "{hash}"}};
constexpr Attribute kApiGatewayResource[] = {{"ResourceId", "{hash}"}};
constexpr Attribute kApiGatewayRestApi[] = {{"RootResourceId", "{root}"}, {"RestApiId", "{hash}"}};
constexpr Attribute kApiGatewayVpcLink[] = {{"VpcLinkId", "{hash}"}};
constexpr Attribute kApiGatewayV2Api[] = {
    {"ApiEndpoint", "{scheme}://{hash}.execute-api.{region}.amazonaws.com"},
    {"ApiId", "{hash}"},
    {"ExecuteApiArn", "arn:aws:execute-api:{region}:{account}:{hash}"}};
constexpr Attribute kApiGatewayV2ApiMapping[] = {{"ApiMappingId", "{hash}"}};
constexpr Attribute kApiGatewayV2DomainName[] = {
    {"RegionalDomainName", "d-{hash}.execute-api.{region}.amazonaws.com"},
    {"RegionalHostedZoneId", "Z{hash}"},
    {"DomainNameArn", "arn:aws:apigateway:{region}::/domainnames/{name}"}};
constexpr Attribute kApiGatewayV2Integration[] = {{"IntegrationId", "{hash}"}};
constexpr Attribute kApiGatewayV2IntegrationResponse[] = {{"IntegrationResponseId", "{hash}"}};
constexpr Attribute kApiGatewayV2Model[] = {{"ModelId", "{hash}"}};
constexpr Attribute kApiGatewayV2PortalProduct[] = {
    {"PortalProductArn", "arn:aws:apigateway:{region}:{account}:/portalproducts/{hash}"},
    {"PortalProductId", "{hash}"},
    {"LastModified", "2015-01-01T00:00:00.000Z"}};
constexpr Attribute kApiGatewayV2Route[] = {{"RouteId", "{hash}"}};
constexpr Attribute kApiGatewayV2RouteResponse[] = {{"RouteResponseId", "{hash}"}};
constexpr Attribute kApiGatewayV2RoutingRule[] = {{"RoutingRuleArn", "{name}/routingrules/{hash}"},
                                                  {"RoutingRuleId", "{hash}"}};
constexpr Attribute kCloudFormationStack[] = {{"StackId",
                                               "arn:aws:cloudformation:{region}:{account}:stack/"
                                               "{stack}-{id}/00000000-0000-0000-0000-000000000000"},
                                              {"ParentId",
                                               "arn:aws:cloudformation:{region}:{account}:stack/"
                                               "{stack}/00000000-0000-0000-0000-000000000000"},
                                              {"RootId",
                                               "arn:aws:cloudformation:{region}:{account}:stack/"
                                               "{stack}/00000000-0000-0000-0000-000000000000"},
                                              {"ChangeSetId", ""},
                                              {"StackStatus", "CREATE_COMPLETE"},
                                              {"CreationTime", "2015-01-01T00:00:00.000Z"},
                                              {"LastUpdateTime", "2015-01-01T00:00:00.000Z"}};
constexpr Attribute kCognitoUserPool[] = {
    {"Arn", "arn:aws:cognito-idp:{region}:{account}:userpool/{region}_{id}"},
    {"ProviderName", "cognito-idp.{region}.amazonaws.com/{region}_{id}"},
    {"ProviderURL", "https://cognito-idp.{region}.amazonaws.com/{region}_{id}"},
    {"UserPoolId", "{region}_{id}"}};
constexpr Attribute kDynamoDBGlobalTable[] = {
    {"Arn", "arn:aws:dynamodb:{region}:{account}:table/{name}"},
    {"StreamArn",
     "arn:aws:dynamodb:{region}:{account}:table/{name}/stream/2015-01-01T00:00:00.000"},
    {"TableId", "{id}"}};
constexpr Attribute kDynamoDBTable[] = {
    {"Arn", "arn:aws:dynamodb:{region}:{account}:table/{name}"},
    {"StreamArn",
     "arn:aws:dynamodb:{region}:{account}:table/{name}/stream/2015-01-01T00:00:00.000"}};
constexpr Attribute kEventsApiDestination[] = {
    {"Arn", "arn:aws:events:{region}:{account}:api-destination/{name}/{hash}"},
    {"ArnForPolicy", "arn:aws:events:{region}:{account}:api-destination/{name}"}};
constexpr Attribute kEventsArchive[] = {
    {"Arn", "arn:aws:events:{region}:{account}:archive/{name}"}};
constexpr Attribute kEventsConnection[] = {
    {"Arn", "arn:aws:events:{region}:{account}:connection/{name}/{hash}"},
    {"ArnForPolicy", "arn:aws:events:{region}:{account}:connection/{name}"},
    {"SecretArn",
     "arn:aws:secretsmanager:{region}:{account}:secret:events!connection/{name}/{hash}"},
    {"AuthParameters.ConnectivityParameters.ResourceParameters.ResourceAssociationArn",
     "arn:aws:vpc-lattice:{region}:{account}:servicenetworkresourceassociation/snra-{hash}"},
    {"InvocationConnectivityParameters.ResourceParameters.ResourceAssociationArn",
     "arn:aws:vpc-lattice:{region}:{account}:servicenetworkresourceassociation/snra-{hash}"}};
constexpr Attribute kEventsEndpoint[] = {
    {"Arn", "arn:aws:events:{region}:{account}:endpoint/{name}"},
    {"EndpointId", "{hash}.veo"},
    {"EndpointUrl", "https://{hash}.veo.endpoint.events.amazonaws.com"},
    {"State", "ACTIVE"},
    {"StateReason", ""}};
constexpr Attribute kEventsEventBus[] = {
    {"Arn", "arn:aws:events:{region}:{account}:event-bus/{name}"},
    {"Name", "{name}"},
    {"Policy", ""}};
constexpr Attribute kEventsRule[] = {
    {"Arn", "arn:aws:events:{region}:{account}:rule/{qualifier/}{name}"}, {"RuleName", "{name}"}};
constexpr Attribute kIAMGroup[] = {{"Arn", "arn:aws:iam::{account}:group{qualifier}{name}"}};
constexpr Attribute kIAMInstanceProfile[] = {
    {"Arn", "arn:aws:iam::{account}:instance-profile{qualifier}{name}"}};
constexpr Attribute kIAMManagedPolicy[] = {
    {"PolicyArn", "arn:aws:iam::{account}:policy{qualifier}{name}"},
    {"PolicyId", "ANPA{id}"},
    {"AttachmentCount", "0"},
    {"PermissionsBoundaryUsageCount", "0"},
    {"DefaultVersionId", "v1"},
    {"IsAttachable", "true"},
    {"CreateDate", "2015-01-01T00:00:00.000Z"},
    {"UpdateDate", "2015-01-01T00:00:00.000Z"}};
constexpr Attribute kIAMPolicy[] = {{"Id", "{stack}-{id}"}};
constexpr Attribute kIAMRole[] = {{"Arn", "arn:aws:iam::{account}:role{qualifier}{name}"},
                                  {"RoleId", "AROA{id}"}};
constexpr Attribute kIAMUser[] = {{"Arn", "arn:aws:iam::{account}:user{qualifier}{name}"}};
constexpr Attribute kKMSKey[] = {{"Arn", "arn:aws:kms:{region}:{account}:key/{id-}"},
                                 {"KeyId", "{id-}"}};
constexpr Attribute kKinesisStream[] = {{"Arn", "arn:aws:kinesis:{region}:{account}:stream/{name}"},
                                        {"WarmThroughputObject.CurrentMiBps", "0"},
                                        {"WarmThroughputObject.TargetMiBps", "0"}};
constexpr Attribute kKinesisStreamConsumer[] = {
    {"ConsumerARN", "{qualifier}/consumer/{name}:1420070400"},
    {"ConsumerCreationTimestamp", "2015-01-01T00:00:00.000Z"},
    {"ConsumerName", "{name}"},
    {"ConsumerStatus", "ACTIVE"},
    {"StreamARN", "{qualifier}"}};
constexpr Attribute kLambdaAlias[] = {
    {"AliasArn", "arn:aws:lambda:{region}:{account}:function:{name}:{qualifier}"}};
constexpr Attribute kLambdaCapacityProvider[] = {
    {"Arn", "arn:aws:lambda:{region}:{account}:capacity-provider:{name}"}, {"State", "Active"}};
constexpr Attribute kLambdaCodeSigningConfig[] = {
    {"CodeSigningConfigArn", "arn:aws:lambda:{region}:{account}:code-signing-config:csc-{hash}"},
    {"CodeSigningConfigId", "csc-{hash}"}};
constexpr Attribute kLambdaEventSourceMapping[] = {
    {"Id", "{id}"},
    {"EventSourceMappingArn", "arn:aws:lambda:{region}:{account}:event-source-mapping:{id}"}};
constexpr Attribute kLambdaFunction[] = {
    {"Arn", "arn:aws:lambda:{region}:{account}:function:{name}"},
    {"SnapStartResponse.ApplyOn", "None"},
    {"SnapStartResponse.OptimizationStatus", "Off"}};
constexpr Attribute kLambdaLayerVersion[] = {
    {"LayerVersionArn", "arn:aws:lambda:{region}:{account}:layer:{name}:1"}};
constexpr Attribute kLambdaLayerVersionPermission[] = {{"Id", "{name}#{id}"}};
constexpr Attribute kLambdaMicrovmImage[] = {
    {"ImageArn", "arn:aws:lambda:{region}:{account}:microvm-image:{name}"},
    {"CreatedAt", "2015-01-01T00:00:00.000Z"},
    {"UpdatedAt", "2015-01-01T00:00:00.000Z"},
    {"LatestActiveImageVersion", "1"},
    {"LatestFailedImageVersion", ""},
    {"State", "ACTIVE"}};
constexpr Attribute kLambdaNetworkConnector[] = {
    {"Arn", "arn:aws:lambda:{region}:{account}:network-connector:{name}"}, {"State", "ACTIVE"}};
constexpr Attribute kLambdaPermission[] = {{"Id", "{stack}-{id}-{hash}"}};
constexpr Attribute kLambdaUrl[] = {
    {"FunctionUrl", "http://localhost:3000/_apis/{id-}/"},
    {"FunctionArn", "arn:aws:lambda:{region}:{account}:function:{name}{:qualifier}"}};
constexpr Attribute kLambdaVersion[] = {
    {"FunctionArn", "arn:aws:lambda:{region}:{account}:function:{name}:1"}, {"Version", "1"}};
constexpr Attribute kLogsAccountPolicy[] = {{"AccountId", "{account}"}};
constexpr Attribute kLogsDelivery[] = {{"Arn", "arn:aws:logs:{region}:{account}:delivery:{hash}"},
                                       {"DeliveryDestinationType", "CWL"},
                                       {"DeliveryId", "{hash}"}};
constexpr Attribute kLogsDeliveryDestination[] = {
    {"Arn", "arn:aws:logs:{region}:{account}:delivery-destination:{name}"}};
constexpr Attribute kLogsDeliverySource[] = {
    {"Arn", "arn:aws:logs:{region}:{account}:delivery-source:{name}"},
    {"ResourceArns", "{qualifier}"},
    {"Service", "local"},
    {"Status", "ACTIVE"},
    {"StatusReason", ""}};
constexpr Attribute kLogsDestination[] = {
    {"Arn", "arn:aws:logs:{region}:{account}:destination:{name}"}};
constexpr Attribute kLogsIntegration[] = {{"IntegrationStatus", "ACTIVE"}};
constexpr Attribute kLogsLogAnomalyDetector[] = {
    {"AnomalyDetectorArn", "arn:aws:logs:{region}:{account}:anomaly-detector:{hash}"},
    {"AnomalyDetectorStatus", "INITIALIZING"},
    {"CreationTimeStamp", "1420070400000"},
    {"LastModifiedTimeStamp", "1420070400000"}};
constexpr Attribute kLogsLogGroup[] = {
    {"Arn", "arn:aws:logs:{region}:{account}:log-group:{name}:*"}};
constexpr Attribute kLogsQueryDefinition[] = {{"QueryDefinitionId", "{hash}"}};
constexpr Attribute kLogsScheduledQuery[] = {
    {"ScheduledQueryArn", "arn:aws:logs:{region}:{account}:scheduled-query:{hash}"},
    {"CreationTime", "1420070400"},
    {"LastExecutionStatus", ""},
    {"LastTriggeredTime", "0"},
    {"LastUpdatedTime", "1420070400"}};
constexpr Attribute kLogsStorageTierPolicy[] = {{"AccountId", "{account}"},
                                                {"LastUpdatedTime", "1420070400"}};
constexpr Attribute kS3Bucket[] = {
    {"Arn", "arn:aws:s3:::{name}"},
    {"DomainName", "{name}.s3.localhost:4566"},
    {"RegionalDomainName", "{name}.s3.localhost:4566"},
    {"DualStackDomainName", "{name}.s3.localhost:4566"},
    {"WebsiteURL", "http://{name}.s3.localhost:4566"},
    {"MetadataConfiguration.AnnotationTableConfiguration.TableArn",
     "arn:aws:s3tables:{region}:{account}:bucket/aws-s3/table/{name}-annotation"},
    {"MetadataConfiguration.AnnotationTableConfiguration.TableName", "annotation"},
    {"MetadataConfiguration.InventoryTableConfiguration.TableArn",
     "arn:aws:s3tables:{region}:{account}:bucket/aws-s3/table/{name}-inventory"},
    {"MetadataConfiguration.InventoryTableConfiguration.TableName", "inventory"},
    {"MetadataConfiguration.JournalTableConfiguration.TableArn",
     "arn:aws:s3tables:{region}:{account}:bucket/aws-s3/table/{name}-journal"},
    {"MetadataConfiguration.JournalTableConfiguration.TableName", "journal"},
    {"MetadataConfiguration.Destination.TableBucketArn",
     "arn:aws:s3tables:{region}:{account}:bucket/aws-s3"},
    {"MetadataConfiguration.Destination.TableBucketType", "aws"},
    {"MetadataConfiguration.Destination.TableNamespace", "b_{name}"},
    {"MetadataTableConfiguration.S3TablesDestination.TableArn",
     "arn:aws:s3tables:{region}:{account}:bucket/aws-s3/table/{name}-metadata"},
    {"MetadataTableConfiguration.S3TablesDestination.TableNamespace", "aws_s3_metadata"}};
constexpr Attribute kSNSSubscription[] = {{"Arn", "{name}:{hash}"}};
constexpr Attribute kSNSTopic[] = {{"TopicArn", "arn:aws:sns:{region}:{account}:{name}"},
                                   {"TopicName", "{name}"}};
constexpr Attribute kSQSQueue[] = {{"Arn", "arn:aws:sqs:{region}:{account}:{name}"},
                                   {"QueueName", "{name}"},
                                   {"QueueUrl", "http://localhost:4566/{account}/{name}"}};
constexpr Attribute kSSMParameter[] = {
    {"Arn", "arn:aws:ssm:{region}:{account}:parameter{/name}"}, {"Type", "String"}, {"Value", ""}};
constexpr Attribute kSchedulerSchedule[] = {
    {"Arn", "arn:aws:scheduler:{region}:{account}:schedule/{qualifier}/{name}"}};
constexpr Attribute kSchedulerScheduleGroup[] = {
    {"Arn", "arn:aws:scheduler:{region}:{account}:schedule-group/{name}"},
    {"CreationDate", "2015-01-01T00:00:00.000Z"},
    {"LastModificationDate", "2015-01-01T00:00:00.000Z"},
    {"State", "ACTIVE"}};
constexpr Attribute kSecretsManagerResourcePolicy[] = {
    {"Id", "arn:aws:secretsmanager:{region}:{account}:secret:{name}"}};
constexpr Attribute kStepFunctionsActivity[] = {
    {"Arn", "arn:aws:states:{region}:{account}:activity:{name}"}, {"Name", "{name}"}};
constexpr Attribute kStepFunctionsStateMachine[] = {
    {"Arn", "arn:aws:states:{region}:{account}:stateMachine:{name}"},
    {"Name", "{name}"},
    {"StateMachineRevisionId", "INITIAL"}};
constexpr Attribute kStepFunctionsStateMachineAlias[] = {{"Arn", "{machine}:{qualifier}"}};
constexpr Attribute kStepFunctionsStateMachineVersion[] = {{"Arn", "{name}:1"}};

constexpr PhysicalType kPhysicalTypes[] = {
    {"AWS::ApiGateway::Account", "", "{id}", "{hash}", kApiGatewayAccount},
    {"AWS::ApiGateway::ApiKey", "", "{id}", "{hash}", kApiGatewayApiKey},
    {"AWS::ApiGateway::Authorizer", "", "{id}", "{hash}", kApiGatewayAuthorizer},
    {"AWS::ApiGateway::BasePathMapping",
     "DomainName",
     "{id-}.local",
     "{name}|{qualifier}",
     {},
     "BasePath",
     "(none)"},
    {"AWS::ApiGateway::BasePathMappingV2", "DomainNameArn", "{id-}.local",
     "{name}/basepathmappings/{qualifier}", kApiGatewayBasePathMappingV2, "BasePath", "(none)"},
    {"AWS::ApiGateway::ClientCertificate", "", "{id}", "{hash}", kApiGatewayClientCertificate},
    {"AWS::ApiGateway::Deployment", "", "{id}", "{hash}", kApiGatewayDeployment},
    {"AWS::ApiGateway::DocumentationPart", "", "{id}", "{hash}", kApiGatewayDocumentationPart},
    {"AWS::ApiGateway::DocumentationVersion", "DocumentationVersion", "{id}", "{name}", {}},
    {"AWS::ApiGateway::DomainName", "DomainName", "{id-}.local", "{name}", kApiGatewayDomainName},
    {"AWS::ApiGateway::DomainNameAccessAssociation", "", "{id}",
     "arn:aws:apigateway:{region}:{account}:/domainnameaccessassociations/{id}",
     kApiGatewayDomainNameAccessAssociation},
    {"AWS::ApiGateway::DomainNameV2", "DomainName", "{id-}.local",
     "arn:aws:apigateway:{region}:{account}:/domainnames/{name}+{hash}", kApiGatewayDomainNameV2},
    {"AWS::ApiGateway::GatewayResponse", "", "{id}", "{hash}", kApiGatewayAccount},
    {"AWS::ApiGateway::Method", "", "{id}", "{hash}", {}},
    {"AWS::ApiGateway::Model", "Name", "{id}", "{name}", {}},
    {"AWS::ApiGateway::RequestValidator", "", "{id}", "{hash}", kApiGatewayRequestValidator},
    {"AWS::ApiGateway::Resource", "", "{id}", "{hash}", kApiGatewayResource},
    {"AWS::ApiGateway::RestApi", "", "{id}", "{hash}", kApiGatewayRestApi},
    {"AWS::ApiGateway::Stage", "StageName", "{id}", "{name}", {}},
    {"AWS::ApiGateway::UsagePlan", "", "{id}", "{hash}", kApiGatewayAccount},
    {"AWS::ApiGateway::UsagePlanKey", "", "{id}", "{hash}", kApiGatewayAccount},
    {"AWS::ApiGateway::VpcLink", "", "{id}", "{hash}", kApiGatewayVpcLink},
    {"AWS::ApiGatewayV2::Api", "", "{id}", "{hash}", kApiGatewayV2Api, "ProtocolType"},
    {"AWS::ApiGatewayV2::ApiGatewayManagedOverrides", "", "{id}", "{hash}", kApiGatewayAccount},
    {"AWS::ApiGatewayV2::ApiMapping", "", "{id}", "{hash}", kApiGatewayV2ApiMapping},
    {"AWS::ApiGatewayV2::Authorizer", "", "{id}", "{hash}", kApiGatewayAuthorizer},
    {"AWS::ApiGatewayV2::Deployment", "", "{id}", "{hash}", kApiGatewayDeployment},
    {"AWS::ApiGatewayV2::DomainName", "DomainName", "{id-}.local", "{name}",
     kApiGatewayV2DomainName},
    {"AWS::ApiGatewayV2::Integration", "", "{id}", "{hash}", kApiGatewayV2Integration},
    {"AWS::ApiGatewayV2::IntegrationResponse", "", "{id}", "{hash}",
     kApiGatewayV2IntegrationResponse},
    {"AWS::ApiGatewayV2::Model", "", "{id}", "{hash}", kApiGatewayV2Model},
    {"AWS::ApiGatewayV2::PortalProduct", "", "{id}",
     "arn:aws:apigateway:{region}:{account}:/portalproducts/{hash}", kApiGatewayV2PortalProduct},
    {"AWS::ApiGatewayV2::Route", "", "{id}", "{hash}", kApiGatewayV2Route},
    {"AWS::ApiGatewayV2::RouteResponse", "", "{id}", "{hash}", kApiGatewayV2RouteResponse},
    {"AWS::ApiGatewayV2::RoutingRule", "DomainNameArn", "{id-}.local", "{name}/routingrules/{hash}",
     kApiGatewayV2RoutingRule},
    {"AWS::ApiGatewayV2::Stage", "StageName", "{id}", "{name}", {}},
    {"AWS::ApiGatewayV2::VpcLink", "", "{id}", "{hash}", kApiGatewayVpcLink},
    {"AWS::CloudFormation::Stack", "", "{id}",
     "arn:aws:cloudformation:{region}:{account}:stack/{stack}-{id}/"
     "00000000-0000-0000-0000-000000000000",
     kCloudFormationStack},
    {"AWS::Cognito::UserPool", "UserPoolName", "{id}", "{region}_{id}", kCognitoUserPool},
    {"AWS::DynamoDB::GlobalTable", "TableName", "{id}", "{name}", kDynamoDBGlobalTable},
    {"AWS::DynamoDB::Table", "TableName", "{id}", "{name}", kDynamoDBTable},
    {"AWS::Events::ApiDestination", "Name", "{id}", "{name}", kEventsApiDestination},
    {"AWS::Events::Archive", "ArchiveName", "{id}", "{name}", kEventsArchive},
    {"AWS::Events::Connection", "Name", "{id}", "{name}", kEventsConnection},
    {"AWS::Events::Endpoint", "Name", "{id}", "{name}", kEventsEndpoint},
    {"AWS::Events::EventBus", "Name", "{id}", "{name}", kEventsEventBus},
    {"AWS::Events::EventBusPolicy",
     "StatementId",
     "{stack}-{id}",
     "{qualifier}|{name}",
     {},
     "EventBusName",
     "default"},
    {"AWS::Events::Rule", "Name", "{id}", "{qualifier|}{name}", kEventsRule, "EventBusName"},
    {"AWS::IAM::Group", "GroupName", "{stack}-{id}", "{name}", kIAMGroup, "Path", "/"},
    {"AWS::IAM::InstanceProfile", "InstanceProfileName", "{stack}-{id}", "{name}",
     kIAMInstanceProfile, "Path", "/"},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName", "{stack}-{id}",
     "arn:aws:iam::{account}:policy{qualifier}{name}", kIAMManagedPolicy, "Path", "/"},
    {"AWS::IAM::Policy", "", "{id}", "{stack}-{id}", kIAMPolicy},
    {"AWS::IAM::Role", "RoleName", "{stack}-{id}", "{name}", kIAMRole, "Path", "/"},
    {"AWS::IAM::User", "UserName", "{stack}-{id}", "{name}", kIAMUser, "Path", "/"},
    {"AWS::KMS::Key", "", "{id}", "{id-}", kKMSKey},
    {"AWS::Kinesis::Stream", "Name", "{id}", "{name}", kKinesisStream},
    {"AWS::Kinesis::StreamConsumer", "ConsumerName", "{id}",
     "{qualifier}/consumer/{name}:1420070400", kKinesisStreamConsumer, "StreamARN"},
    {"AWS::Lambda::Alias", "FunctionName", "{id}",
     "arn:aws:lambda:{region}:{account}:function:{name}:{qualifier}", kLambdaAlias, "Name"},
    {"AWS::Lambda::CapacityProvider", "CapacityProviderName", "{id}", "{name}",
     kLambdaCapacityProvider},
    {"AWS::Lambda::CodeSigningConfig", "", "{id}",
     "arn:aws:lambda:{region}:{account}:code-signing-config:csc-{hash}", kLambdaCodeSigningConfig},
    {"AWS::Lambda::EventInvokeConfig",
     "FunctionName",
     "{id}",
     "{name}|{qualifier}",
     {},
     "Qualifier",
     "$LATEST"},
    {"AWS::Lambda::EventSourceMapping", "", "{id}", "{id}", kLambdaEventSourceMapping},
    {"AWS::Lambda::Function", "FunctionName", "{id}", "{name}", kLambdaFunction},
    {"AWS::Lambda::LayerVersion", "LayerName", "{id}",
     "arn:aws:lambda:{region}:{account}:layer:{name}:1", kLambdaLayerVersion},
    {"AWS::Lambda::LayerVersionPermission", "LayerVersionArn",
     "arn:aws:lambda:{region}:{account}:layer:{id}:1", "{name}#{id}",
     kLambdaLayerVersionPermission},
    {"AWS::Lambda::MicrovmImage", "Name", "{id}",
     "arn:aws:lambda:{region}:{account}:microvm-image:{name}", kLambdaMicrovmImage},
    {"AWS::Lambda::NetworkConnector", "Name", "{id}",
     "arn:aws:lambda:{region}:{account}:network-connector:{name}", kLambdaNetworkConnector},
    {"AWS::Lambda::Permission", "", "{id}", "{stack}-{id}-{hash}", kLambdaPermission},
    {"AWS::Lambda::ResourcePolicy", "ResourceArn", "{id}", "{name}", {}},
    {"AWS::Lambda::Url", "TargetFunctionArn", "{id}",
     "arn:aws:lambda:{region}:{account}:function:{name}{:qualifier}", kLambdaUrl, "Qualifier"},
    {"AWS::Lambda::Version", "FunctionName", "{id}",
     "arn:aws:lambda:{region}:{account}:function:{name}:1", kLambdaVersion},
    {"AWS::Logs::AccountPolicy", "PolicyName", "{id}", "{account}|{qualifier}|{name}",
     kLogsAccountPolicy, "PolicyType"},
    {"AWS::Logs::Delivery", "", "{id}", "{hash}", kLogsDelivery},
    {"AWS::Logs::DeliveryDestination", "Name", "{id}", "{name}", kLogsDeliveryDestination},
    {"AWS::Logs::DeliverySource", "Name", "{id}", "{name}", kLogsDeliverySource, "ResourceArn"},
    {"AWS::Logs::Destination", "DestinationName", "{id}", "{name}", kLogsDestination},
    {"AWS::Logs::Integration", "IntegrationName", "{id}", "{name}", kLogsIntegration},
    {"AWS::Logs::LogAnomalyDetector", "", "{id}",
     "arn:aws:logs:{region}:{account}:anomaly-detector:{hash}", kLogsLogAnomalyDetector},
    {"AWS::Logs::LogGroup", "LogGroupName", "{stack}-{id}", "{name}", kLogsLogGroup},
    {"AWS::Logs::LogStream", "LogStreamName", "{stack}-{id}", "{name}", {}},
    {"AWS::Logs::MetricFilter", "FilterName", "{stack}-{id}", "{name}", {}},
    {"AWS::Logs::QueryDefinition", "", "{id}", "{hash}", kLogsQueryDefinition},
    {"AWS::Logs::ResourcePolicy", "PolicyName", "{id}", "{name}", {}},
    {"AWS::Logs::ScheduledQuery", "", "{id}",
     "arn:aws:logs:{region}:{account}:scheduled-query:{hash}", kLogsScheduledQuery},
    {"AWS::Logs::StorageTierPolicy", "", "{id}", "{account}", kLogsStorageTierPolicy},
    {"AWS::Logs::SubscriptionFilter", "FilterName", "{stack}-{id}", "{name}", {}},
    {"AWS::Logs::Transformer", "LogGroupIdentifier", "{id}", "{name}", {}},
    {"AWS::S3::Bucket", "BucketName", "{bucket}", "{name}", kS3Bucket},
    {"AWS::S3::BucketPolicy", "Bucket", "{id}", "{name}", {}},
    {"AWS::SNS::Subscription", "TopicArn", "arn:aws:sns:{region}:{account}:{id}", "{name}:{hash}",
     kSNSSubscription},
    {"AWS::SNS::Topic", "TopicName", "{id}", "arn:aws:sns:{region}:{account}:{name}", kSNSTopic},
    {"AWS::SNS::TopicInlinePolicy", "TopicArn", "{id}", "{name}", {}},
    {"AWS::SNS::TopicPolicy", "", "{id}", "{stack}-{id}", kIAMPolicy},
    {"AWS::SQS::Queue", "QueueName", "{id}", "http://localhost:4566/{account}/{name}", kSQSQueue},
    {"AWS::SQS::QueueInlinePolicy", "Queue", "{id}", "{name}", {}},
    {"AWS::SQS::QueuePolicy", "", "{id}", "{stack}-{id}", kIAMPolicy},
    {"AWS::SSM::Parameter", "Name", "{stack}-{id}", "{name}", kSSMParameter},
    {"AWS::Scheduler::Schedule", "Name", "{id}", "{name}", kSchedulerSchedule, "GroupName",
     "default"},
    {"AWS::Scheduler::ScheduleGroup", "Name", "{id}", "{name}", kSchedulerScheduleGroup},
    {"AWS::SecretsManager::ResourcePolicy", "SecretId", "{id}",
     "arn:aws:secretsmanager:{region}:{account}:secret:{name}", kSecretsManagerResourcePolicy},
    {"AWS::SecretsManager::RotationSchedule", "SecretId", "{id}",
     "arn:aws:secretsmanager:{region}:{account}:secret:{name}", kSecretsManagerResourcePolicy},
    {"AWS::SecretsManager::Secret", "Name", "{id}",
     "arn:aws:secretsmanager:{region}:{account}:secret:{name}", kSecretsManagerResourcePolicy},
    {"AWS::SecretsManager::SecretTargetAttachment", "SecretId", "{id}",
     "arn:aws:secretsmanager:{region}:{account}:secret:{name}", kSecretsManagerResourcePolicy},
    {"AWS::Serverless::Function", "FunctionName", "{id}", "{name}", kLambdaFunction},
    {"AWS::StepFunctions::Activity", "Name", "{id}",
     "arn:aws:states:{region}:{account}:activity:{name}", kStepFunctionsActivity},
    {"AWS::StepFunctions::StateMachine", "StateMachineName", "{id}",
     "arn:aws:states:{region}:{account}:stateMachine:{name}", kStepFunctionsStateMachine},
    {"AWS::StepFunctions::StateMachineAlias",
     "DeploymentPreference.StateMachineVersionArn|RoutingConfiguration.0.StateMachineVersionArn",
     "arn:aws:states:{region}:{account}:stateMachine:{id}:1", "{machine}:{qualifier}",
     kStepFunctionsStateMachineAlias, "Name"},
    {"AWS::StepFunctions::StateMachineVersion", "StateMachineArn",
     "arn:aws:states:{region}:{account}:stateMachine:{id}", "{name}:1",
     kStepFunctionsStateMachineVersion},
};

constexpr bool before(const PhysicalType& left, const PhysicalType& right) {
  return left.type < right.type;
}
static_assert(std::is_sorted(std::begin(kPhysicalTypes), std::end(kPhysicalTypes), before));

}  // namespace

const PhysicalType* find_physical_type(std::string_view type) {
  const auto* found = std::lower_bound(
      std::begin(kPhysicalTypes), std::end(kPhysicalTypes), type,
      [](const PhysicalType& known, std::string_view name) { return known.type < name; });
  return found == std::end(kPhysicalTypes) || found->type != type ? nullptr : found;
}

std::span<const PhysicalType> physical_types() {
  return kPhysicalTypes;
}

}  // namespace brume::emulator
