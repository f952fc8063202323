// `Auth.UsagePlan` of a REST API: a plan, a key and the tie between them, for one API or shared by
// all that say SHARED.
#include <algorithm>

#include "emulator/template/sam/api/api_parts.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kUsagePlanNames[] = {"CreateUsagePlan", "Description",  "Quota", "Tags",
                                                "Throttle",        "UsagePlanName"};
constexpr std::string_view kSharedPlanCondition = "SharedUsagePlanCondition";

// A plan, its key and the tie between them: `prefix` begins their logical ids.
struct UsagePlan {
  std::string prefix;
  Value::List api_stages, stage_keys, api_ids;
  Value attributes = Value::map();
  bool shared = false;
};

Value* conditions_of(Context& context) {
  Value* section = context.root().find("Conditions");
  return section == nullptr || section->is_null() ? nullptr : section;
}

// The shared plan is needed where one of its APIs is. False after a rejection.
bool share_condition(Api& api, SharedUsagePlan& plan) {
  const Value* own = api.resource.find("Condition");
  if (plan.unconditional) return true;
  Value* section = conditions_of(api.context);
  if (own == nullptr || own->is_null()) {
    plan.unconditional = true;
    if (section != nullptr) section->erase(kSharedPlanCondition);
    return true;
  }
  const std::string& name = own->as_string();
  std::vector<std::string>& known = plan.conditions;
  if (std::find(known.begin(), known.end(), name) != known.end()) return true;
  if (section == nullptr) {
    const Path resources = Path() / "Resources";
    api.context.reject_template(
        *own, resources / api.id,
        "Can't have condition without having 'Conditions' section in the template");
    return false;
  }
  known.push_back(name);
  Value::List any;
  for (const std::string& each : known) any.push_back(Value::map({{"Condition", each}}));
  api.context.add_condition(
      std::string(kSharedPlanCondition),
      any.size() == 1 ? any.front() : Value::map({{"Fn::Or", Value(std::move(any))}}));
  return true;
}

// What is to be kept for one of them is kept for all: Retain before Snapshot before Delete.
void share_policies(const Api& api, SharedUsagePlan& plan) {
  for (const std::string name : {"DeletionPolicy", "UpdateReplacePolicy"}) {
    const Value* own = api.resource.find(name);
    if (own == nullptr || !own->is_string() || own->as_string().empty()) continue;
    const Value* known = plan.attributes.find(name);
    const bool snapshot = name == "UpdateReplacePolicy" && own->as_string() == "Snapshot" &&
                          known != nullptr && known->as_string() == "Delete";
    if (known == nullptr || own->as_string() == "Retain" || snapshot) {
      plan.attributes.set(name, *own);
    }
  }
}

// False after a rejection.
bool join_shared(Api& api, UsagePlan& made) {
  SharedUsagePlan& plan = api.context.usage_plan;
  share_policies(api, plan);
  if (!share_condition(api, plan)) return false;
  const auto add = [](Value::List& all, Value::List& own) {
    all.insert(all.end(), own.begin(), own.end());
    own = all;
  };
  add(plan.api_stages, made.api_stages);
  add(plan.stage_keys, made.stage_keys);
  add(plan.api_ids, made.api_ids);
  made.prefix = "Serverless";
  made.attributes = plan.attributes;
  if (!plan.unconditional) made.attributes.set("Condition", kSharedPlanCondition);
  return true;
}

// The last API of a shared plan has the say over its properties.
void make_resources(Api& api, const Value& written, UsagePlan plan) {
  const auto make = [&](const std::string& name, Value properties, Value::List depends_on) {
    Value made = Value::map({{"Type", "AWS::ApiGateway::" + name}});
    for (const Value::Member& each : plan.attributes.members()) made.set(each.key, each.value);
    made.set("DependsOn", Value(std::move(depends_on)));
    made.set("Properties", std::move(properties));
    api.context.make(api.id, plan.prefix + name, std::move(made), !plan.shared);
    api.context.references.properties[api.id + "." + name] = plan.prefix + name;
  };
  Value properties = Value::map({{"ApiStages", Value(std::move(plan.api_stages))}});
  for (const std::string_view name : kUsagePlanNames) {
    const Value* value = written.find(name);
    if (is_truthy(value) && name != "CreateUsagePlan") properties.set(name, *value);
  }
  const Value key = ref_to(plan.prefix + "ApiKey");
  const Value id = ref_to(plan.prefix + "UsagePlan");
  make("UsagePlan", std::move(properties), std::move(plan.api_ids));
  make("ApiKey", Value::map({{"Enabled", true}, {"StageKeys", Value(std::move(plan.stage_keys))}}),
       {plan.prefix + "UsagePlan"});
  make("UsagePlanKey", Value::map({{"KeyId", key}, {"KeyType", "API_KEY"}, {"UsagePlanId", id}}),
       {plan.prefix + "ApiKey"});
}

}  // namespace

bool make_usage_plan(Api& api) {
  const Value* auth = api.find("Auth");
  const Value* plan = auth == nullptr ? nullptr : auth->find("UsagePlan");
  if (plan == nullptr || plan->is_null()) return true;
  if (!plan->is_map()) return api.owner.reject(*plan, "'UsagePlan' must be a dictionary");
  for (const Value::Member& member : plan->members()) {
    if (std::find(std::begin(kUsagePlanNames), std::end(kUsagePlanNames), member.key) !=
        std::end(kUsagePlanNames))
      continue;
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
  const Value stage = ref_to(api.stage_id);
  UsagePlan made{api.id,
                 {Value::map({{"ApiId", ref_to(api.id)}, {"Stage", stage}})},
                 {Value::map({{"RestApiId", ref_to(api.id)}, {"StageName", stage}})},
                 {api.id}};
  made.shared = kind == "SHARED";
  if (made.shared && !join_shared(api, made)) return false;
  make_resources(api, *plan, std::move(made));
  return true;
}

}  // namespace brume::emulator::sam
