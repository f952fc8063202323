#include "emulator/template/sam/connector/expand_connector.h"

#include <algorithm>
#include <array>
#include <vector>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/connector/depends_on.h"

namespace brume::emulator::sam {
namespace {

// In the order in which SAM misses them.
constexpr std::array<std::string_view, 4> kParts{"Arn", "ResourceId", "Name", "Qualifier"};

bool refers_to(const Value* value, const std::string& id) {
  const auto call = value == nullptr ? std::nullopt : as_intrinsic(*value);
  if (!call) return false;
  if (call->name == "Ref") return *call->argument == Value(id);
  const auto target = call->name == "Fn::GetAtt" ? get_att_target(*call->argument) : std::nullopt;
  return target && target->id == id;
}

}  // namespace

bool ConnectorRun::has(std::string_view permission) const {
  const Value::List& given = link_.permissions.items();
  return std::any_of(given.begin(), given.end(), [&](const Value& each) {
    return each.is_string() && each.as_string() == permission;
  });
}

bool ConnectorRun::check_permissions() {
  std::string names;
  for (const ConnectorAccess& access : profile_->access) {
    names += (names.empty() ? "" : ", ") + std::string(access.name);
  }
  if (!link_.permissions.is_list() || link_.permissions.items().empty()) {
    return reject("'Permissions' cannot be empty; valid values are: " + names + ".");
  }
  const std::string unsupported =
      "Unsupported 'Permissions' provided for connector from " + way() + "; valid ";
  for (const Value& each : link_.permissions.items()) {
    const bool known =
        std::any_of(profile_->access.begin(), profile_->access.end(),
                    [&](const ConnectorAccess& access) { return each == Value(access.name); });
    if (!known) return owner_.reject(each, unsupported + "values are: " + names + ".");
  }
  if (profile_->combinations.empty()) return true;
  std::string given;
  for (const std::string_view name : {"Read", "Write"}) {
    if (has(name)) given += (given.empty() ? "" : " + ") + std::string(name);
  }
  std::string valid;
  for (const std::string_view combination : profile_->combinations) {
    if (combination == given) return true;
    valid += (valid.empty() ? "" : ", ") + std::string(combination);
  }
  return reject(unsupported + "combinations are: " + valid + ".");
}

// A text of the table with what is known of the ends. False after a rejection.
bool ConnectorRun::replace(std::string_view text, Value& result) {
  std::string replaced(text);
  Value variables = Value::map();
  for (const std::string_view part : kParts) {
    for (const auto& [name, end] :
         {std::pair{"Source", &source_}, std::pair{"Destination", &destination_}}) {
      const std::string variable = name + std::string(".") + std::string(part);
      const std::string pattern = "%{" + variable + "}";
      const std::size_t found = replaced.find(pattern);
      if (found == std::string::npos) continue;
      const Value& value = end->part(part);
      if (value.is_null()) return reject(variable + " is missing.");
      if (replaced == pattern) {
        result = value;
        return true;
      }
      const std::string plain = name + std::string(part);
      replaced.replace(found, pattern.size(), "${" + plain + "}");
      variables.set(plain, value);
    }
  }
  if (replaced.find("${") == std::string::npos) {
    result = Value(std::move(replaced));
  } else if (variables.members().empty()) {
    result = sub(replaced);
  } else {
    result = Value::map({{"Fn::Sub", Value::list({replaced, std::move(variables)})}});
  }
  return true;
}

// SAM looks for what is missing also in the accesses that are not asked for.
bool ConnectorRun::grant_statements(const ConnectorAccess& access, Value::List& list) {
  for (const ConnectorGrant& grant : access.grants) {
    Value::List actions, resources;
    for (const std::string_view action : grant.actions) actions.emplace_back(action);
    for (const std::string_view resource : grant.resources) {
      Value replaced;
      if (!replace(resource, replaced)) return false;
      resources.push_back(std::move(replaced));
    }
    if (!has(access.name)) continue;
    list.push_back(Value::map({{"Effect", "Allow"},
                               {"Action", Value(std::move(actions))},
                               {"Resource", Value(std::move(resources))}}));
  }
  return true;
}

bool ConnectorRun::statements(Value& document) {
  Value::List list;
  for (const ConnectorAccess& access : profile_->access) {
    if (!grant_statements(access, list)) return false;
  }
  document = Value::map({{"Version", "2012-10-17"}, {"Statement", Value(std::move(list))}});
  return true;
}

bool ConnectorRun::role_policy(ConnectorMade& made) {
  Value document;
  if (!statements(document)) return false;
  if (!is_truthy(&owner_end().role_name)) {
    return reject("Unable to get IAM role name from " + side() + " resource.");
  }
  policy_id_ = id_ + "Policy" + link_.suffix;
  made = {policy_id_, "AWS::IAM::ManagedPolicy",
          Value::map({{"PolicyDocument", std::move(document)},
                      {"Roles", Value::list({owner_end().role_name})}})};
  return true;
}

// Of a queue or a topic: a service may send to it on behalf of the source.
bool ConnectorRun::resource_policy(ConnectorMade& made) {
  const bool queue = profile_->kind == ConnectorKind::kQueuePolicy;
  Value destination, source;
  if (!replace("%{Destination.Arn}", destination) || !replace("%{Source.Arn}", source)) {
    return false;
  }
  const Value& target = queue ? destination_.queue_url : destination_.arn;
  if (!is_truthy(&target)) {
    return reject(std::string("Unable to get ") + (queue ? "SQS queue URL" : "SNS topic ARN") +
                  " from 'Destination' resource.");
  }
  const Value from_source =
      Value::map({{"ArnEquals", Value::map({{"aws:SourceArn", std::move(source)}})}});
  const Value statement = Value::map({{"Effect", "Allow"},
                                      {"Principal", Value::map({{"Service", profile_->service}})},
                                      {"Resource", std::move(destination)},
                                      {"Action", queue ? "sqs:SendMessage" : "sns:Publish"},
                                      {"Condition", from_source}});
  made = {id_ + (queue ? "QueuePolicy" : "TopicPolicy") + link_.suffix,
          queue ? "AWS::SQS::QueuePolicy" : "AWS::SNS::TopicPolicy",
          Value::map({{queue ? "Queues" : "Topics", Value::list({target})},
                      {"PolicyDocument", Value::map({{"Version", "2012-10-17"},
                                                     {"Statement", Value::list({statement})}})}})};
  return true;
}

bool ConnectorRun::permission(ConnectorMade& made) {
  Value source;
  if (!replace(profile_->source_arn, source)) return false;
  if (!is_truthy(&destination_.arn)) {
    return reject("Unable to get Lambda function ARN from 'Destination' resource.");
  }
  Value properties = Value::map({{"Action", "lambda:InvokeFunction"},
                                 {"FunctionName", destination_.arn},
                                 {"Principal", profile_->service},
                                 {"SourceArn", std::move(source)}});
  // A bucket's name alone does not tell whose it is.
  if (profile_->service == "s3.amazonaws.com") {
    properties.set("SourceAccount", sub("${AWS::AccountId}"));
  }
  made = {id_ + "WriteLambdaPermission" + link_.suffix, "AWS::Lambda::Permission",
          std::move(properties)};
  return true;
}

std::optional<ConnectorMade> ConnectorRun::run() {
  auto destination = read_connector_end(owner_, link_.destination, link_.source);
  if (!destination) return std::nullopt;
  auto source = read_connector_end(owner_, link_.source, link_.destination);
  if (!source) return std::nullopt;
  source_ = std::move(*source);
  destination_ = std::move(*destination);
  profile_ = find_connector_profile(source_.type, destination_.type);
  if (profile_ == nullptr) {
    reject("Unable to create connector from " + way() +
           "; it's not supported or the template is invalid.");
    return std::nullopt;
  }
  if (!check_permissions()) return std::nullopt;
  ConnectorMade made;
  bool sound = false;
  switch (profile_->kind) {
    case ConnectorKind::kRolePolicy:
      sound = role_policy(made);
      break;
    case ConnectorKind::kQueuePolicy:
    case ConnectorKind::kTopicPolicy:
      sound = resource_policy(made);
      break;
    case ConnectorKind::kLambdaPermission:
      sound = permission(made);
      break;
  }
  return sound ? std::optional(std::move(made)) : std::nullopt;
}

void ConnectorRun::let_wait() const {
  if (profile_->waits == ConnectorWaits::kSource && !source_.id.empty()) {
    add_depends_on(*owner_.context.current(source_.id), policy_id_);
  }
  if (profile_->waits != ConnectorWaits::kEventSourceMapping || source_.id.empty() ||
      destination_.id.empty()) {
    return;
  }
  // More than one mapping of the same two is none that CloudFormation could make.
  std::vector<Value*> mappings;
  owner_.context.each_current([&](const std::string&, Value& resource) {
    const Value* type = resource.find("Type");
    const Value* properties = resource.find("Properties");
    if (type == nullptr || properties == nullptr ||
        *type != Value("AWS::Lambda::EventSourceMapping")) {
      return;
    }
    if (refers_to(properties->find("FunctionName"), destination_.id) &&
        refers_to(properties->find("EventSourceArn"), source_.id)) {
      mappings.push_back(&resource);
    }
  });
  if (mappings.size() == 1) add_depends_on(*mappings.front(), policy_id_);
}

std::string ConnectorRun::original_type(const ConnectorEnd& end) const {
  const Value* resource = end.id.empty() ? nullptr : owner_.context.resource(end.id);
  const Value* type = resource == nullptr ? nullptr : resource->find("Type");
  return type != nullptr && type->is_string() ? type->as_string() : end.type;
}

Value ConnectorRun::metadata() const {
  const Value ends =
      Value::map({{"Source", Value::map({{"Type", original_type(source_)}})},
                  {"Destination", Value::map({{"Type", original_type(destination_)}})}});
  return Value::map({{"aws:sam:connectors", Value::map({{id_, ends}})}});
}

}  // namespace brume::emulator::sam
