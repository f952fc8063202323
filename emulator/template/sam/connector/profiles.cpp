#include "emulator/template/sam/connector/profiles.h"

#include <algorithm>
#include <iterator>

namespace brume::emulator::sam {
namespace {

// Source: "AWS SAM connector reference", the source and destination resource types, and the
// policies that connectors create.
constexpr std::string_view kTable = "AWS::DynamoDB::Table";
constexpr std::string_view kFunction = "AWS::Lambda::Function";
constexpr std::string_view kRule = "AWS::Events::Rule";
constexpr std::string_view kBus = "AWS::Events::EventBus";
constexpr std::string_view kTopic = "AWS::SNS::Topic";
constexpr std::string_view kQueue = "AWS::SQS::Queue";
constexpr std::string_view kBucket = "AWS::S3::Bucket";
constexpr std::string_view kMachine = "AWS::StepFunctions::StateMachine";
constexpr std::string_view kRestApi = "AWS::ApiGateway::RestApi";
constexpr std::string_view kApiV2 = "AWS::ApiGatewayV2::Api";
constexpr std::string_view kDataSource = "AWS::AppSync::DataSource";
constexpr std::string_view kGraphApi = "AWS::AppSync::GraphQLApi";
constexpr std::string_view kPlaceIndex = "AWS::Location::PlaceIndex";

using Texts = std::string_view[];
constexpr std::string_view kSourceArn = "%{Source.Arn}";
constexpr Texts kDestination = {"%{Destination.Arn}"};
constexpr Texts kSourceOnly = {kSourceArn};
constexpr Texts kStream = {"%{Source.Arn}/stream/*"};
constexpr Texts kBucketAndObjects = {"%{Destination.Arn}", "%{Destination.Arn}/*"};
constexpr Texts kTableAndIndexes = {"%{Destination.Arn}", "%{Destination.Arn}/index/*"};
constexpr Texts kFunctionAndVersions = {"%{Destination.Arn}", "%{Destination.Arn}:*"};
constexpr Texts kExecutions = {
    "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:execution:"
    "%{Destination.Name}:*"};
constexpr Texts kManagedRule = {
    "arn:${AWS::Partition}:events:${AWS::Region}:${AWS::AccountId}:rule/"
    "StepFunctionsGetEventsForStepFunctionsExecutionRule"};

constexpr Texts kInvoke = {"lambda:InvokeAsync", "lambda:InvokeFunction"};
constexpr Texts kReadStream = {"dynamodb:DescribeStream", "dynamodb:GetRecords",
                               "dynamodb:GetShardIterator", "dynamodb:ListStreams"};
constexpr Texts kReadItems = {"dynamodb:GetItem",
                              "dynamodb:Query",
                              "dynamodb:Scan",
                              "dynamodb:BatchGetItem",
                              "dynamodb:ConditionCheckItem",
                              "dynamodb:PartiQLSelect"};
constexpr Texts kWriteItems = {"dynamodb:PutItem",       "dynamodb:UpdateItem",
                               "dynamodb:DeleteItem",    "dynamodb:BatchWriteItem",
                               "dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert",
                               "dynamodb:PartiQLUpdate"};
constexpr Texts kReadObjects = {"s3:GetObject",
                                "s3:GetObjectAcl",
                                "s3:GetObjectLegalHold",
                                "s3:GetObjectRetention",
                                "s3:GetObjectTorrent",
                                "s3:GetObjectVersion",
                                "s3:GetObjectVersionAcl",
                                "s3:GetObjectVersionForReplication",
                                "s3:GetObjectVersionTorrent",
                                "s3:ListBucket",
                                "s3:ListBucketMultipartUploads",
                                "s3:ListBucketVersions",
                                "s3:ListMultipartUploadParts"};
constexpr Texts kWriteObjects = {
    "s3:AbortMultipartUpload", "s3:DeleteObject",       "s3:DeleteObjectVersion", "s3:PutObject",
    "s3:PutObjectLegalHold",   "s3:PutObjectRetention", "s3:RestoreObject"};
constexpr Texts kReceive = {"sqs:ReceiveMessage", "sqs:GetQueueAttributes"};
constexpr Texts kDeleteMessage = {"sqs:DeleteMessage"};
constexpr Texts kSendMessage = {"sqs:SendMessage"};
constexpr Texts kUseQueue = {"sqs:DeleteMessage", "sqs:SendMessage", "sqs:ChangeMessageVisibility",
                             "sqs:PurgeQueue"};
constexpr Texts kPublish = {"sns:Publish"};
constexpr Texts kPutEvents = {"events:PutEvents"};
constexpr Texts kStart = {"states:StartExecution"};
constexpr Texts kStartAnyhow = {"states:StartExecution", "states:StartSyncExecution"};
constexpr Texts kStop = {"states:StopExecution"};
constexpr Texts kDescribe = {"states:DescribeExecution"};
constexpr Texts kDescribeMachine = {"states:DescribeStateMachine", "states:ListExecutions"};
constexpr Texts kFollow = {"states:DescribeExecution", "states:DescribeStateMachineForExecution",
                           "states:GetExecutionHistory"};
constexpr Texts kDescribeRule = {"events:DescribeRule"};
constexpr Texts kPutRule = {"events:PutTargets", "events:PutRule"};
constexpr Texts kFindPlaces = {"geo:DescribePlaceIndex", "geo:GetPlace",
                               "geo:SearchPlaceIndexForPosition",
                               "geo:SearchPlaceIndexForSuggestions", "geo:SearchPlaceIndexForText"};

using Grants = ConnectorGrant[];
constexpr Grants kGrantInvoke = {{kInvoke, kDestination}};
constexpr Grants kGrantInvokeVersions = {{kInvoke, kFunctionAndVersions}};
constexpr Grants kGrantStream = {{kReadStream, kStream}};
constexpr Grants kGrantReadItems = {{kReadItems, kTableAndIndexes}};
constexpr Grants kGrantWriteItems = {{kWriteItems, kTableAndIndexes}};
constexpr Grants kGrantReadObjects = {{kReadObjects, kBucketAndObjects}};
constexpr Grants kGrantWriteObjects = {{kWriteObjects, kBucketAndObjects}};
constexpr Grants kGrantReceive = {{kReceive, kDestination}};
constexpr Grants kGrantUseQueue = {{kUseQueue, kDestination}};
constexpr Grants kGrantReceiveFrom = {{kReceive, kSourceOnly}};
constexpr Grants kGrantDeleteFrom = {{kDeleteMessage, kSourceOnly}};
constexpr Grants kGrantSend = {{kSendMessage, kDestination}};
constexpr Grants kGrantPublish = {{kPublish, kDestination}};
constexpr Grants kGrantPutEvents = {{kPutEvents, kDestination}};
constexpr Grants kGrantStart = {{kStart, kDestination}};
constexpr Grants kGrantRunMachine = {{kStartAnyhow, kDestination}, {kStop, kExecutions}};
constexpr Grants kGrantReadMachine = {{kDescribeMachine, kDestination}, {kFollow, kExecutions}};
constexpr Grants kGrantFindPlaces = {{kFindPlaces, kDestination}};
// Nested executions: Step Functions follows them with a rule of its own.
constexpr Grants kGrantFollowNested = {{kDescribe, kExecutions}, {kDescribeRule, kManagedRule}};
constexpr Grants kGrantRunNested = {
    {kStart, kDestination}, {kStop, kExecutions}, {kPutRule, kManagedRule}};

using Accesses = ConnectorAccess[];
constexpr Accesses kWriteOnly = {{"Write"}};
constexpr Accesses kInvokeAccess = {{"Write", kGrantInvoke}};
constexpr Accesses kInvokeVersionsAccess = {{"Write", kGrantInvokeVersions}};
constexpr Accesses kStreamAccess = {{"Read", kGrantStream}};
constexpr Accesses kTableAccess = {{"Read", kGrantReadItems}, {"Write", kGrantWriteItems}};
constexpr Accesses kBucketAccess = {{"Read", kGrantReadObjects}, {"Write", kGrantWriteObjects}};
constexpr Accesses kQueueAccess = {{"Read", kGrantReceive}, {"Write", kGrantUseQueue}};
constexpr Accesses kPollAccess = {{"Write", kGrantDeleteFrom}, {"Read", kGrantReceiveFrom}};
constexpr Accesses kSendAccess = {{"Write", kGrantSend}};
constexpr Accesses kTopicAccess = {{"Write", kGrantPublish}};
constexpr Accesses kBusAccess = {{"Write", kGrantPutEvents}};
constexpr Accesses kStartAccess = {{"Write", kGrantStart}};
constexpr Accesses kMachineAccess = {{"Write", kGrantRunMachine}, {"Read", kGrantReadMachine}};
constexpr Accesses kNestedAccess = {{"Read", kGrantFollowNested}, {"Write", kGrantRunNested}};
constexpr Accesses kPlaceAccess = {{"Read", kGrantFindPlaces}};

constexpr Texts kReadAndWrite = {"Read + Write"};
constexpr Texts kReadOrBoth = {"Read", "Read + Write"};

constexpr std::string_view kEventsService = "events.amazonaws.com";
constexpr std::string_view kGateway = "apigateway.amazonaws.com";
constexpr std::string_view kRoutes =
    "arn:${AWS::Partition}:execute-api:${AWS::Region}:${AWS::AccountId}:%{Source.ResourceId}/"
    "%{Source.Qualifier}";
constexpr std::string_view kGraph =
    "arn:${AWS::Partition}:appsync:${AWS::Region}:${AWS::AccountId}:apis/%{Source.ResourceId}";

constexpr auto kRolePolicy = ConnectorKind::kRolePolicy;
constexpr auto kQueuePolicy = ConnectorKind::kQueuePolicy;
constexpr auto kTopicPolicy = ConnectorKind::kTopicPolicy;
constexpr auto kPermission = ConnectorKind::kLambdaPermission;
constexpr auto kMapping = ConnectorWaits::kEventSourceMapping;
constexpr auto kNobody = ConnectorWaits::kNobody;

constexpr ConnectorProfile kProfiles[] = {
    {kTable, kFunction, kRolePolicy, false, kStreamAccess, {}, kMapping},
    {kQueue, kFunction, kRolePolicy, false, kPollAccess, kReadAndWrite, kMapping},
    {kRule, kTopic, kTopicPolicy, false, kWriteOnly, {}, kNobody, kEventsService},
    {kRule, kQueue, kQueuePolicy, false, kWriteOnly, {}, kNobody, kEventsService},
    {kRule, kFunction, kPermission, false, kWriteOnly, {}, kNobody, kEventsService, kSourceArn},
    {kRule, kBus, kRolePolicy, true, kBusAccess},
    {kRule, kMachine, kRolePolicy, true, kStartAccess},
    {kFunction, kFunction, kRolePolicy, true, kInvokeAccess},
    {kFunction, kBucket, kRolePolicy, true, kBucketAccess},
    {kFunction, kTable, kRolePolicy, true, kTableAccess},
    {kFunction, kQueue, kRolePolicy, true, kQueueAccess},
    {kFunction, kTopic, kRolePolicy, true, kTopicAccess},
    {kFunction, kMachine, kRolePolicy, true, kMachineAccess},
    {kFunction, kBus, kRolePolicy, true, kBusAccess},
    {kFunction, kPlaceIndex, kRolePolicy, true, kPlaceAccess},
    {kRestApi, kFunction, kPermission, false, kWriteOnly, {}, kNobody, kGateway, kRoutes},
    {kApiV2, kFunction, kPermission, false, kWriteOnly, {}, kNobody, kGateway, kRoutes},
    {kTopic, kQueue, kQueuePolicy, false, kWriteOnly, {}, kNobody, "sns.amazonaws.com"},
    {kTopic,
     kFunction,
     kPermission,
     false,
     kWriteOnly,
     {},
     kNobody,
     "sns.amazonaws.com",
     kSourceArn},
    {kBucket,
     kFunction,
     kPermission,
     false,
     kWriteOnly,
     {},
     kNobody,
     "s3.amazonaws.com",
     kSourceArn},
    {kMachine, kFunction, kRolePolicy, true, kInvokeAccess},
    {kMachine, kTopic, kRolePolicy, true, kTopicAccess},
    {kMachine, kQueue, kRolePolicy, true, kSendAccess},
    {kMachine, kBucket, kRolePolicy, true, kBucketAccess},
    {kMachine, kTable, kRolePolicy, true, kTableAccess},
    {kMachine, kMachine, kRolePolicy, true, kNestedAccess, kReadOrBoth, ConnectorWaits::kSource},
    {kMachine, kBus, kRolePolicy, true, kBusAccess},
    {kDataSource, kTable, kRolePolicy, true, kTableAccess},
    {kDataSource, kFunction, kRolePolicy, true, kInvokeVersionsAccess},
    {kDataSource, kBus, kRolePolicy, true, kBusAccess},
    {kGraphApi,
     kFunction,
     kPermission,
     false,
     kWriteOnly,
     {},
     kNobody,
     "appsync.amazonaws.com",
     kGraph},
};

constexpr auto kNothing = KnownBy::kNothing;
constexpr ConnectorResourceType kResourceTypes[] = {
    {kFunction, "Role"},
    {kMachine, "RoleArn", KnownBy::kRef, kNothing, kNothing, KnownBy::kNameAttribute},
    {kGraphApi, "", KnownBy::kRef, kNothing, KnownBy::kApiIdAttribute},
    {kDataSource, "ServiceRoleArn", KnownBy::kRef},
    {kRule, "Targets"},
    {kQueue, "", KnownBy::kArnAttribute, KnownBy::kRef},
    {kTopic, "", KnownBy::kRef},
    {kTable, ""},
    {kBucket, ""},
    {kPlaceIndex, ""},
    {kBus, ""},
    {kApiV2, "", KnownBy::kArnAttribute, kNothing, KnownBy::kRef, kNothing, KnownBy::kStar},
    {kRestApi, "", KnownBy::kArnAttribute, kNothing, KnownBy::kRef, kNothing, KnownBy::kStar},
};

}  // namespace

const ConnectorProfile* find_connector_profile(std::string_view source,
                                               std::string_view destination) {
  const auto* found = std::find_if(
      std::begin(kProfiles), std::end(kProfiles), [&](const ConnectorProfile& profile) {
        return profile.source == source && profile.destination == destination;
      });
  return found == std::end(kProfiles) ? nullptr : found;
}

const ConnectorResourceType* find_connector_resource(std::string_view type) {
  const auto* found =
      std::find_if(std::begin(kResourceTypes), std::end(kResourceTypes),
                   [&](const ConnectorResourceType& each) { return each.type == type; });
  return found == std::end(kResourceTypes) ? nullptr : found;
}

}  // namespace brume::emulator::sam
