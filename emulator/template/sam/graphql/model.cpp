// What SAM's model of a GraphQL API admits.
#include "emulator/template/sam/api/pydantic_model.h"
#include "emulator/template/sam/graphql/graph_api.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::GraphQLApi pages of the SAM specification.
constexpr std::string_view kAuthenticationTypes[] = {"AWS_IAM", "API_KEY", "AWS_LAMBDA",
                                                     "OPENID_CONNECT", "AMAZON_COGNITO_USER_POOLS"};
constexpr std::string_view kPermissions[] = {"Read", "Write"};
constexpr ModelField kLambda[] = {{"AuthorizerResultTtlInSeconds"},
                                  {"AuthorizerUri", ModelKind::kAnything, true},
                                  {"IdentityValidationExpression"}};
constexpr ModelField kOpenId[] = {{"AuthTTL"}, {"ClientId"}, {"IatTTL"}, {"Issuer"}};
constexpr ModelField kUserPoolFields[] = {{"AppIdClientRegex"},
                                          {"AwsRegion"},
                                          {"DefaultAction"},
                                          {"UserPoolId", ModelKind::kAnything, true}};
constexpr ModelField kAuthorizerFields[] = {
    {"Type", ModelKind::kWord, true, {}, kAuthenticationTypes},
    {"LambdaAuthorizer", ModelKind::kModel, false, kLambda},
    {"OpenIDConnect", ModelKind::kModel, false, kOpenId},
    {"UserPool", ModelKind::kModel, false, kUserPoolFields}};
constexpr ModelField kAuth[] = {{"Type", ModelKind::kWord, true, {}, kAuthenticationTypes},
                                {"LambdaAuthorizer", ModelKind::kModel, false, kLambda},
                                {"OpenIDConnect", ModelKind::kModel, false, kOpenId},
                                {"UserPool", ModelKind::kModel, false, kUserPoolFields},
                                {"Additional", ModelKind::kModels, false, kAuthorizerFields}};
constexpr ModelField kApiKeyFields[] = {{"ApiKeyId"}, {"Description"}, {"ExpiresOn"}};
constexpr ModelField kLogging[] = {
    {"CloudWatchLogsRoleArn"}, {"ExcludeVerboseContent"}, {"FieldLogLevel"}};
constexpr ModelField kDeltaSync[] = {{"BaseTableTTL", ModelKind::kAnything, true},
                                     {"DeltaSyncTableName", ModelKind::kAnything, true},
                                     {"DeltaSyncTableTTL", ModelKind::kAnything, true}};
constexpr ModelField kTableSource[] = {{"TableName", ModelKind::kAnything, true},
                                       {"ServiceRoleArn"},
                                       {"TableArn"},
                                       {"Permissions", ModelKind::kWords, false, {}, kPermissions},
                                       {"Name"},
                                       {"Description"},
                                       {"Region"},
                                       {"DeltaSync", ModelKind::kModel, false, kDeltaSync},
                                       {"UseCallerCredentials"},
                                       {"Versioned"}};
constexpr ModelField kFunctionSource[] = {
    {"FunctionArn", ModelKind::kAnything, true}, {"ServiceRoleArn"}, {"Name"}, {"Description"}};
constexpr ModelField kSources[] = {{"DynamoDb", ModelKind::kModelMap, false, kTableSource},
                                   {"Lambda", ModelKind::kModelMap, false, kFunctionSource}};
constexpr ModelField kRuntime[] = {{"Name", ModelKind::kAnything, true},
                                   {"Version", ModelKind::kAnything, true}};
constexpr ModelField kConflictHandler[] = {
    {"LambdaConflictHandlerArn", ModelKind::kAnything, true}};
constexpr ModelField kSync[] = {
    {"ConflictDetection", ModelKind::kAnything, true},
    {"ConflictHandler"},
    {"LambdaConflictHandlerConfig", ModelKind::kModel, false, kConflictHandler}};
constexpr ModelField kFunctionFields[] = {{"DataSource", ModelKind::kText},
                                          {"Runtime", ModelKind::kModel, false, kRuntime},
                                          {"InlineCode"},
                                          {"CodeUri"},
                                          {"Description"},
                                          {"MaxBatchSize"},
                                          {"Name", ModelKind::kPlainText},
                                          {"Id"},
                                          {"Sync", ModelKind::kModel, false, kSync}};
constexpr ModelField kCaching[] = {{"Ttl", ModelKind::kAnything, true},
                                   {"CachingKeys", ModelKind::kList}};
constexpr ModelField kResolver[] = {{"FieldName", ModelKind::kPlainText},
                                    {"Caching", ModelKind::kModel, false, kCaching},
                                    {"InlineCode"},
                                    {"CodeUri"},
                                    {"MaxBatchSize"},
                                    {"Pipeline", ModelKind::kPlainTexts},
                                    {"Runtime", ModelKind::kModel, false, kRuntime},
                                    {"Sync", ModelKind::kModel, false, kSync}};
constexpr ModelField kDomainName[] = {{"CertificateArn", ModelKind::kAnything, true},
                                      {"DomainName", ModelKind::kAnything, true},
                                      {"Description"}};
constexpr ModelField kCache[] = {{"ApiCachingBehavior", ModelKind::kAnything, true},
                                 {"Ttl", ModelKind::kAnything, true},
                                 {"Type", ModelKind::kAnything, true},
                                 {"AtRestEncryptionEnabled"},
                                 {"TransitEncryptionEnabled"}};
constexpr ModelField kProperties[] = {{"Auth", ModelKind::kModel, true, kAuth},
                                      {"Tags", ModelKind::kMap},
                                      {"Name"},
                                      {"XrayEnabled", ModelKind::kTruth},
                                      {"SchemaInline"},
                                      {"SchemaUri"},
                                      {"Logging", ModelKind::kModelOrTruth, false, kLogging},
                                      {"DataSources", ModelKind::kModel, false, kSources},
                                      {"Functions", ModelKind::kModelMap, false, kFunctionFields},
                                      {"Resolvers", ModelKind::kModelMaps, false, kResolver},
                                      {"ApiKeys", ModelKind::kModelMap, false, kApiKeyFields},
                                      {"DomainName", ModelKind::kModel, false, kDomainName},
                                      {"Cache", ModelKind::kModel, false, kCache},
                                      {"Visibility"},
                                      {"OwnerContact"},
                                      {"IntrospectionConfig"},
                                      {"QueryDepthLimit"},
                                      {"ResolverCountLimit"}};

// Where an error's path ("Logging.Nope") is written, as near as it gets.
const Value& place_of(const Value& root, std::string_view path) {
  const Value* value = &root;
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const Value* next = value->find(path.substr(0, dot));
    if (next == nullptr) break;
    value = next;
    path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
  }
  return *value;
}

}  // namespace

bool check_graph_model(const GraphApi& api) {
  const auto errors = check_model(api.properties, kProperties);
  if (errors.empty()) return true;
  const std::string& path = errors.front().path;
  return api.owner.reject(place_of(api.properties, path), "Property '" + path + "' is invalid.",
                          errors.front().text);
}

}  // namespace brume::emulator::sam
