#include "emulator/template/sam/graphql/graph_api.h"

#include <algorithm>

#include "emulator/template/sam/api/api_parts.h"
#include "emulator/template/sam/connector/connector.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"
#include "emulator/template/sam/core/service_policies.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::GraphQLApi page of the SAM specification.
constexpr PropertyShape kGraphApiShapes[] = {{"Name"},
                                             {"Tags", kMap | kPlain},
                                             {"XrayEnabled"},
                                             {"Auth", kMap | kPlain, true},
                                             {"SchemaInline", kText},
                                             {"SchemaUri", kText},
                                             {"Logging", kMap | kTruth | kPlain},
                                             {"DataSources", kMap | kPlain},
                                             {"Functions", kMap | kPlain},
                                             {"Resolvers", kMap | kPlain},
                                             {"ApiKeys", kMap | kPlain},
                                             {"DomainName", kMap | kPlain},
                                             {"Cache", kMap | kPlain},
                                             {"Visibility"},
                                             {"OwnerContact"},
                                             {"IntrospectionConfig"},
                                             {"QueryDepthLimit"},
                                             {"ResolverCountLimit"}};

// SAM says nothing of a GraphQL API's properties that it does not know.
Value::Member without_unknown(const Value::Member& resource) {
  Value::Member known = resource;
  Value* properties = known.value.find("Properties");
  if (properties == nullptr || !properties->is_map()) return known;
  std::erase_if(properties->members(), [](const Value::Member& member) {
    return std::none_of(std::begin(kGraphApiShapes), std::end(kGraphApiShapes),
                        [&](const PropertyShape& shape) { return shape.name == member.key; });
  });
  return known;
}

// LogConfig, with a role made for it unless one is given. Logging: false turns it off.
void set_logging(const GraphApi& api, Value& made) {
  const Value* logging = api.find("Logging");
  if (logging != nullptr && logging->is_bool() && !logging->as_bool()) return;
  const Value written =
      logging != nullptr && logging->is_map() ? without_nulls(*logging) : Value::map();
  Value config = Value::map();
  if (const Value* exclude = written.find("ExcludeVerboseContent"); is_truthy(exclude)) {
    config.set("ExcludeVerboseContent", *exclude);
  }
  const Value* level = written.find("FieldLogLevel");
  config.set("FieldLogLevel", is_truthy(level) ? *level : Value("ALL"));
  const Value* role = written.find("CloudWatchLogsRoleArn");
  config.set(
      "CloudWatchLogsRoleArn",
      is_truthy(role)
          ? *role
          : api.make_role(api.id + "CloudWatchRole",
                          Value::list({sub("arn:${AWS::Partition}:iam::aws:policy/"
                                           "service-role/AWSAppSyncPushToCloudWatchLogs")})));
  made.set("LogConfig", std::move(config));
}

bool make_schema(const GraphApi& api) {
  const Value* text = api.find("SchemaInline");
  const Value* uri = api.find("SchemaUri");
  if (!is_truthy(text) && !is_truthy(uri)) {
    return api.owner.reject(api.properties, "One of 'SchemaInline' or 'SchemaUri' must be set.");
  }
  if (is_truthy(text) && is_truthy(uri)) {
    return api.owner.reject(
        *uri, "Both 'SchemaInline' and 'SchemaUri' cannot be defined at the same time.");
  }
  Value made = Value::map({{"ApiId", api.api_id()}});
  if (is_truthy(text)) made.set("Definition", *text);
  if (is_truthy(uri)) made.set("DefinitionS3Location", *uri);
  api.make(api.schema_id(), "AWS::AppSync::GraphQLSchema", std::move(made));
  return true;
}

// Lets AppSync call the functions that authorize.
bool connect_authorizers(const GraphApi& api, const Value::List& functions) {
  const Value source = Value::map({{"Type", "AWS::AppSync::GraphQLApi"},
                                   {"Arn", ref_to(api.id)},
                                   {"ResourceId", api.api_id()}});
  const Value permissions = Value::list({"Write"});
  for (std::size_t i = 0; i < functions.size(); ++i) {
    const Value destination =
        Value::map({{"Type", "AWS::Lambda::Function"}, {"Arn", functions[i]}});
    const std::string id = api.id + "ToLambdaAuthConnector" + std::to_string(i + 1);
    if (!make_connector({api.context, api.id, id}, id, {source, destination, permissions})) {
      return false;
    }
  }
  return true;
}

void make_keys_and_cache(const GraphApi& api) {
  if (const Value* keys = api.find("ApiKeys")) {
    for (const Value::Member& key : keys->members()) {
      Value made = given_of(key.value, {"ApiKeyId", "Description"});
      made.set("ApiId", api.api_id());
      const Value* expires = key.value.find("ExpiresOn");
      if (expires != nullptr && !expires->is_null()) made.set("Expires", *expires);
      api.make(api.id + key.key, "AWS::AppSync::ApiKey", std::move(made));
    }
  }
  if (const Value* cache = api.find("Cache")) {
    Value made = without_nulls(*cache);
    made.set("ApiId", api.api_id());
    api.make(api.id + "ApiCache", "AWS::AppSync::ApiCache", std::move(made));
  }
}

void make_domain_name(const GraphApi& api) {
  const Value* domain = api.find("DomainName");
  if (domain == nullptr) return;
  const std::string id = api.id + "DomainName";
  api.make(id, "AWS::AppSync::DomainName", without_nulls(*domain));
  api.make(api.id + "DomainNameApiAssociation", "AWS::AppSync::DomainNameApiAssociation",
           Value::map({{"ApiId", api.api_id()}, {"DomainName", ref_to(id)}}));
}

void make_none_source(const GraphApi& api) {
  if (!api.has_none_source) return;
  const std::string id = api.id + "NoneDataSource";
  api.make(id, "AWS::AppSync::DataSource",
           Value::map({{"ApiId", api.api_id()}, {"Name", id}, {"Type", "NONE"}}));
}

}  // namespace

Value& GraphApi::make(const std::string& logical_id, std::string_view type, Value made) const {
  Value result = with_attributes(resource, type);
  result.set("Properties", std::move(made));
  return context.make(id, logical_id, std::move(result));
}

Value GraphApi::make_role(const std::string& logical_id, Value managed_policies) const {
  Value made =
      Value::map({{"AssumeRolePolicyDocument", service_may_assume("appsync.amazonaws.com")}});
  if (!managed_policies.is_null()) made.set("ManagedPolicyArns", std::move(managed_policies));
  make(logical_id, "AWS::IAM::Role", std::move(made));
  return get_att(logical_id, "Arn");
}

Value given_of(const Value& from, std::initializer_list<std::string_view> names) {
  Value result = Value::map();
  result.place_as(from);
  for (const std::string_view name : names) {
    const Value* value = from.find(name);
    if (value != nullptr && !value->is_null()) result.set(name, *value);
  }
  return result;
}

Value without_nulls(const Value& map) {
  Value result = map;
  std::erase_if(result.members(), [](const auto& member) { return member.value.is_null(); });
  return result;
}

void expand_graph_api(Context& context, const Value::Member& resource) {
  const Value properties = checked_properties(context, without_unknown(resource), kGraphApiShapes,
                                              "AWS::Serverless::GraphQLApi", resource.key);
  GraphApi api{context, resource.key, resource.value, properties};
  if (context.rejections_of(api.id) > 0 || !check_graph_model(api)) return;
  Value made =
      given_of(properties, {"Name", "XrayEnabled", "Visibility", "OwnerContact",
                            "IntrospectionConfig", "QueryDepthLimit", "ResolverCountLimit"});
  std::erase_if(made.members(), [](const Value::Member& member) {
    return member.key != "XrayEnabled" && !is_truthy(&member.value);
  });
  if (made.find("Name") == nullptr) made.set("Name", api.id);
  const Value* given = api.find("Tags");
  Value tags = is_truthy(given) ? *given : Value::map();
  tags.set("graphqlapi:createdBy", "SAM");
  made.set("Tags", key_value_list(tags));
  Value::List authorizers;
  if (!set_authentication(api, made, authorizers)) return;
  // What is made from the API follows it: reserve its place first.
  api.make(api.id, "AWS::AppSync::GraphQLApi", Value::map());
  set_logging(api, made);
  api.make(api.id, "AWS::AppSync::GraphQLApi", std::move(made));
  if (!make_schema(api) || !connect_authorizers(api, authorizers)) return;
  make_keys_and_cache(api);
  if (!make_data_sources(api)) return;
  make_domain_name(api);
  if (make_functions(api) && make_resolvers(api)) make_none_source(api);
}

}  // namespace brume::emulator::sam
