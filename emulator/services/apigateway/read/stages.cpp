#include "emulator/services/apigateway/read/stages.h"

#include <algorithm>

#include "emulator/services/apigateway/read/api_parts.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

class Stages {
 public:
  Stages(const Resource& resource, const Api& api, ApiContext& context)
      : resource_(resource), api_(api), context_(context) {}

  std::vector<Api> read() {
    const bool rest = api_.kind == ApiKind::kRest;
    const std::string_view type = rest ? "AWS::ApiGateway::Stage" : "AWS::ApiGatewayV2::Stage";
    for (const Resource* stage : mine(type, rest ? "RestApiId" : "ApiId")) {
      add(member_text(stage->properties, {"StageName"}),
          member_map(stage->properties, {"Variables", "StageVariables"}),
          rest ? deployment_id(member_text(stage->properties, {"DeploymentId"})) : "");
    }
    if (stages_.empty() && rest) {
      for (const Resource* deployment : mine("AWS::ApiGateway::Deployment", "RestApiId")) {
        const Value* about = find_member(deployment->properties, {"StageDescription"});
        add(member_text(deployment->properties, {"StageName"}),
            about != nullptr ? member_map(*about, {"Variables"})
                             : std::map<std::string, std::string>(),
            deployment_id(context_.resources.physical_id(*deployment)));
      }
    }
    if (stages_.empty() && !member_text(resource_.properties, {"Target"}).empty()) {
      add("$default", {}, {});
    }
    if (stages_.empty()) {
      context_.reporter.warning(place_at(resource_.at), Path(),
                                "`" + api_.logical_id + "` is not served: it has no stage");
    }
    return std::move(stages_);
  }

 private:
  std::vector<const Resource*> mine(std::string_view type, std::string_view property) const {
    std::vector<const Resource*> found;
    for (const Resource* resource : context_.resources.of_type(type)) {
      const std::string api = member_text(resource->properties, {property});
      if (context_.resources.means(api, resource_)) found.push_back(resource);
    }
    return found;
  }

  // Six characters, as AWS's; of what the stage names.
  std::string deployment_id(const std::string& reference) const {
    return reference.empty() ? std::string() : resource_id_of(api_, reference);
  }

  void add(const std::string& name, std::map<std::string, std::string> variables,
           const std::string& deployment) {
    const bool known = std::any_of(stages_.begin(), stages_.end(),
                                   [&](const Api& stage) { return stage.stage == name; });
    if (name.empty() || known) return;
    Api stage = api_;
    stage.stage = name;
    stage.deployment_id = deployment;
    stage.stage_variables = std::move(variables);
    for (Route& route : stage.routes) {
      route.integration.function = with_stage_variables(route.integration.function, stage);
      route.integration.uri = with_stage_variables(route.integration.uri, stage);
    }
    for (auto& [key, authorizer] : stage.authorizers) {
      authorizer.function = with_stage_variables(authorizer.function, stage);
    }
    add_domains(stage);
    add_keys(stage);
    stages_.push_back(std::move(stage));
  }

  void add_domains(Api& stage) const {
    for (const std::string_view type :
         {"AWS::ApiGateway::BasePathMapping", "AWS::ApiGatewayV2::ApiMapping"}) {
      const bool v2 = type == "AWS::ApiGatewayV2::ApiMapping";  // may lead to a REST API, too
      for (const Resource* mapping : mine(type, v2 ? "ApiId" : "RestApiId")) {
        if (member_text(mapping->properties, {"Stage"}) != stage.stage) continue;
        std::string path = member_text(mapping->properties, {"BasePath", "ApiMappingKey"});
        if (path == "(none)" || path == "/") path.clear();
        if (!path.empty() && !path.starts_with('/')) path.insert(0, 1, '/');
        stage.domains.push_back({domain_name(mapping->properties), path});
      }
    }
  }

  std::string domain_name(const Value& mapping) const {
    const std::string text = member_text(mapping, {"DomainName"});
    for (const std::string_view type :
         {"AWS::ApiGateway::DomainName", "AWS::ApiGatewayV2::DomainName"}) {
      if (const Resource* domain = context_.resources.find(type, text)) {
        return lower_case(member_text(domain->properties, {"DomainName"}));
      }
    }
    return lower_case(text);
  }

  // A key belongs to a stage through a usage plan, or through its own StageKeys.
  void add_keys(Api& stage) const {
    for (const Resource* key : context_.resources.of_type("AWS::ApiGateway::ApiKey")) {
      const Value* enabled = find_member(key->properties, {"Enabled"});
      const bool off = enabled != nullptr && !member_bool(key->properties, {"Enabled"});
      if (off || !opens(*key, stage)) continue;
      const std::string id = context_.resources.physical_id(*key);
      const std::string value = member_text(key->properties, {"Value"});
      stage.api_keys[value.empty() ? id : value] = id;
    }
  }

  bool opens(const Resource& key, const Api& stage) const {
    if (names_stage(find_member(key.properties, {"StageKeys"}), {"RestApiId", "StageName"},
                    stage)) {
      return true;
    }
    for (const Resource* link : context_.resources.of_type("AWS::ApiGateway::UsagePlanKey")) {
      if (!context_.resources.means(member_text(link->properties, {"KeyId"}), key)) continue;
      const Resource* plan = context_.resources.find(
          "AWS::ApiGateway::UsagePlan", member_text(link->properties, {"UsagePlanId"}));
      if (plan == nullptr) continue;
      const Value* stages = find_member(plan->properties, {"ApiStages"});
      if (names_stage(stages, {"ApiId", "Stage"}, stage)) return true;
    }
    return false;
  }

  struct StageNames {
    std::string_view api;
    std::string_view stage;
  };
  bool names_stage(const Value* list, StageNames names, const Api& stage) const {
    if (list == nullptr || !list->is_list()) return false;
    return std::any_of(list->items().begin(), list->items().end(), [&](const Value& item) {
      return context_.resources.means(member_text(item, {names.api}), resource_) &&
             member_text(item, {names.stage}) == stage.stage;
    });
  }

  const Resource& resource_;
  const Api& api_;
  ApiContext& context_;
  std::vector<Api> stages_ = {};
};

}  // namespace

std::vector<Api> with_stages(const Resource& resource, const Api& api, ApiContext& context) {
  return Stages(resource, api, context).read();
}

std::string with_stage_variables(const std::string& text, const Api& api) {
  constexpr std::string_view kOpen = "${stageVariables.";
  std::string result;
  std::size_t done = 0;
  for (std::size_t at = text.find(kOpen); at != std::string::npos; at = text.find(kOpen, done)) {
    const std::size_t close = text.find('}', at);
    if (close == std::string::npos) break;
    const std::size_t begin = at + kOpen.size();
    const auto found = api.stage_variables.find(text.substr(begin, close - begin));
    result.append(text, done, at - done);
    if (found != api.stage_variables.end()) result += found->second;
    done = close + 1;
  }
  return result + text.substr(done);
}

}  // namespace brume::emulator::gateway
