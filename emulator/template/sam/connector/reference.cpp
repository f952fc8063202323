// The ends of a connector: a resource of the template, or one that is described.
#include <algorithm>
#include <array>
#include <utility>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/connector/connector_link.h"
#include "emulator/template/sam/connector/profiles.h"

namespace brume::emulator::sam {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSamTypes{{
    {"AWS::Serverless::Function", "AWS::Lambda::Function"},
    {"AWS::Serverless::StateMachine", "AWS::StepFunctions::StateMachine"},
    {"AWS::Serverless::Api", "AWS::ApiGateway::RestApi"},
    {"AWS::Serverless::HttpApi", "AWS::ApiGatewayV2::Api"},
    {"AWS::Serverless::SimpleTable", "AWS::DynamoDB::Table"},
}};

bool is_text(const Value* value) {
  return value != nullptr && value->is_string() && !value->as_string().empty();
}

// The logical id in a Ref or GetAtt; empty: it is neither.
std::string referred_id(const Value* value) {
  const auto call = value == nullptr ? std::nullopt : as_intrinsic(*value);
  if (!call) return {};
  if (call->name == "Ref" && call->argument->is_string()) return call->argument->as_string();
  if (call->name != "Fn::GetAtt") return {};
  const auto target = get_att_target(*call->argument);
  return target ? target->id : std::string();
}

Value known_by(KnownBy known, const std::string& id) {
  switch (known) {
    case KnownBy::kNothing:
      return {};
    case KnownBy::kRef:
      return ref_to(id);
    case KnownBy::kArnAttribute:
      return get_att(id, "Arn");
    case KnownBy::kNameAttribute:
      return get_att(id, "Name");
    case KnownBy::kApiIdAttribute:
      return get_att(id, "ApiId");
    case KnownBy::kStar:
      return "*";
  }
  return {};
}

// A rule has a role for each of its targets.
const Value* role_of_target(const Value& properties, const Value& other) {
  const Value* targets = properties.find("Targets");
  if (targets == nullptr || !targets->is_list()) return nullptr;
  const Value* id = other.find("Id");
  const Value* other_arn = other.find("Arn");
  for (const Value& target : targets->items()) {
    const Value* arn = target.find("Arn");
    const std::string target_id = referred_id(arn);
    const bool by_id = !target_id.empty() && id != nullptr && *id == Value(target_id);
    const bool by_arn = arn != nullptr && is_truthy(other_arn) && *arn == *other_arn;
    if (by_id || by_arn) return target.find("RoleArn");
  }
  return nullptr;
}

Value role_name(const ConnectorResourceType& known, const Value& resource, const Value& other) {
  const Value* properties = resource.find("Properties");
  if (properties == nullptr || known.role.empty()) return {};
  const Value* role =
      known.role == "Targets" ? role_of_target(*properties, other) : properties->find(known.role);
  const std::string id = referred_id(role);
  return id.empty() ? Value() : ref_to(id);
}

std::optional<ConnectorEnd> described(const Owner& owner, const Value& written) {
  const Value* type = written.find("Type");
  if (!is_text(type)) {
    owner.reject(written, "'Type' is missing or not a string.");
    return std::nullopt;
  }
  ConnectorEnd end;
  end.type = type->as_string();
  for (const auto& [sam, plain] : kSamTypes) {
    if (end.type == sam) end.type = plain;
  }
  const auto copy = [&](std::string_view name, Value& to) {
    if (const Value* value = written.find(name)) to = *value;
  };
  copy("Arn", end.arn);
  copy("RoleName", end.role_name);
  copy("QueueUrl", end.queue_url);
  copy("ResourceId", end.resource_id);
  copy("Name", end.name);
  copy("Qualifier", end.qualifier);
  return end;
}

}  // namespace

const Value& ConnectorEnd::part(std::string_view part_name) const {
  if (part_name == "Arn") return arn;
  if (part_name == "ResourceId") return resource_id;
  return part_name == "Name" ? name : qualifier;
}

std::optional<ConnectorEnd> read_connector_end(const Owner& owner, const Value& written,
                                               const Value& other) {
  const auto reject = [&](const Value& where, const std::string& text) {
    owner.reject(where, text);
    return std::nullopt;
  };
  const Value* id = written.find("Id");
  const bool describes = std::any_of(
      written.members().begin(), written.members().end(),
      [](const auto& member) { return member.key != "Id" && member.key != "Qualifier"; });
  if ((id != nullptr) == describes) {
    return reject(written,
                  "Must provide 'Id' (with optional 'Qualifier') or a supported combination of "
                  "other properties.");
  }
  if (!is_truthy(id)) return described(owner, written);
  if (!id->is_string()) return reject(*id, "'Id' is missing or not a string.");
  ConnectorEnd end;
  end.id = id->as_string();
  const Value* resource = owner.context.current(end.id);
  if (resource == nullptr) {
    return reject(*id, "Unable to find resource with logical ID '" + end.id + "'.");
  }
  const Value* type = resource->find("Type");
  if (!is_text(type)) return reject(*id, "'Type' is missing or not a string.");
  end.type = type->as_string();
  if (const ConnectorResourceType* known = find_connector_resource(end.type)) {
    end.arn = known_by(known->arn, end.id);
    end.queue_url = known_by(known->url, end.id);
    end.resource_id = known_by(known->id, end.id);
    end.name = known_by(known->name, end.id);
    end.qualifier = known_by(known->qualifier, end.id);
    end.role_name = role_name(*known, *resource, other);
  }
  if (const Value* qualifier = written.find("Qualifier")) end.qualifier = *qualifier;
  return end;
}

}  // namespace brume::emulator::sam
