#include "emulator/template/physical.h"

#include <algorithm>
#include <array>
#include <span>

#include "emulator/template/sam/logical_hash.h"

namespace brume::emulator {
namespace {

// Texts are templates: {name} {qualifier} {id} {region} {account} {stack}. {name} is the name
// property's value, else `fallback`; {hash} ten letters and digits that follow from the logical id,
// {root} ten others.
struct Attribute {
  std::string_view name;
  std::string_view text;
};

struct Type {
  std::string_view type;
  std::string_view name_property;
  // The name when the template gives none; {id-} is in lower case, {bucket} a bucket's.
  std::string_view fallback;
  std::string_view ref;
  std::span<const Attribute> attributes;
  std::string_view qualifier_property = {};
};

constexpr Attribute kFunction[] = {
    {"Arn", "arn:aws:lambda:{region}:{account}:function:{name}"},
    {"SnapStartResponse.ApplyOn", "None"},
    {"SnapStartResponse.OptimizationStatus", "Off"},
};
constexpr Attribute kVersion[] = {
    {"FunctionArn", "arn:aws:lambda:{region}:{account}:function:{name}:1"}, {"Version", "1"}};
constexpr Attribute kAlias[] = {
    {"AliasArn", "arn:aws:lambda:{region}:{account}:function:{name}:{qualifier}"}};
constexpr Attribute kUrl[] = {{"FunctionUrl", "http://localhost:3000/_apis/{id-}/"},
                              {"FunctionArn", "arn:aws:lambda:{region}:{account}:function:{name}"}};
constexpr Attribute kSourceMapping[] = {
    {"Id", "{id}"},
    {"EventSourceMappingArn", "arn:aws:lambda:{region}:{account}:event-source-mapping:{id}"}};
constexpr Attribute kLayer[] = {
    {"LayerVersionArn", "arn:aws:lambda:{region}:{account}:layer:{name}:1"}};
constexpr Attribute kBucket[] = {
    {"Arn", "arn:aws:s3:::{name}"},
    {"DomainName", "{name}.s3.localhost:4566"},
    {"RegionalDomainName", "{name}.s3.localhost:4566"},
    {"DualStackDomainName", "{name}.s3.localhost:4566"},
    {"WebsiteURL", "http://{name}.s3.localhost:4566"},
};
constexpr Attribute kQueue[] = {
    {"Arn", "arn:aws:sqs:{region}:{account}:{name}"},
    {"QueueName", "{name}"},
    {"QueueUrl", "http://localhost:4566/{account}/{name}"},
};
constexpr Attribute kTopic[] = {
    {"TopicArn", "arn:aws:sns:{region}:{account}:{name}"},
    {"Arn", "arn:aws:sns:{region}:{account}:{name}"},
    {"TopicName", "{name}"},
};
constexpr Attribute kTable[] = {
    {"Arn", "arn:aws:dynamodb:{region}:{account}:table/{name}"},
    {"StreamArn",
     "arn:aws:dynamodb:{region}:{account}:table/{name}/stream/2015-01-01T00:00:00.000"},
    {"TableId", "{id}"},
};
constexpr Attribute kStream[] = {{"Arn", "arn:aws:kinesis:{region}:{account}:stream/{name}"}};
constexpr Attribute kBus[] = {
    {"Arn", "arn:aws:events:{region}:{account}:event-bus/{name}"},
    {"Name", "{name}"},
    {"Policy", ""},
};
constexpr Attribute kRule[] = {{"Arn", "arn:aws:events:{region}:{account}:rule/{name}"}};
constexpr Attribute kSchedule[] = {
    {"Arn", "arn:aws:scheduler:{region}:{account}:schedule/default/{name}"}};
constexpr Attribute kScheduleGroup[] = {
    {"Arn", "arn:aws:scheduler:{region}:{account}:schedule-group/{name}"}};
constexpr Attribute kRole[] = {{"Arn", "arn:aws:iam::{account}:role/{name}"},
                               {"RoleId", "AROA{id}"}};
constexpr Attribute kManagedPolicy[] = {{"PolicyArn", "arn:aws:iam::{account}:policy/{name}"}};
constexpr Attribute kUser[] = {{"Arn", "arn:aws:iam::{account}:user/{name}"}};
constexpr Attribute kRestApi[] = {{"RootResourceId", "{root}"}, {"RestApiId", "{hash}"}};
constexpr Attribute kHttpApi[] = {
    {"ApiEndpoint", "https://{hash}.execute-api.{region}.amazonaws.com"}, {"ApiId", "{hash}"}};
constexpr Attribute kResource[] = {{"ResourceId", "{hash}"}};
constexpr Attribute kDeployment[] = {{"DeploymentId", "{hash}"}};
constexpr Attribute kAuthorizer[] = {{"AuthorizerId", "{hash}"}};
constexpr Attribute kValidator[] = {{"RequestValidatorId", "{hash}"}};
constexpr Attribute kApiKey[] = {{"APIKeyId", "{hash}"}};
constexpr Attribute kUsagePlan[] = {{"Id", "{hash}"}};
constexpr Attribute kGatewayResponse[] = {{"Id", "{hash}"}};
constexpr Attribute kIntegration[] = {{"IntegrationId", "{hash}"}};
constexpr Attribute kRoute[] = {{"RouteId", "{hash}"}};
constexpr Attribute kApiMapping[] = {{"ApiMappingId", "{hash}"}};
constexpr Attribute kDomainName[] = {
    {"RegionalDomainName", "d-{hash}.execute-api.{region}.amazonaws.com"},
    {"RegionalHostedZoneId", "Z{hash}"},
    {"DistributionDomainName", "d{hash}.cloudfront.net"},
    {"DistributionHostedZoneId", "Z2FDTNDATAQYW2"},
    {"DomainNameArn", "arn:aws:apigateway:{region}::/domainnames/{name}"},
};
constexpr Attribute kLogGroup[] = {{"Arn", "arn:aws:logs:{region}:{account}:log-group:{name}:*"}};
constexpr Attribute kParameter[] = {{"Type", "String"}, {"Value", ""}};
constexpr Attribute kSecret[] = {{"Id", "arn:aws:secretsmanager:{region}:{account}:secret:{name}"}};
constexpr Attribute kMachine[] = {
    {"Arn", "arn:aws:states:{region}:{account}:stateMachine:{name}"},
    {"Name", "{name}"},
    {"StateMachineRevisionId", "INITIAL"},
};
constexpr Attribute kKey[] = {{"Arn", "arn:aws:kms:{region}:{account}:key/{id-}"},
                              {"KeyId", "{id-}"}};
constexpr Attribute kUserPool[] = {
    {"Arn", "arn:aws:cognito-idp:{region}:{account}:userpool/{region}_{id}"},
    {"ProviderName", "cognito-idp.{region}.amazonaws.com/{region}_{id}"},
    {"ProviderURL", "https://cognito-idp.{region}.amazonaws.com/{region}_{id}"},
    {"UserPoolId", "{region}_{id}"},
};

// Ref of an API's part: its id.
constexpr std::string_view kId = "{hash}";
constexpr std::string_view kFunctionArn = "arn:aws:lambda:{region}:{account}:function:{name}";

constexpr Type kTypes[] = {
    {"AWS::Lambda::Function", "FunctionName", "{id}", "{name}", kFunction},
    {"AWS::Serverless::Function", "FunctionName", "{id}", "{name}", kFunction},
    {"AWS::Lambda::Version", "FunctionName", "{id}", kFunctionArn, kVersion},
    {"AWS::Lambda::Alias", "FunctionName", "{id}",
     "arn:aws:lambda:{region}:{account}:function:{name}:{qualifier}", kAlias, "Name"},
    {"AWS::Lambda::Url", "TargetFunctionArn", "{id}", kFunctionArn, kUrl},
    {"AWS::Lambda::EventSourceMapping", "", "{id}", "{id}", kSourceMapping},
    {"AWS::Lambda::LayerVersion", "LayerName", "{id}",
     "arn:aws:lambda:{region}:{account}:layer:{name}:1", kLayer},
    {"AWS::S3::Bucket", "BucketName", "{bucket}", "{name}", kBucket},
    {"AWS::SQS::Queue", "QueueName", "{id}", "http://localhost:4566/{account}/{name}", kQueue},
    {"AWS::SNS::Topic", "TopicName", "{id}", "arn:aws:sns:{region}:{account}:{name}", kTopic},
    {"AWS::DynamoDB::Table", "TableName", "{id}", "{name}", kTable},
    {"AWS::DynamoDB::GlobalTable", "TableName", "{id}", "{name}", kTable},
    {"AWS::Kinesis::Stream", "Name", "{id}", "{name}", kStream},
    {"AWS::Events::EventBus", "Name", "{id}", "{name}", kBus},
    {"AWS::Events::Rule", "Name", "{id}", "{name}", kRule},
    {"AWS::Scheduler::Schedule", "Name", "{id}", "{name}", kSchedule},
    {"AWS::Scheduler::ScheduleGroup", "Name", "{id}", "{name}", kScheduleGroup},
    {"AWS::IAM::Role", "RoleName", "{stack}-{id}", "{name}", kRole},
    {"AWS::IAM::ManagedPolicy", "ManagedPolicyName", "{stack}-{id}",
     "arn:aws:iam::{account}:policy/{name}", kManagedPolicy},
    {"AWS::IAM::User", "UserName", "{stack}-{id}", "{name}", kUser},
    {"AWS::ApiGateway::RestApi", "", "{id}", kId, kRestApi},
    {"AWS::ApiGateway::Resource", "", "{id}", kId, kResource},
    {"AWS::ApiGateway::Method", "", "{id}", kId, {}},
    {"AWS::ApiGateway::Deployment", "", "{id}", kId, kDeployment},
    {"AWS::ApiGateway::Authorizer", "", "{id}", kId, kAuthorizer},
    {"AWS::ApiGateway::Model", "Name", "{id}", "{name}", {}},
    {"AWS::ApiGateway::RequestValidator", "", "{id}", kId, kValidator},
    {"AWS::ApiGateway::ApiKey", "", "{id}", kId, kApiKey},
    {"AWS::ApiGateway::UsagePlan", "", "{id}", kId, kUsagePlan},
    {"AWS::ApiGateway::UsagePlanKey", "", "{id}", kId, kUsagePlan},
    {"AWS::ApiGateway::GatewayResponse", "", "{id}", kId, kGatewayResponse},
    {"AWS::ApiGateway::DomainName", "DomainName", "{id-}.local", "{name}", kDomainName},
    {"AWS::ApiGateway::BasePathMapping", "", "{id}", kId, {}},
    {"AWS::ApiGatewayV2::Api", "", "{id}", kId, kHttpApi},
    {"AWS::ApiGatewayV2::Route", "", "{id}", kId, kRoute},
    {"AWS::ApiGatewayV2::Integration", "", "{id}", kId, kIntegration},
    {"AWS::ApiGatewayV2::Authorizer", "", "{id}", kId, kAuthorizer},
    {"AWS::ApiGatewayV2::ApiMapping", "", "{id}", kId, kApiMapping},
    {"AWS::ApiGatewayV2::DomainName", "DomainName", "{id-}.local", "{name}", kDomainName},
    {"AWS::ApiGatewayV2::Deployment", "", "{id}", kId, kDeployment},
    {"AWS::ApiGateway::Stage", "StageName", "{id}", "{name}", {}},
    {"AWS::ApiGatewayV2::Stage", "StageName", "{id}", "{name}", {}},
    {"AWS::CloudFormation::Stack",
     "",
     "{id}",
     "arn:aws:cloudformation:{region}:{account}:stack/{stack}-{id}/"
     "00000000-0000-0000-0000-000000000000",
     {}},
    {"AWS::Logs::LogGroup", "LogGroupName", "{stack}-{id}", "{name}", kLogGroup},
    {"AWS::SSM::Parameter", "Name", "{stack}-{id}", "{name}", kParameter},
    {"AWS::SecretsManager::Secret", "Name", "{id}",
     "arn:aws:secretsmanager:{region}:{account}:secret:{name}", kSecret},
    {"AWS::StepFunctions::StateMachine", "StateMachineName", "{id}",
     "arn:aws:states:{region}:{account}:stateMachine:{name}", kMachine},
    {"AWS::KMS::Key", "", "{id}", "{id-}", kKey},
    {"AWS::Cognito::UserPool", "UserPoolName", "{id}", "{region}_{id}", kUserPool},
};

const Type* find_type(std::string_view type) {
  const auto* found = std::find_if(std::begin(kTypes), std::end(kTypes),
                                   [&](const Type& known) { return known.type == type; });
  return found == std::end(kTypes) ? nullptr : found;
}

std::string lower(std::string_view text) {
  std::string result(text);
  for (char& c : result) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return result;
}

// One of 3 to 63 characters, as S3 wants it.
std::string bucket_name(std::string_view logical_id) {
  constexpr std::size_t kMin = 3, kMax = 63, kHash = 10;
  const std::string name = lower(logical_id);
  if (name.size() < kMin) return "local-" + name;
  if (name.size() <= kMax) return name;
  return name.substr(0, kMax - kHash - 1) + "-" + sam::logical_hash(Value(logical_id));
}

std::string filled(std::string_view text, std::string_view name, const PhysicalContext& context) {
  std::string result;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    result += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    const std::string_view word = text.substr(open + 1, close - open - 1);
    if (word == "name") result += name;
    if (word == "qualifier") result += context.qualifier;
    if (word == "hash") result += sam::logical_hash(Value(context.logical_id));
    if (word == "root") result += sam::logical_hash(Value(std::string(context.logical_id) + "/"));
    if (word == "id") result += context.logical_id;
    if (word == "id-") result += lower(context.logical_id);
    if (word == "bucket") result += bucket_name(context.logical_id);
    if (word == "region") result += context.region;
    if (word == "account") result += context.account;
    if (word == "stack") result += context.stack_name;
    text.remove_prefix(close + 1);
  }
  return result;
}

std::string name_of(const Type& type, const PhysicalContext& context) {
  if (!context.name.empty()) {
    // A function may be named by its ARN.
    constexpr std::string_view kMarker = ":function:";
    const std::size_t arn = context.name.find(kMarker);
    return std::string(arn == std::string_view::npos ? context.name
                                                     : context.name.substr(arn + kMarker.size()));
  }
  return filled(type.fallback, {}, context);
}

}  // namespace

std::string_view qualifier_property(std::string_view type) {
  const Type* known = find_type(type);
  return known == nullptr ? std::string_view() : known->qualifier_property;
}

std::string_view name_property(std::string_view type) {
  const Type* known = find_type(type);
  return known == nullptr ? std::string_view() : known->name_property;
}

std::string physical_ref(std::string_view type, const PhysicalContext& context) {
  const Type* known = find_type(type);
  if (known == nullptr) return "local-" + std::string(context.logical_id);
  return filled(known->ref, name_of(*known, context), context);
}

std::optional<std::string> physical_attribute(std::string_view type, std::string_view attribute,
                                              const PhysicalContext& context) {
  const Type* known = find_type(type);
  if (known == nullptr) {
    const std::string id(context.logical_id);
    if (!attribute.ends_with("Arn")) return "local-" + id + "." + std::string(attribute);
    std::string service = "local";  // "AWS::Batch::JobQueue" -> "batch"
    const std::size_t begin = type.find("::");
    if (begin != std::string_view::npos) {
      service = lower(type.substr(begin + 2, type.find("::", begin + 2) - begin - 2));
    }
    return filled("arn:aws:" + service + ":{region}:{account}:local-{id}", {}, context);
  }
  for (const Attribute& each : known->attributes) {
    if (each.name == attribute) return filled(each.text, name_of(*known, context), context);
  }
  return std::nullopt;
}

std::vector<std::string_view> attributes_of(std::string_view type) {
  std::vector<std::string_view> names;
  if (const Type* known = find_type(type)) {
    for (const Attribute& attribute : known->attributes) names.push_back(attribute.name);
  }
  return names;
}

}  // namespace brume::emulator
