#include "emulator/template/sam/core/policy_statements.h"

#include <algorithm>
#include <iterator>

namespace brume::emulator::sam {
namespace {

// Source: SAM's policy_templates.json.
constexpr PolicyStatement kStatements[] = {
    {"AMIDescribePolicy", "", "ec2", "DescribeImages"},
    {"AWSSecretsManagerGetSecretValuePolicy", "SecretArn", "secretsmanager", "GetSecretValue",
     "=${secretArn}"},
    {"AWSSecretsManagerRotationPolicy", "FunctionName", "secretsmanager",
     "DescribeSecret GetSecretValue PutSecretValue UpdateSecretVersionStage", "secret:*",
     "secretsmanager:resource/AllowRotationLambdaArn lambda function:${functionName}"},
    {"", "", "secretsmanager", "GetRandomPassword"},
    {"AcmGetCertificatePolicy", "CertificateArn", "acm", "GetCertificate", "=${certificateArn}"},
    {"AthenaQueryPolicy", "WorkGroupName", "athena",
     "ListWorkGroups GetExecutionEngine GetExecutionEngines GetNamespace GetCatalogs GetNamespaces "
     "GetTables GetTable"},
    {"", "", "athena",
     "StartQueryExecution GetQueryResults DeleteNamedQuery GetNamedQuery ListQueryExecutions "
     "StopQueryExecution GetQueryResultsStream ListNamedQueries CreateNamedQuery GetQueryExecution "
     "BatchGetNamedQuery BatchGetQueryExecution GetWorkGroup",
     "workgroup/${workgroupName}"},
    {"CloudFormationDescribeStacksPolicy", "", "cloudformation", "DescribeStacks", "stack/*"},
    {"CloudWatchDashboardPolicy", "", "cloudwatch",
     "GetDashboard ListDashboards PutDashboard ListMetrics"},
    {"CloudWatchDescribeAlarmHistoryPolicy", "", "cloudwatch", "DescribeAlarmHistory"},
    {"CloudWatchPutMetricPolicy", "", "cloudwatch", "PutMetricData"},
    {"CodeCommitCrudPolicy", "RepositoryName", "codecommit",
     "GitPull GitPush CreateBranch DeleteBranch GetBranch ListBranches MergeBranchesByFastForward "
     "MergeBranchesBySquash MergeBranchesByThreeWay UpdateDefaultBranch "
     "BatchDescribeMergeConflicts CreateUnreferencedMergeCommit DescribeMergeConflicts "
     "GetMergeCommit GetMergeOptions BatchGetPullRequests CreatePullRequest "
     "DescribePullRequestEvents GetCommentsForPullRequest GetCommitsFromMergeBase "
     "GetMergeConflicts GetPullRequest ListPullRequests MergePullRequestByFastForward "
     "MergePullRequestBySquash MergePullRequestByThreeWay PostCommentForPullRequest "
     "UpdatePullRequestDescription UpdatePullRequestStatus UpdatePullRequestTitle DeleteFile "
     "GetBlob GetFile GetFolder PutFile DeleteCommentContent GetComment "
     "GetCommentsForComparedCommit PostCommentForComparedCommit PostCommentReply UpdateComment "
     "BatchGetCommits CreateCommit GetCommit GetCommitHistory GetDifferences GetObjectIdentifier "
     "GetReferences GetTree GetRepository UpdateRepositoryDescription ListTagsForResource "
     "TagResource UntagResource GetRepositoryTriggers PutRepositoryTriggers TestRepositoryTriggers "
     "GetBranch GetCommit UploadArchive GetUploadArchiveStatus CancelUploadArchive",
     "${repositoryName}"},
    {"CodeCommitReadPolicy", "RepositoryName", "codecommit",
     "GitPull GetBranch ListBranches BatchDescribeMergeConflicts DescribeMergeConflicts "
     "GetMergeCommit GetMergeOptions BatchGetPullRequests DescribePullRequestEvents "
     "GetCommentsForPullRequest GetCommitsFromMergeBase GetMergeConflicts GetPullRequest "
     "ListPullRequests GetBlob GetFile GetFolder GetComment GetCommentsForComparedCommit "
     "BatchGetCommits GetCommit GetCommitHistory GetDifferences GetObjectIdentifier GetReferences "
     "GetTree GetRepository ListTagsForResource GetRepositoryTriggers TestRepositoryTriggers "
     "GetBranch GetCommit GetUploadArchiveStatus",
     "${repositoryName}"},
    {"CodePipelineLambdaExecutionPolicy", "", "codepipeline",
     "PutJobSuccessResult PutJobFailureResult"},
    {"CodePipelineReadOnlyPolicy", "PipelineName", "codepipeline", "ListPipelineExecutions",
     "${pipelinename}"},
    {"ComprehendBasicAccessPolicy", "", "comprehend",
     "BatchDetectKeyPhrases DetectDominantLanguage DetectEntities BatchDetectEntities "
     "DetectKeyPhrases DetectSentiment BatchDetectDominantLanguage BatchDetectSentiment"},
    {"CostExplorerReadOnlyPolicy", "", "ce",
     "GetCostAndUsage GetDimensionValues GetReservationCoverage "
     "GetReservationPurchaseRecommendation GetReservationUtilization GetTags"},
    {"DynamoDBBackupFullAccessPolicy", "TableName", "dynamodb",
     "CreateBackup DescribeContinuousBackups", "table/${tableName}"},
    {"", "", "dynamodb", "DeleteBackup DescribeBackup ListBackups", "table/${tableName}/backup/*"},
    {"DynamoDBCrudPolicy", "TableName", "dynamodb",
     "GetItem DeleteItem PutItem Scan Query UpdateItem BatchWriteItem BatchGetItem DescribeTable "
     "ConditionCheckItem",
     "table/${tableName} table/${tableName}/index/*"},
    {"DynamoDBReadPolicy", "TableName", "dynamodb", "GetItem Scan Query BatchGetItem DescribeTable",
     "table/${tableName} table/${tableName}/index/*"},
    {"DynamoDBReconfigurePolicy", "TableName", "dynamodb", "UpdateTable", "table/${tableName}"},
    {"DynamoDBRestoreFromBackupPolicy", "TableName", "dynamodb", "RestoreTableFromBackup",
     "table/${tableName}/backup/*"},
    {"", "", "dynamodb", "PutItem UpdateItem DeleteItem GetItem Query Scan BatchWriteItem",
     "table/${tableName}"},
    {"DynamoDBStreamReadPolicy", "TableName StreamName", "dynamodb",
     "DescribeStream GetRecords GetShardIterator", "table/${tableName}/stream/${streamName}"},
    {"", "", "dynamodb", "ListStreams", "table/${tableName}/stream/*"},
    {"DynamoDBWritePolicy", "TableName", "dynamodb", "PutItem UpdateItem BatchWriteItem",
     "table/${tableName} table/${tableName}/index/*"},
    {"EC2CopyImagePolicy", "ImageId", "ec2", "CopyImage", "image/${imageId}"},
    {"EC2DescribePolicy", "", "ec2", "DescribeRegions DescribeInstances"},
    {"EFSWriteAccessPolicy", "FileSystem AccessPoint", "elasticfilesystem",
     "ClientMount ClientWrite", "file-system/${FileSystem}",
     "elasticfilesystem:AccessPointArn elasticfilesystem access-point/${AccessPoint}"},
    {"EKSDescribePolicy", "", "eks", "DescribeCluster ListClusters"},
    {"EcsRunTaskPolicy", "TaskDefinition", "ecs", "RunTask", "task-definition/${taskDefinition}"},
    {"ElasticMapReduceAddJobFlowStepsPolicy", "ClusterId", "elasticmapreduce", "=AddJobFlowSteps",
     "cluster/${clusterId}"},
    {"ElasticMapReduceCancelStepsPolicy", "ClusterId", "elasticmapreduce", "=CancelSteps",
     "cluster/${clusterId}"},
    {"ElasticMapReduceModifyInstanceFleetPolicy", "ClusterId", "elasticmapreduce",
     "ModifyInstanceFleet ListInstanceFleets", "cluster/${clusterId}"},
    {"ElasticMapReduceModifyInstanceGroupsPolicy", "ClusterId", "elasticmapreduce",
     "ModifyInstanceGroups ListInstanceGroups", "cluster/${clusterId}"},
    {"ElasticMapReduceSetTerminationProtectionPolicy", "ClusterId", "elasticmapreduce",
     "=SetTerminationProtection", "cluster/${clusterId}"},
    {"ElasticMapReduceTerminateJobFlowsPolicy", "ClusterId", "elasticmapreduce",
     "=TerminateJobFlows", "cluster/${clusterId}"},
    {"ElasticsearchHttpPostPolicy", "DomainName", "es", "ESHttpPost ESHttpPut",
     "domain/${domainName}/*"},
    {"EventBridgePutEventsPolicy", "EventBusName", "events", "=PutEvents",
     "event-bus/${eventBusName}"},
    {"FilterLogEventsPolicy", "LogGroupName", "logs", "FilterLogEvents",
     "log-group:${logGroupName}:log-stream:*"},
    {"FirehoseCrudPolicy", "DeliveryStreamName", "firehose",
     "CreateDeliveryStream DeleteDeliveryStream DescribeDeliveryStream PutRecord PutRecordBatch "
     "UpdateDestination",
     "deliverystream/${deliveryStreamName}"},
    {"FirehoseWritePolicy", "DeliveryStreamName", "firehose", "PutRecord PutRecordBatch",
     "deliverystream/${deliveryStreamName}"},
    {"KMSDecryptPolicy", "KeyId", "kms", "=Decrypt", "key/${keyId}"},
    {"KMSEncryptPolicy", "KeyId", "kms", "=Encrypt", "key/${keyId}"},
    {"KMSEncryptPolicy_v2", "KeyId", "kms",
     "Encrypt GenerateDataKey GenerateDataKeyWithoutPlaintext GenerateDataKeyPair "
     "GenerateDataKeyPairWithoutPlaintext",
     "key/${keyId}"},
    {"KinesisCrudPolicy", "StreamName", "kinesis",
     "AddTagsToStream CreateStream DecreaseStreamRetentionPeriod DeleteStream DescribeStream "
     "DescribeStreamSummary GetShardIterator IncreaseStreamRetentionPeriod ListTagsForStream "
     "MergeShards PutRecord PutRecords SplitShard RemoveTagsFromStream",
     "stream/${streamName}"},
    {"KinesisStreamReadPolicy", "StreamName", "kinesis", "ListStreams DescribeLimits", "stream/*"},
    {"", "", "kinesis", "DescribeStream DescribeStreamSummary GetRecords GetShardIterator",
     "stream/${streamName}"},
    {"LambdaInvokePolicy", "FunctionName", "lambda", "InvokeFunction", "function:${functionName}*"},
    {"MobileAnalyticsWriteOnlyAccessPolicy", "", "mobileanalytics", "PutEvents"},
    {"OrganizationsListAccountsPolicy", "", "organizations", "ListAccounts"},
    {"PinpointEndpointAccessPolicy", "PinpointApplicationId", "mobiletargeting",
     "GetEndpoint UpdateEndpoint UpdateEndpointsBatch",
     "apps/${pinpointApplicationId}/endpoints/*"},
    {"PollyFullAccessPolicy", "LexiconName", "polly", "GetLexicon DeleteLexicon",
     "[lexicon/${lexiconName}"},
    {"", "", "polly", "DescribeVoices ListLexicons PutLexicon SynthesizeSpeech", "[lexicon/*"},
    {"RekognitionDetectOnlyPolicy", "", "rekognition",
     "DetectFaces DetectLabels DetectModerationLabels DetectText"},
    {"RekognitionFacesManagementPolicy", "CollectionId", "rekognition",
     "IndexFaces DeleteFaces SearchFaces SearchFacesByImage ListFaces",
     "collection/${collectionId}"},
    {"RekognitionFacesPolicy", "", "rekognition", "CompareFaces DetectFaces"},
    {"RekognitionLabelsPolicy", "", "rekognition", "DetectLabels DetectModerationLabels"},
    {"RekognitionNoDataAccessPolicy", "CollectionId", "rekognition",
     "CompareFaces DetectFaces DetectLabels DetectModerationLabels", "collection/${collectionId}"},
    {"RekognitionReadPolicy", "CollectionId", "rekognition",
     "ListCollections ListFaces SearchFaces SearchFacesByImage", "collection/${collectionId}"},
    {"RekognitionWriteOnlyAccessPolicy", "CollectionId", "rekognition",
     "CreateCollection IndexFaces", "collection/${collectionId}"},
    {"Route53ChangeResourceRecordSetsPolicy", "HostedZoneId", "route53", "ChangeResourceRecordSets",
     "hostedzone/${HostedZoneId}"},
    {"S3CrudPolicy", "BucketName", "s3",
     "GetObject ListBucket GetBucketLocation GetObjectVersion PutObject PutObjectAcl "
     "GetLifecycleConfiguration PutLifecycleConfiguration DeleteObject",
     "${bucketName} ${bucketName}/*"},
    {"S3FullAccessPolicy", "BucketName", "s3",
     "GetObject GetObjectAcl GetObjectVersion PutObject PutObjectAcl DeleteObject "
     "DeleteObjectTagging DeleteObjectVersionTagging GetObjectTagging GetObjectVersionTagging "
     "PutObjectTagging PutObjectVersionTagging",
     "[${bucketName}/*"},
    {"", "", "s3",
     "ListBucket GetBucketLocation GetLifecycleConfiguration PutLifecycleConfiguration",
     "[${bucketName}"},
    {"S3ReadPolicy", "BucketName", "s3",
     "GetObject ListBucket GetBucketLocation GetObjectVersion GetLifecycleConfiguration",
     "${bucketName} ${bucketName}/*"},
    {"S3WritePolicy", "BucketName", "s3", "PutObject PutObjectAcl PutLifecycleConfiguration",
     "${bucketName} ${bucketName}/*"},
    {"SESBulkTemplatedCrudPolicy", "IdentityName", "ses",
     "GetIdentityVerificationAttributes SendEmail SendRawEmail SendTemplatedEmail "
     "SendBulkTemplatedEmail VerifyEmailIdentity",
     "identity/${identityName}"},
    {"SESBulkTemplatedCrudPolicy_v2", "IdentityName TemplateName", "ses",
     "SendEmail SendRawEmail SendTemplatedEmail SendBulkTemplatedEmail",
     "identity/${identityName} template/${templateName}"},
    {"", "", "ses", "GetIdentityVerificationAttributes VerifyEmailIdentity"},
    {"SESCrudPolicy", "IdentityName", "ses",
     "GetIdentityVerificationAttributes SendEmail SendRawEmail VerifyEmailIdentity",
     "identity/${identityName}"},
    {"SESEmailTemplateCrudPolicy", "", "ses",
     "CreateTemplate GetTemplate ListTemplates UpdateTemplate DeleteTemplate TestRenderTemplate"},
    {"SESSendBouncePolicy", "IdentityName", "ses", "SendBounce", "identity/${identityName}"},
    {"SNSCrudPolicy", "TopicName", "sns",
     "ListSubscriptionsByTopic CreateTopic SetTopicAttributes Subscribe Publish", "${topicName}*"},
    {"SNSPublishMessagePolicy", "TopicName", "sns", "Publish", "${topicName}"},
    {"SQSPollerPolicy", "QueueName", "sqs",
     "ChangeMessageVisibility ChangeMessageVisibilityBatch DeleteMessage DeleteMessageBatch "
     "GetQueueAttributes ReceiveMessage",
     "${queueName}"},
    {"SQSSendMessagePolicy", "QueueName", "sqs", "SendMessage*", "${queueName}"},
    {"SSMParameterReadPolicy", "ParameterName", "ssm", "DescribeParameters"},
    {"", "", "ssm", "GetParameters GetParameter GetParametersByPath", "parameter/${parameterName}"},
    {"SSMParameterWithSlashPrefixReadPolicy", "ParameterName", "ssm", "DescribeParameters"},
    {"", "", "ssm", "GetParameters GetParameter GetParametersByPath", "parameter${parameterName}"},
    {"SageMakerCreateEndpointConfigPolicy", "EndpointConfigName", "sagemaker",
     "CreateEndpointConfig", "endpoint-config/${endpointConfigName}"},
    {"SageMakerCreateEndpointPolicy", "EndpointName", "sagemaker", "CreateEndpoint",
     "endpoint/${endpointName}"},
    {"ServerlessRepoReadWriteAccessPolicy", "", "serverlessrepo",
     "CreateApplication CreateApplicationVersion UpdateApplication GetApplication ListApplications "
     "ListApplicationVersions ListApplicationDependencies",
     "[applications/*"},
    {"StepFunctionsCallbackPolicy", "StateMachineName", "states",
     "SendTaskFailure SendTaskHeartbeat SendTaskSuccess", "stateMachine:${stateMachineName}"},
    {"StepFunctionsExecutionPolicy", "StateMachineName", "states", "StartExecution",
     "stateMachine:${stateMachineName}"},
    {"StepFunctionsExecutionPolicy_v2", "StateMachineName", "states",
     "StartExecution StartSyncExecution", "stateMachine:${stateMachineName}"},
    {"TextractDetectAnalyzePolicy", "", "textract",
     "DetectDocumentText StartDocumentTextDetection StartDocumentAnalysis AnalyzeDocument"},
    {"TextractGetResultPolicy", "", "textract", "GetDocumentTextDetection GetDocumentAnalysis"},
    {"TextractPolicy", "", "textract", "*"},
    {"VPCAccessPolicy", "", "ec2",
     "CreateNetworkInterface DeleteNetworkInterface DescribeNetworkInterfaces "
     "DetachNetworkInterface"},
};

}  // namespace

std::span<const PolicyStatement> policy_statements(std::string_view policy) {
  if (policy.empty()) return {};
  const auto* first =
      std::find_if(std::begin(kStatements), std::end(kStatements),
                   [&](const PolicyStatement& each) { return each.policy == policy; });
  if (first == std::end(kStatements)) return {};
  const auto* last = std::find_if(first + 1, std::end(kStatements),
                                  [](const PolicyStatement& each) { return !each.policy.empty(); });
  return {first, last};
}

}  // namespace brume::emulator::sam
