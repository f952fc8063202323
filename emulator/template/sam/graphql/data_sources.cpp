// What a GraphQL API reads and writes: tables and functions, each with a role unless one is given.
#include "emulator/template/sam/connector/connector.h"
#include "emulator/template/sam/graphql/graph_api.h"

namespace brume::emulator::sam {
namespace {

// A source on its way: its logical id, and what lets it reach what is behind it.
struct Source {
  const GraphApi& api;
  const std::string& name;  // its key
  const Value& written;
  std::string id;

  const Value* find(std::string_view property) const {
    const Value* value = written.find(property);
    return is_truthy(value) ? value : nullptr;
  }
};

// A role that may use the destination. False after a rejection.
bool set_source_role(const Source& source, std::string_view kind, const Value& destination,
                     const Value& permissions, Value& made) {
  const GraphApi& api = source.api;
  const std::string role = source.id + "Role";
  made.set("ServiceRoleArn", api.make_role(role, {}));
  const Value from = Value::map({{"Type", "AWS::AppSync::DataSource"},
                                 {"Arn", get_att(source.id, "DataSourceArn")},
                                 {"RoleName", ref_to(role)}});
  const std::string id = source.id + "To" + std::string(kind) + "Connector";
  return make_connector({api.context, api.id, id}, id, {from, destination, permissions});
}

Value table_config(const Source& source) {
  const Value* region = source.find("Region");
  Value config = Value::map({{"AwsRegion", region != nullptr ? *region : ref_to("AWS::Region")},
                             {"TableName", *source.written.find("TableName")}});
  for (const std::string_view name : {"UseCallerCredentials", "Versioned"}) {
    if (const Value* value = source.find(name)) config.set(name, *value);
  }
  if (const Value* delta = source.find("DeltaSync")) config.set("DeltaSyncConfig", *delta);
  return config;
}

// As it is given, else made of the table's name.
Value table_arn(const Source& source) {
  if (const Value* arn = source.find("TableArn")) return *arn;
  const Value* region = source.find("Region");
  Value variables =
      Value::map({{"__TableName__", *source.written.find("TableName")},
                  {"__Region__", region != nullptr ? *region : ref_to("AWS::Region")}});
  return Value::map({{"Fn::Sub", Value::list({"arn:${AWS::Partition}:dynamodb:${__Region__}:"
                                              "${AWS::AccountId}:table/${__TableName__}",
                                              std::move(variables)})}});
}

bool set_table(const Source& source, Value& made) {
  made.set("DynamoDBConfig", table_config(source));
  if (const Value* role = source.find("ServiceRoleArn")) {
    made.set("ServiceRoleArn", *role);
    return true;
  }
  const Value* given = source.find("Permissions");
  const Value permissions = given != nullptr ? *given : Value::list({"Read", "Write"});
  return set_source_role(source, "Table",
                         Value::map({{"Type", "AWS::DynamoDB::Table"}, {"Arn", table_arn(source)}}),
                         permissions, made);
}

bool set_function(const Source& source, Value& made) {
  const Value& arn = *source.written.find("FunctionArn");
  made.set("LambdaConfig", Value::map({{"LambdaFunctionArn", arn}}));
  if (const Value* role = source.find("ServiceRoleArn")) {
    made.set("ServiceRoleArn", *role);
    return true;
  }
  return set_source_role(source, "Lambda",
                         Value::map({{"Type", "AWS::Lambda::Function"}, {"Arn", arn}}),
                         Value::list({"Write"}), made);
}

struct SourceKind {
  std::string_view property, suffix, type;
  bool (*set)(const Source& source, Value& made);
};
constexpr SourceKind kSourceKinds[] = {
    {"DynamoDb", "DynamoDBDataSource", "AMAZON_DYNAMODB", set_table},
    {"Lambda", "LambdaDataSource", "AWS_LAMBDA", set_function},
};

}  // namespace

bool make_data_sources(GraphApi& api) {
  const Value* all = api.find("DataSources");
  if (all == nullptr) return true;
  for (const SourceKind& kind : kSourceKinds) {
    const Value* sources = all->find(kind.property);
    if (!is_truthy(sources)) continue;
    for (const Value::Member& member : sources->members()) {
      const Source source{api, member.key, member.value,
                          api.id + member.key + std::string(kind.suffix)};
      const Value* name = source.find("Name");
      Value made = given_of(member.value, {"Description"});
      made.set("Name", name != nullptr ? *name : Value(member.key));
      made.set("Type", kind.type);
      made.set("ApiId", api.api_id());
      if (!kind.set(source, made)) return false;
      api.data_sources[member.key] = get_att(source.id, "Name");
      api.make(source.id, "AWS::AppSync::DataSource", std::move(made));
    }
  }
  return true;
}

}  // namespace brume::emulator::sam
