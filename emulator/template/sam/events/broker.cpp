// MSK, MQ, SelfManagedKafka and DocumentDB events -> AWS::Lambda::EventSourceMapping.
#include <algorithm>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/events/mapping.h"

namespace brume::emulator::sam {
namespace {

constexpr auto kMsk = mapping_shapes(StartingPosition::kRequired, {{"Stream", kAny, true}});
constexpr auto kMq = mapping_shapes(
    StartingPosition::kOptional, {{"Broker", kAny, true}, {"DynamicPolicyName", kTruth | kPlain}});
constexpr auto kKafka = kMappingShapes;
constexpr auto kDocumentDb = mapping_shapes(
    StartingPosition::kOptional,
    {{"Cluster", kAny, true}, {"DatabaseName", kAny, true}, {"CollectionName"}, {"FullDocument"}});

constexpr std::string_view kKafkaSecrets[] = {"SASL_SCRAM_256_AUTH", "SASL_SCRAM_512_AUTH",
                                              "BASIC_AUTH", "CLIENT_CERTIFICATE_TLS_AUTH"};

bool reject_event(Event& event, const Value& where, const std::string& text) {
  event.reject(where, text);
  return false;
}

Value read_secret(const Value& secret) {
  return allow(Value::list({"secretsmanager:GetSecretValue"}), secret);
}

Value document_of(Value::List statements) {
  return Value::map({{"Statement", Value(std::move(statements))}});
}

// The network interfaces through which the mapping reaches its brokers.
Value use_network() {
  return allow(Value::list({"ec2:CreateNetworkInterface", "ec2:DescribeNetworkInterfaces",
                            "ec2:DeleteNetworkInterface", "ec2:DescribeVpcs", "ec2:DescribeSubnets",
                            "ec2:DescribeSecurityGroups"}),
               "*");
}

// The key that the secret is encrypted with. False after a rejection.
bool add_key(Event& event, Value::List& statements) {
  const Value* key = event.find("SecretsManagerKmsKeyId");
  if (!is_truthy(key)) return true;
  if (!key->is_string()) {
    return reject_event(event, *key, "Property 'SecretsManagerKmsKeyId' should be a string.");
  }
  statements.push_back(allow(
      Value::list({"kms:Decrypt"}),
      sub("arn:${AWS::Partition}:kms:${AWS::Region}:${AWS::AccountId}:key/" + key->as_string())));
  return true;
}

std::string access_type(const Value& access) {
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
  for (std::size_t i = 0; i < all->items().size(); ++i) {
    const Value& access = all->items()[i];
    const std::string property = "Property 'SourceAccessConfigurations[" + std::to_string(i) + "]";
    if (!access.is_map()) return fail(access, property + "' should be a map.");
    const Value* written = access.find("Type");
    if (written == nullptr || !written->is_string()) {
      return fail(access, property + ".Type' should be a string.");
    }
    const std::string type = access_type(access);
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

bool check_uri(Event& event, const Value& access, const std::string& what) {
  const Value* uri = access.find("URI");
  const std::string rest =
      " URI property specified in SourceAccessConfigurations for self managed kafka event.";
  if (!is_truthy(uri)) return reject_event(event, access, "No " + what + rest);
  if (uri->is_string() || is_intrinsic(*uri)) return true;
  return reject_event(event, *uri, "Wrong Type for " + what + rest);
}

// What self-managed Kafka needs to reach its brokers.
struct KafkaAccess {
  Value secret, certificate;
  bool subnet = false;
  bool group = false;
};

// False after a rejection.
bool read_kafka_access(Event& event, const Value& access, KafkaAccess& read) {
  if (!access.is_map()) {
    event.function.context.reject_as(event.function.id, event.name, access,
                                     "Property 'SourceAccessConfigurations' should be a map.");
    return false;
  }
  const std::string type = access_type(access);
  if (type == "VPC_SUBNET") return read.subnet = check_uri(event, access, type);
  if (type == "VPC_SECURITY_GROUP") return read.group = check_uri(event, access, type);
  if (type == "SERVER_ROOT_CA_CERTIFICATE") {
    if (!check_uri(event, access, type)) return false;
    read.certificate = *access.find("URI");
    return true;
  }
  if (std::find(std::begin(kKafkaSecrets), std::end(kKafkaSecrets), type) ==
      std::end(kKafkaSecrets)) {
    return reject_event(
        event, access,
        "Invalid SourceAccessConfigurations Type provided for self managed kafka event.");
  }
  if (!read.secret.is_null()) {
    return reject_event(
        event, access,
        "Multiple auth mechanism properties specified in SourceAccessConfigurations for "
        "self managed kafka event.");
  }
  if (!check_uri(event, access, "auth mechanism")) return false;
  read.secret = *access.find("URI");
  return true;
}

// False after a rejection.
bool check_kafka_access(Event& event, Value::List& statements) {
  const Value* all = event.find("SourceAccessConfigurations");
  if (!is_truthy(all)) {
    return reject_event(event, event.site,
                        "No SourceAccessConfigurations for self managed kafka event provided.");
  }
  if (!all->is_list()) {
    return reject_event(
        event, *all, "SourceAccessConfigurations for self managed kafka event should be a list.");
  }
  KafkaAccess read;
  for (const Value& access : all->items()) {
    if (!read_kafka_access(event, access, read)) return false;
  }
  if (read.subnet != read.group) {
    return reject_event(event, *all,
                        "VPC_SUBNET and VPC_SECURITY_GROUP in SourceAccessConfigurations for "
                        "SelfManagedKafka must be both provided.");
  }
  for (const Value* secret : {&read.secret, &read.certificate}) {
    if (!secret->is_null()) statements.push_back(read_secret(*secret));
  }
  if (read.subnet) statements.push_back(use_network());
  return true;
}

bool check_kafka_source(Event& event) {
  const Value* servers = event.find("KafkaBootstrapServers");
  if (!is_truthy(servers)) {
    return reject_event(
        event, event.site,
        "No KafkaBootstrapServers provided for self managed kafka as an event source");
  }
  const Value* topics = event.find("Topics");
  if (!is_truthy(topics)) {
    return reject_event(event, event.site,
                        "No Topics provided for self managed kafka as an event source");
  }
  if (!topics->is_list() || topics->items().size() == 1) return true;
  return reject_event(event, *topics,
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
  Value::List statements;
  if (!fill_mapping(event, properties) || !add_registry_statements(event, statements)) return;
  event.function.managed_policies.emplace_back(
      "arn:aws:iam::aws:policy/service-role/AWSLambdaMSKExecutionRole");
  const Value* all = event.find("SourceAccessConfigurations");
  if (all != nullptr && all->is_list()) {
    for (const Value& access : all->items()) {
      const Value* uri = access.find("URI");
      const bool secret = access_type(access) == "CLIENT_CERTIFICATE_TLS_AUTH";
      if (secret && is_truthy(uri)) statements.push_back(read_secret(*uri));
    }
  }
  if (!statements.empty()) {
    add_event_policy(event, "MSKExecutionRolePolicy", document_of(std::move(statements)));
  }
  make_mapping(event, event.id, std::move(properties));
}

void expand_mq(Event& event) {
  constexpr std::string_view kTypes[] = {"BASIC_AUTH", "VIRTUAL_HOST"};
  const Value& broker = *event.find("Broker");
  Value properties = Value::map({{"EventSourceArn", broker}});
  if (!fill_mapping(event, properties)) return;
  const Value secret = basic_secret(event, "Amazon MQ", kTypes);
  if (secret.is_null()) return;
  Value::List statements{read_secret(secret), allow(Value::list({"mq:DescribeBroker"}), broker)};
  if (!add_key(event, statements)) return;
  // Several brokers of one function need policies of different names.
  const bool named = is_truthy(event.find("DynamicPolicyName"));
  add_event_policy(event, (named ? event.id : std::string("SamAutoGenerated")) + "AMQPolicy",
                   document_of(std::move(statements)));
  make_mapping(event, event.id, std::move(properties));
}

void expand_kafka(Event& event) {
  Value properties = Value::map();
  Value::List statements;
  if (!fill_mapping(event, properties) || !check_kafka_source(event) ||
      !check_kafka_access(event, statements) || !add_key(event, statements) ||
      !add_registry_statements(event, statements)) {
    return;
  }
  Value document = document_of(std::move(statements));
  document.set("Version", "2012-10-17");
  add_event_policy(event, "SelfManagedKafkaExecutionRolePolicy", std::move(document));
  make_mapping(event, event.id, std::move(properties));
}

void expand_document_db(Event& event) {
  constexpr std::string_view kTypes[] = {"BASIC_AUTH"};
  const Value& cluster = *event.find("Cluster");
  Value properties = Value::map({{"EventSourceArn", cluster}});
  if (!fill_mapping(event, properties)) return;
  const Value secret = basic_secret(event, "Amazon DocumentDB", kTypes);
  if (secret.is_null()) return;
  const std::string rds = "arn:${AWS::Partition}:rds:${AWS::Region}:${AWS::AccountId}:";
  Value::List statements{
      read_secret(secret),
      allow(Value::list({"rds:DescribeDBClusterParameters"}), sub(rds + "cluster-pg:*")),
      allow(Value::list({"rds:DescribeDBSubnetGroups"}), sub(rds + "subgrp:*")),
      allow(Value::list({"rds:DescribeDBClusters"}), cluster), use_network()};
  if (!add_key(event, statements)) return;
  Value config = Value::map({{"DatabaseName", *event.find("DatabaseName")}});
  for (const std::string_view name : {"CollectionName", "FullDocument"}) {
    const Value* value = event.find(name);
    if (is_truthy(value)) config.set(name, *value);
  }
  properties.set("DocumentDBEventSourceConfig", std::move(config));
  add_event_policy(event, "SamAutoGeneratedDocumentDBPolicy", document_of(std::move(statements)));
  make_mapping(event, event.id, std::move(properties));
}

}  // namespace brume::emulator::sam
