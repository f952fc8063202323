// `Auth.UsagePlan` of a REST API: a plan, a key and the tie between them, for one API or shared by
// all that say SHARED.
#include <algorithm>

#include "emulator/template/sam/api/api_parts.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kNames[] = {"CreateUsagePlan", "Description",  "Quota", "Tags",
                                       "Throttle",        "UsagePlanName"};
constexpr std::string_view kShared = "Serverless";

Value* made_properties(Context& context, const std::string& logical_id) {
  Value* made = context.made(logical_id);
  return made == nullptr ? nullptr : made->find("Properties");
}

void append(Value* properties, std::string_view list, Value item) {
  properties->find(list)->items().push_back(std::move(item));
}

// A further API of the shared plan.
void join_shared(Api& api, const Value& api_stage, const Value& stage_key) {
  const std::string prefix(kShared);
  append(made_properties(api.context, prefix + "UsagePlan"), "ApiStages", api_stage);
  Value* plan = api.context.made(prefix + "UsagePlan");
  plan->find("DependsOn")->items().emplace_back(api.id);
  append(made_properties(api.context, prefix + "ApiKey"), "StageKeys", stage_key);
  Value* condition = plan->find("Condition");
  const Value* own = api.resource.find("Condition");
  if (condition == nullptr || (own != nullptr && *own == *condition)) return;
  // One unconditional API is enough to need the plan.
  for (const std::string_view name : {"UsagePlan", "ApiKey", "UsagePlanKey"}) {
    Value* made = api.context.made(prefix + std::string(name));
    if (own == nullptr && made != nullptr) made->erase("Condition");
  }
}

}  // namespace

bool make_usage_plan(Api& api) {
  const Value* auth = api.find("Auth");
  const Value* plan = auth == nullptr ? nullptr : auth->find("UsagePlan");
  if (plan == nullptr || plan->is_null()) return true;
  if (!plan->is_map()) return api.owner.reject(*plan, "'UsagePlan' must be a dictionary");
  for (const Value::Member& member : plan->members()) {
    if (std::find(std::begin(kNames), std::end(kNames), member.key) != std::end(kNames)) continue;
    Value where;
    where.place(member.key_at, member.key_length);
    return api.owner.reject(where, "Invalid property for 'UsagePlan'");
  }
  const Value* create = plan->find("CreateUsagePlan");
  if (create == nullptr || create->is_null()) {
    return api.owner.reject(*plan, "'CreateUsagePlan' is a required field for UsagePlan.");
  }
  const std::string kind = create->is_string() ? create->as_string() : std::string();
  if (kind == "NONE") return true;
  if (kind != "SHARED" && kind != "PER_API") {
    return api.owner.reject(*create,
                            "'CreateUsagePlan' accepts one of ['SHARED', 'PER_API', 'NONE'].");
  }
  const std::string prefix = kind == "SHARED" ? std::string(kShared) : api.id;
  const Value api_stage = Value::map({{"ApiId", ref_to(api.id)}, {"Stage", ref_to(api.stage_id)}});
  const Value stage_key =
      Value::map({{"RestApiId", ref_to(api.id)}, {"StageName", ref_to(api.stage_id)}});
  for (const std::string name : {"UsagePlan", "ApiKey", "UsagePlanKey"}) {
    api.context.references.properties[api.id + "." + name] = prefix + name;
  }
  if (api.context.made(prefix + "UsagePlan") != nullptr) {
    join_shared(api, api_stage, stage_key);
    return true;
  }
  Value properties = Value::map({{"ApiStages", Value::list({api_stage})}});
  for (const std::string_view name : kNames) {
    const Value* value = plan->find(name);
    if (is_truthy(value) && name != "CreateUsagePlan") properties.set(name, *value);
  }
  api.make(prefix + "UsagePlan", "AWS::ApiGateway::UsagePlan", std::move(properties))
      .set("DependsOn", Value::list({api.id}));
  api.make(prefix + "ApiKey", "AWS::ApiGateway::ApiKey",
           Value::map({{"Enabled", true}, {"StageKeys", Value::list({stage_key})}}))
      .set("DependsOn", Value::list({prefix + "UsagePlan"}));
  api.make(prefix + "UsagePlanKey", "AWS::ApiGateway::UsagePlanKey",
           Value::map({{"KeyId", ref_to(prefix + "ApiKey")},
                       {"KeyType", "API_KEY"},
                       {"UsagePlanId", ref_to(prefix + "UsagePlan")}}))
      .set("DependsOn", Value::list({prefix + "ApiKey"}));
  return true;
}

}  // namespace brume::emulator::sam
