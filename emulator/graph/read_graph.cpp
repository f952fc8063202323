#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "emulator/graph/graph.h"
#include "emulator/resource/resource_index.h"

namespace brume::emulator {
namespace {

using Kind = GraphNode::Kind;

// How resources are drawn. Those of other types are drawn when something leads to or from them.
struct Drawn {
  std::string_view type;
  Kind kind;
  std::string_view what;  // the service, in a word
};
constexpr Drawn kDrawn[] = {
    {"AWS::Lambda::Function", Kind::kFunction, ""},
    {"AWS::S3::Bucket", Kind::kStore, "bucket"},
    {"AWS::DynamoDB::Table", Kind::kStore, "table"},
    {"AWS::DynamoDB::GlobalTable", Kind::kStore, "table"},
    {"AWS::SQS::Queue", Kind::kQueue, "queue"},
    {"AWS::SNS::Topic", Kind::kQueue, "topic"},
    {"AWS::Kinesis::Stream", Kind::kQueue, "stream"},
    {"AWS::Events::EventBus", Kind::kQueue, "event bus"},
    {"AWS::Events::Rule", Kind::kRule, ""},
    {"AWS::Scheduler::Schedule", Kind::kTimer, ""},
    {"AWS::StepFunctions::StateMachine", Kind::kFunction, "state machine"},
    {"AWS::SSM::Parameter", Kind::kStore, "parameter"},
    {"AWS::SecretsManager::Secret", Kind::kStore, "secret"},
};

// Parts of others, and what only permits or deploys.
constexpr std::string_view kHidden[] = {"AWS::ApiGateway::",
                                        "AWS::ApiGatewayV2::",
                                        "AWS::IAM::",
                                        "AWS::CDK::",
                                        "AWS::CloudFormation::",
                                        "AWS::CodeDeploy::",
                                        "AWS::Lambda::Permission",
                                        "AWS::Lambda::Version",
                                        "AWS::Lambda::Alias",
                                        "AWS::Lambda::Layer",
                                        "AWS::Lambda::Event",
                                        "AWS::Lambda::Url",
                                        "AWS::SNS::Subscription",
                                        "AWS::SNS::TopicPolicy",
                                        "AWS::SQS::QueuePolicy",
                                        "AWS::S3::BucketPolicy",
                                        "AWS::Events::EventBusPolicy",
                                        "AWS::Scheduler::ScheduleGroup",
                                        "AWS::Lambda::CodeSigning",
                                        "AWS::Lambda::CapacityProvider"};

const Drawn* drawn_as(std::string_view type) {
  const auto* found = std::find_if(std::begin(kDrawn), std::end(kDrawn),
                                   [&](const Drawn& each) { return each.type == type; });
  return found == std::end(kDrawn) ? nullptr : found;
}

bool is_hidden(std::string_view type) {
  return std::any_of(std::begin(kHidden), std::end(kHidden),
                     [&](std::string_view prefix) { return type.starts_with(prefix); });
}

// "AWS::Cognito::UserPool" -> "Cognito UserPool"
std::string words(std::string_view type) {
  if (type.starts_with("AWS::")) type.remove_prefix(5);
  std::string text(type);
  for (std::size_t at = text.find("::"); at != std::string::npos; at = text.find("::")) {
    text.replace(at, 2, " ");
  }
  return text;
}

std::string text_of(const Value& value, std::string_view name) {
  const Value* member = value.find(name);
  return member != nullptr && member->is_scalar() ? member->text() : std::string();
}

class Reader {
 public:
  explicit Reader(const Application& application)
      : application_(application), index_(application) {}

  Graph read(const std::vector<gateway::Api>& apis);

 private:
  using Visit = void (Reader::*)(const Value& text, std::size_t owner, const std::string& label);

  std::size_t add(Kind kind, const std::string& logical_id, std::string detail);
  void add_resource(const Resource& resource);
  void add_api(const gateway::Api& api);
  std::optional<std::size_t> find(std::string_view text) const;
  void connect(std::size_t from, std::size_t to, GraphEdge::Kind kind, const std::string& label);

  void read_resource(const Resource& resource);
  void read_function(const Resource& resource, std::size_t node);
  void read_role(const Value& role, std::size_t function);
  void read_policy(const Value& policy, std::size_t function);
  void read_mapping(const Resource& resource);
  void read_notifications(const Resource& resource, std::size_t bucket);
  void read_targets(const Resource& resource, std::size_t rule);
  void read_async(const Resource& resource);
  void read_subscription(const Value& topic, const Value& subscription);
  void read_mentions(const Value& value, std::size_t node);
  void use_all(const Value& value, std::size_t function, const std::string& label);
  std::size_t elsewhere(const std::string& reference);

  const Application& application_;
  gateway::ResourceIndex index_;
  Graph graph_;
  std::map<std::string, std::size_t, std::less<>> by_reference_;  // Ref, ARN -> node
  std::map<std::string, std::size_t, std::less<>> by_id_;         // logical id -> node
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> edges_;
};

std::size_t Reader::add(Kind kind, const std::string& logical_id, std::string detail) {
  GraphNode node{kind, logical_id, std::move(detail), {}};
  // Logical ids have no hyphen but those behind the stacks around them.
  for (std::size_t hyphen = node.name.find('-'); hyphen != std::string::npos;
       hyphen = node.name.find('-')) {
    node.group.push_back(node.name.substr(0, hyphen));
    node.name.erase(0, hyphen + 1);
  }
  graph_.nodes.push_back(std::move(node));
  return graph_.nodes.size() - 1;
}

void Reader::add_resource(const Resource& resource) {
  if (is_hidden(resource.type)) return;
  const Drawn* drawn = drawn_as(resource.type);
  std::string detail(drawn == nullptr ? words(resource.type) : std::string(drawn->what));
  for (const char* name : {"ScheduleExpression", "EventPattern"}) {
    const Value* value = resource.properties.find(name);
    if (value == nullptr) continue;
    detail = value->is_scalar() ? value->text() : "event pattern";
  }
  const std::size_t node =
      add(drawn == nullptr ? Kind::kOther : drawn->kind, resource.logical_id, std::move(detail));
  by_id_[resource.logical_id] = node;
  by_reference_.try_emplace(index_.physical_id(resource), node);
  for (const char* attribute : {"Arn", "TopicArn", "StreamArn", "QueueName", "QueueUrl"}) {
    if (const auto text = index_.attribute(resource, attribute)) {
      by_reference_.try_emplace(*text, node);
    }
  }
}

// The node of a name, an ARN, or what lies under an ARN: an alias, an index, objects of a bucket.
std::optional<std::size_t> Reader::find(std::string_view text) const {
  while (!text.empty()) {
    const auto found = by_reference_.find(text);
    if (found != by_reference_.end()) return found->second;
    if (!text.starts_with("arn:")) return std::nullopt;
    const std::size_t cut = text.find_last_of(":/");
    text = text.substr(0, cut == std::string_view::npos ? 0 : cut);
  }
  return std::nullopt;
}

void Reader::connect(std::size_t from, std::size_t to, GraphEdge::Kind kind,
                     const std::string& label) {
  if (from == to) return;
  const auto [known, is_new] = edges_.try_emplace({from, to}, graph_.edges.size());
  if (is_new) graph_.edges.push_back({kind, from, to, {}});
  GraphEdge& edge = graph_.edges[known->second];
  const bool said = std::find(edge.labels.begin(), edge.labels.end(), label) != edge.labels.end();
  if (!label.empty() && !said) edge.labels.push_back(label);
}

// What is not of this template, by the last part of its ARN.
std::size_t Reader::elsewhere(const std::string& reference) {
  const std::size_t cut = reference.find_last_of(":/");
  const std::size_t node = graph_.nodes.size();
  graph_.nodes.push_back({Kind::kOther,
                          cut == std::string::npos ? reference : reference.substr(cut + 1),
                          "not in this template",
                          {}});
  by_reference_[reference] = node;
  return node;
}

void Reader::add_api(const gateway::Api& api) {
  const bool url = api.kind == gateway::ApiKind::kFunctionUrl;
  std::optional<std::size_t> node;
  for (const gateway::Route& route : api.routes) {
    std::string name = route.integration.function;
    name.resize(std::min(name.find(':'), name.size()));
    const gateway::Authorizer* authorizer = nullptr;
    if (const auto known = api.authorizers.find(route.authorizer); known != api.authorizers.end()) {
      authorizer = &known->second;
    }
    if (!node) node = add(Kind::kApi, api.logical_id, url ? "function URL" : api.stage);
    const FunctionSpec* function = name.empty() ? nullptr : index_.function(name);
    if (function != nullptr) {
      const std::string label = url                        ? ""
                                : route.path == "$default" ? route.path
                                                           : route.method + " " + route.path;
      connect(*node, by_id_.at(function->logical_id), GraphEdge::Kind::kTriggers, label);
    }
    function = authorizer == nullptr ? nullptr : index_.function(authorizer->function);
    if (function != nullptr) {
      connect(*node, by_id_.at(function->logical_id), GraphEdge::Kind::kTriggers, "authorizes");
    }
  }
}

void Reader::read_mapping(const Resource& resource) {
  const std::string source = text_of(resource.properties, "EventSourceArn");
  const auto function = find(text_of(resource.properties, "FunctionName"));
  if (source.empty() || !function) return;
  const auto from = find(source);
  connect(from ? *from : elsewhere(source), *function, GraphEdge::Kind::kTriggers, "");
}

void Reader::read_notifications(const Resource& resource, std::size_t bucket) {
  const Value* all = resource.properties.find("NotificationConfiguration");
  if (all == nullptr || !all->is_map()) return;
  constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
      {"LambdaConfigurations", "Function"},
      {"QueueConfigurations", "Queue"},
      {"TopicConfigurations", "Topic"}};
  for (const auto& [list, target] : kKinds) {
    const Value* entries = all->find(list);
    if (entries == nullptr || !entries->is_list()) continue;
    for (const Value& entry : entries->items()) {
      const auto to = find(text_of(entry, target));
      if (to) connect(bucket, *to, GraphEdge::Kind::kTriggers, text_of(entry, "Event"));
    }
  }
}

void Reader::read_targets(const Resource& resource, std::size_t rule) {
  if (const auto bus = find(text_of(resource.properties, "EventBusName"))) {
    connect(*bus, rule, GraphEdge::Kind::kTriggers, "");
  }
  Value::List targets;
  if (const Value* one = resource.properties.find("Target")) targets.push_back(*one);
  if (const Value* list = resource.properties.find("Targets"); list != nullptr && list->is_list()) {
    targets.insert(targets.end(), list->items().begin(), list->items().end());
  }
  for (const Value& target : targets) {
    const std::string arn = text_of(target, "Arn");
    if (arn.empty()) continue;
    const auto to = find(arn);
    connect(rule, to ? *to : elsewhere(arn), GraphEdge::Kind::kTriggers, "");
    const Value* dead = target.find("DeadLetterConfig");
    const auto queue = dead == nullptr ? std::nullopt : find(text_of(*dead, "Arn"));
    if (queue) connect(rule, *queue, GraphEdge::Kind::kUses, "dead letters");
  }
}

void Reader::read_async(const Resource& resource) {
  const auto function = find(text_of(resource.properties, "FunctionName"));
  const Value* destinations = resource.properties.find("DestinationConfig");
  if (!function || destinations == nullptr) return;
  for (const auto& [name, label] :
       {std::pair{"OnSuccess", "on success"}, std::pair{"OnFailure", "on failure"}}) {
    const Value* each = destinations->find(name);
    const std::string arn = each == nullptr ? std::string() : text_of(*each, "Destination");
    if (arn.empty()) continue;
    const auto to = find(arn);
    connect(*function, to ? *to : elsewhere(arn), GraphEdge::Kind::kTriggers, label);
  }
}

void Reader::read_subscription(const Value& topic, const Value& subscription) {
  const auto from = topic.is_scalar() ? find(topic.text()) : std::nullopt;
  const auto to = find(text_of(subscription, "Endpoint"));
  if (from && to) connect(*from, *to, GraphEdge::Kind::kTriggers, "");
}

// A text that names another resource: a user pool's triggers, a state machine's tasks.
void Reader::read_mentions(const Value& value, std::size_t node) {
  if (value.is_list()) {
    for (const Value& item : value.items()) read_mentions(item, node);
  } else if (value.is_map()) {
    for (const Value::Member& member : value.members()) read_mentions(member.value, node);
  } else if (value.is_string() && value.as_string().find("arn:") != std::string::npos) {
    for (const auto& [reference, other] : by_reference_) {
      if (!reference.starts_with("arn:")) continue;
      const std::size_t at = value.as_string().find(reference);
      if (at == std::string::npos) continue;
      // "…:function:Hello" is no mention of it in "…:function:HelloAgain".
      const std::size_t end = at + reference.size();
      const char next = end < value.as_string().size() ? value.as_string()[end] : '"';
      const bool goes_on =
          std::isalnum(static_cast<unsigned char>(next)) != 0 || next == '-' || next == '_';
      if (!goes_on) connect(node, other, GraphEdge::Kind::kTriggers, "");
    }
  }
}

void Reader::use_all(const Value& value, std::size_t function, const std::string& label) {
  if (value.is_list()) {
    for (const Value& item : value.items()) use_all(item, function, label);
  } else if (value.is_string()) {
    const auto used = find(value.as_string());
    if (used) connect(function, *used, GraphEdge::Kind::kUses, label);
  }
}

void Reader::read_policy(const Value& policy, std::size_t function) {
  const Value* document = policy.find("PolicyDocument");
  const Value* statements = document == nullptr ? nullptr : document->find("Statement");
  if (statements == nullptr) return;
  const Value::List list = statements->is_list() ? statements->items() : Value::List{*statements};
  for (const Value& statement : list) {
    if (const Value* resource = statement.find("Resource")) use_all(*resource, function, "");
  }
}

void Reader::read_role(const Value& role, std::size_t function) {
  if (!role.is_scalar()) return;
  for (const Resource* each : index_.of_type("AWS::IAM::Role")) {
    if (index_.attribute(*each, "Arn") != role.text()) continue;
    const Value* policies = each->properties.find("Policies");
    if (policies != nullptr && policies->is_list()) {
      for (const Value& policy : policies->items()) read_policy(policy, function);
    }
    const std::string name = index_.physical_id(*each);
    for (const char* type : {"AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"}) {
      for (const Resource* policy : index_.of_type(type)) {
        const Value* roles = policy->properties.find("Roles");
        if (roles == nullptr || !roles->is_list()) continue;
        const bool attached =
            std::any_of(roles->items().begin(), roles->items().end(),
                        [&](const Value& item) { return item.is_scalar() && item.text() == name; });
        if (attached) read_policy(policy->properties, function);
      }
    }
  }
}

void Reader::read_function(const Resource& resource, std::size_t node) {
  const Value* environment = resource.properties.find("Environment");
  const Value* variables = environment == nullptr ? nullptr : environment->find("Variables");
  if (variables != nullptr && variables->is_map()) {
    for (const Value::Member& member : variables->members()) {
      use_all(member.value, node, member.key);
    }
  }
  if (const Value* role = resource.properties.find("Role")) read_role(*role, node);
  const Value* dead = resource.properties.find("DeadLetterConfig");
  const auto queue = dead == nullptr ? std::nullopt : find(text_of(*dead, "TargetArn"));
  if (queue) connect(node, *queue, GraphEdge::Kind::kTriggers, "dead letters");
}

void Reader::read_resource(const Resource& resource) {
  const std::string& type = resource.type;
  if (type == "AWS::Lambda::EventSourceMapping") return read_mapping(resource);
  if (type == "AWS::Lambda::EventInvokeConfig") return read_async(resource);
  if (type == "AWS::SNS::Subscription") {
    const Value* topic = resource.properties.find("TopicArn");
    return topic == nullptr ? void() : read_subscription(*topic, resource.properties);
  }
  const auto known = by_id_.find(resource.logical_id);
  if (known == by_id_.end()) return;
  const std::size_t node = known->second;
  if (type == "AWS::Lambda::Function") return read_function(resource, node);
  if (type == "AWS::S3::Bucket") return read_notifications(resource, node);
  if (type == "AWS::Events::Rule" || type == "AWS::Scheduler::Schedule") {
    return read_targets(resource, node);
  }
  if (type == "AWS::SNS::Topic") {
    const Value* list = resource.properties.find("Subscription");
    if (list == nullptr || !list->is_list()) return;
    const Value topic(index_.physical_id(resource));
    for (const Value& each : list->items()) read_subscription(topic, each);
    return;
  }
  read_mentions(resource.properties, node);
}

Graph Reader::read(const std::vector<gateway::Api>& apis) {
  for (const Resource& resource : application_.resources) add_resource(resource);
  for (const gateway::Api& api : apis) add_api(api);
  for (const Resource& resource : application_.resources) read_resource(resource);
  return std::move(graph_);
}

// Resources without a picture of their own that nothing leads to or from.
void leave_out_lonely(Graph& graph) {
  std::set<std::size_t> connected;
  for (const GraphEdge& edge : graph.edges) connected.insert({edge.from, edge.to});
  std::vector<std::size_t> place(graph.nodes.size());
  std::vector<GraphNode> kept;
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    place[i] = kept.size();
    const bool lonely = graph.nodes[i].kind == Kind::kOther && !connected.contains(i);
    if (!lonely) kept.push_back(std::move(graph.nodes[i]));
  }
  graph.nodes = std::move(kept);
  for (GraphEdge& edge : graph.edges) {
    edge.from = place[edge.from];
    edge.to = place[edge.to];
  }
}

}  // namespace

Graph read_graph(const Application& application, const std::vector<gateway::Api>& apis) {
  Graph graph = Reader(application).read(apis);
  leave_out_lonely(graph);
  return graph;
}

}  // namespace brume::emulator
