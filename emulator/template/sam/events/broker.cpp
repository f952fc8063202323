// MSK, MQ, SelfManagedKafka and DocumentDB events -> AWS::Lambda::EventSourceMapping.
#include <algorithm>

#include "emulator/template/intrinsic.h"
#include "emulator/template/sam/events/mapping.h"
#include "emulator/template/sam/expect.h"

namespace brume::emulator::sam {
namespace {

constexpr PropertyShape kMsk[] = {
    {"Stream", kAny, true}, {"StartingPosition", kAny, true}, BRUME_MAPPING_SHAPES};
constexpr PropertyShape kMq[] = {{"Broker", kAny, true},
                                 {"StartingPosition"},
                                 {"DynamicPolicyName", kTruth},
                                 BRUME_MAPPING_SHAPES_ANY_ACCESS};
constexpr PropertyShape kKafka[] = {{"StartingPosition"}, BRUME_MAPPING_SHAPES_ANY_ACCESS};
constexpr PropertyShape kDocumentDb[] = {
    {"Cluster", kAny, true}, {"DatabaseName", kAny, true}, {"CollectionName", kText},
    {"FullDocument", kText}, {"StartingPosition"},         BRUME_MAPPING_SHAPES_ANY_ACCESS};

constexpr std::string_view kKafkaSecrets[] = {"SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH",
                                              "BASIC_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH"};

bool reject(Event& event, const Value& where, const std::string& text) {
  event.reject(where, text);
  return false;
}

Value statement(Value::List actions, const Value& resource) {
  return Value::map(
      {{"Action", Value(std::move(actions))}, {"Effect", "Allow"}, {"Resource", resource}});
}

void add_policy(Event& event, const std::string& name, Value::List statements) {
  const Value document =
      Value::map({{"Version", "2012-10-17"}, {"Statement", Value(std::move(statements))}});
  event.function.policies.push_back(
      Value::map({{"PolicyName", name}, {"PolicyDocument", document}}));
}

Value::List network_actions() {
  return {"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
          "ec2:DeleteNetworkInterface", "ec2:DescribeVpcs",
          "ec2:DescribeSubnets",        "ec2:DescribeSecurityGroups"};
}

// The key that the secret is encrypted with. False after a rejection.
bool add_key(Event& event, Value::List& statements) {
  const Value* key = event.find("SecretsManagerKmsKeyId");
  if (key == nullptr) return true;
  if (!key->is_string()) {
    return reject(event, *key, "Property 'SecretsManagerKmsKeyId' should be a string.");
  }
  statements.push_back(statement(
      {"kms:Decrypt"},
      sub("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/" + key->as_string())));
  return true;
}

std::string type_of(const Value& access) {
  const Value* type = access.find("Type");
  return type != nullptr && type->is_string() ? type->as_string() : std::string();
}

// SourceAccessConfigurations of MQ and DocumentDB: exactly one BASIC_AUTH. The secret; null after a
// rejection.
Value basic_secret(Event& event, const std::string& service,
                   std::span<const std::string_view> types) {
  const Value* all = event.find("SourceAccessConfigurations");
  const auto fail = [&](const Value& where, const std::string& text) {
    event.reject(where, text);
    return Value();
  };
  if (!is_truthy(all)) {
    return fail(event.site, "No SourceAccessConfigurations for " + service + " event provided.");
  }
  if (!all->is_list()) {
    return fail(*all, "Provided SourceAccessConfigurations cannot be parsed into a list.");
  }
  Value::List names;
  for (const std::string_view type : types) names.emplace_back(type);
  Value secret;
  bool found = false;
  for (const Value& access : all->items()) {
    const std::string type = type_of(access);
    if (std::find(types.begin(), types.end(), type) == types.end()) {
      return fail(access,
                  "Invalid property Type specified in SourceAccessConfigurations. The supported "
                  "values are: " +
                      python_text(Value(names)) + ".");
    }
    if (type != "BASIC_AUTH") continue;
    if (found) {
      return fail(access,
                  "Multiple BASIC_AUTH properties specified in SourceAccessConfigurations.");
    }
    found = true;
    const Value* uri = access.find("URI");
    if (!is_truthy(uri)) {
      return fail(access, "No BASIC_AUTH URI property specified in SourceAccessConfigurations.");
    }
    secret = *uri;
  }
  if (!found) {
    return fail(*all, "No BASIC_AUTH property specified in SourceAccessConfigurations.");
  }
  return secret;
}

// ConsumerGroupId and SchemaRegistryConfig have a member of their own in the mapping.
void set_kafka_config(const Event& event, std::string_view member, Value& properties) {
  constexpr std::string_view kNames[] = {"ConsumerGroupId", "SchemaRegistryConfig"};
  Value config;
  event.copy(kNames, config);
  if (!config.is_null()) properties.set(member, std::move(config));
}

// What self-managed Kafka needs to reach its brokers. False after a rejection.
bool check_kafka_access(Event& event, Value::List& statements) {
  const Value* all = event.find("SourceAccessConfigurations");
  if (!is_truthy(all)) {
    return reject(event, event.site,
                  "No SourceAccessConfigurations for self managed kafka event provided.");
  }
  if (!all->is_list()) {
    return reject(event, *all,
                  "SourceAccessConfigurations for self managed kafka event should be a list.");
  }
  bool secret = false;
  bool subnet = false;
  bool group = false;
  for (const Value& access : all->items()) {
    const std::string type = type_of(access);
    const Value* uri = access.find("URI");
    if (type == "VPC_SUBNET") {
      subnet = true;
    } else if (type == "VPC_SECURITY_GROUP") {
      group = true;
    } else if (type == "SERVER_ROOT_CA_CERTIFICATE") {
      if (uri != nullptr) statements.push_back(statement({"secretsmanager:GetSecretValue"}, *uri));
    } else if (std::find(std::begin(kKafkaSecrets), std::end(kKafkaSecrets), type) !=
               std::end(kKafkaSecrets)) {
      if (secret) {
        return reject(event, access,
                      "Multiple auth mechanism properties specified in SourceAccessConfigurations "
                      "for self managed kafka event.");
      }
      secret = true;
      if (uri != nullptr) statements.push_back(statement({"secretsmanager:GetSecretValue"}, *uri));
    } else {
      return reject(event, access,
                    "Invalid SourceAccessConfigurations Type provided for self managed kafka "
                    "event.");
    }
  }
  if (subnet != group) {
    return reject(event, *all,
                  "VPC_SUBNET and VPC_SECURITY_GROUP in SourceAccessConfigurations for "
                  "SelfManagedKafka must be both provided.");
  }
  if (subnet) statements.push_back(statement(network_actions(), "*"));
  return true;
}

bool check_kafka_source(Event& event) {
  const Value* servers = event.find("KafkaBootstrapServers");
  if (!is_truthy(servers)) {
    return reject(event, event.site,
                  "No KafkaBootstrapServers provided for self managed kafka as an event source");
  }
  const Value* topics = event.find("Topics");
  if (!is_truthy(topics)) {
    return reject(event, event.site,
                  "No Topics provided for self managed kafka as an event source");
  }
  if (!topics->is_list() || topics->items().size() == 1) return true;
  return reject(event, *topics,
                "Topics for self managed kafka only supports single configuration entry.");
}

}  // namespace

std::span<const PropertyShape> broker_shapes(std::string_view type) {
  if (type == "MSK") return kMsk;
  if (type == "MQ") return kMq;
  if (type == "SelfManagedKafka") return kKafka;
  return kDocumentDb;
}

void expand_msk(Event& event) {
  Value properties = Value::map({{"EventSourceArn", *event.find("Stream")}});
  if (!fill_mapping(event, properties)) return;
  set_kafka_config(event, "AmazonManagedKafkaEventSourceConfig", properties);
  event.function.managed_policies.emplace_back(
      "arn:aws:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole");
  Value::List statements;
  const Value* all = event.find("SourceAccessConfigurations");
  if (all != nullptr && all->is_list()) {
    for (const Value& access : all->items()) {
      const Value* uri = access.find("URI");
      const bool secret = type_of(access).find("AUTH") != std::string::npos;
      if (secret && uri != nullptr) {
        statements.push_back(statement({"secretsmanager:GetSecretValue"}, *uri));
      }
    }
  }
  if (!statements.empty()) add_policy(event, "MSKExecutionRolePolicy", std::move(statements));
  make_mapping(event, event.id, std::move(properties));
}

void expand_mq(Event& event) {
  constexpr std::string_view kTypes[] = {"BASIC_AUTH", "VIRTUAL_HOST"};
  const Value secret = basic_secret(event, "Amazon MQ", kTypes);
  if (secret.is_null()) return;
  const Value& broker = *event.find("Broker");
  Value::List statements{statement({"secretsmanager:GetSecretValue"}, secret),
                         statement({"mq:DescribeBroker"}, broker)};
  Value properties = Value::map({{"EventSourceArn", broker}});
  if (!add_key(event, statements) || !fill_mapping(event, properties)) return;
  // Several brokers of one function need policies of different names.
  const bool named = is_truthy(event.find("DynamicPolicyName"));
  add_policy(event, (named ? event.id : std::string("SamAutoGenerated")) + "AMQPolicy",
             std::move(statements));
  event.function.managed_policies.emplace_back(
      "arn:aws:iam::aws:policy/service-role/AWSLambdaMQExecutionRole");
  make_mapping(event, event.id, std::move(properties));
}

void expand_kafka(Event& event) {
  Value::List statements;
  if (!check_kafka_source(event) || !check_kafka_access(event, statements) ||
      !add_key(event, statements)) {
    return;
  }
  const Value servers =
      Value::map({{"KafkaBootstrapServers", *event.find("KafkaBootstrapServers")}});
  Value properties = Value::map({{"SelfManagedEventSource", Value::map({{"Endpoints", servers}})}});
  if (!fill_mapping(event, properties)) return;
  set_kafka_config(event, "SelfManagedKafkaEventSourceConfig", properties);
  if (!statements.empty()) {
    add_policy(event, "SelfManagedKafkaExecutionRolePolicy", std::move(statements));
  }
  make_mapping(event, event.id, std::move(properties));
}

void expand_document_db(Event& event) {
  constexpr std::string_view kTypes[] = {"BASIC_AUTH"};
  const Value secret = basic_secret(event, "Amazon DocumentDB", kTypes);
  if (secret.is_null()) return;
  const Value& cluster = *event.find("Cluster");
  Value::List statements{statement({"secretsmanager:GetSecretValue"}, secret),
                         statement({"rds:DescribeDBClusters", "rds:DescribeDBClusterParameters",
                                    "rds:DescribeDBSubnetGroups"},
                                   cluster),
                         statement(network_actions(), "*")};
  Value properties = Value::map({{"EventSourceArn", cluster}});
  if (!add_key(event, statements) || !fill_mapping(event, properties)) return;
  constexpr std::string_view kNames[] = {"DatabaseName", "CollectionName", "FullDocument"};
  Value config;
  event.copy(kNames, config);
  properties.set("DocumentDBEventSourceConfig", std::move(config));
  add_policy(event, "SamAutoGeneratedDocumentDBPolicy", std::move(statements));
  make_mapping(event, event.id, std::move(properties));
}

}  // namespace brume::emulator::sam
