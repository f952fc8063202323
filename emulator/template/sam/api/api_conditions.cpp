#include "emulator/template/sam/api/api_conditions.h"

#include "emulator/template/sam/core/type_checks.h"

namespace brume::emulator::sam {
namespace {

// Source: CloudFormation's Fn::Or takes 2 to 10 conditions.
constexpr std::size_t kOrMax = 10;
constexpr std::string_view kPolicies[] = {"DeletionPolicy", "UpdateReplacePolicy"};

std::string path_id(const std::string& path) {
  std::string id;
  for (const char c : path) {
    if (c == '/') {
      id += "SLASH";
    } else if (c == '{') {
      id += "OB";
    } else if (c == '}') {
      id += "CB";
    } else {
      id += c;
    }
  }
  return id;
}

}  // namespace

void ApiConditions::note_policies(const Value& resource) {
  for (const std::string_view name : kPolicies) {
    const Value* policy = resource.find(name);
    if (policy != nullptr && policy->is_string()) {
      policies_[std::string(name)].insert(policy->as_string());
    }
  }
}

void combine_conditions(Context& context, const std::string& name,
                        const std::set<std::string>& conditions) {
  std::vector<std::string> left(conditions.begin(), conditions.end());
  std::size_t number = (left.size() - 2) / (kOrMax - 1);
  while (left.size() > 1) {
    const std::string made = number > 0 ? name + std::to_string(number--) : name;
    const std::size_t count = std::min(kOrMax, left.size());
    Value::List some;
    for (std::size_t i = 0; i < count; ++i) {
      some.push_back(Value::map({{"Condition", left[i]}}));
    }
    left.erase(left.begin(), left.begin() + static_cast<std::ptrdiff_t>(count));
    left.push_back(made);
    context.add_condition(made, Value::map({{"Fn::Or", Value(std::move(some))}}));
  }
}

void ApiConditions::apply_to_implicit() {
  const auto routes = routes_.find(implicit_id_);
  Value* api = context_.resource(implicit_id_);
  if (routes == routes_.end() || api == nullptr) return;
  Names names;
  bool always = false;
  for (const Route& route : routes->second) {
    always = always || route.condition.empty();
    names.insert(route.condition);
  }
  if (!always && names.size() == 1) {
    api->set("Condition", *names.begin());
  } else if (!always) {
    combine_conditions(context_, implicit_id_ + "Condition", names);
    api->set("Condition", implicit_id_ + "Condition");
  }
  for (const auto& [attribute, values] : policies_) {
    // Source: implicit APIs in SAM; a snapshot is nothing that a deletion takes of an API.
    for (const std::string policy : {"Retain", "Snapshot", "Delete"}) {
      if (!values.contains(policy)) continue;
      if (policy == "Snapshot" && attribute == "DeletionPolicy") continue;
      api->set(attribute, policy);
      break;
    }
  }
}

void ApiConditions::apply_to_paths(const std::string& api_id, Value& body, ApiKind kind) {
  std::map<std::string, Names> paths;
  for (const Route& route : routes_[api_id]) paths[route.path].insert(route.condition);
  OpenApi document(context_, body, kind);
  for (const auto& [path, names] : paths) {
    if (names.contains("") || document.paths().find(path) == nullptr) continue;
    if (names.size() == 1) {
      document.make_path_conditional(path, *names.begin());
    } else {
      const std::string name = api_id + path_id(path) + "PathCondition";
      combine_conditions(context_, name, names);
      document.make_path_conditional(path, name);
    }
  }
}

void ApiConditions::apply(ApiKind kind) {
  apply_to_implicit();
  for (const auto& [api_id, routes] : routes_) {
    Value* api = context_.resource(api_id);
    Value* properties = api == nullptr ? nullptr : api->find("Properties");
    Value* body = properties == nullptr ? nullptr : properties->find("DefinitionBody");
    if (body == nullptr || !OpenApi::is_valid(body, kind)) continue;
    if (is_truthy(properties->find(kManaged))) apply_to_paths(api_id, *body, kind);
  }
}

}  // namespace brume::emulator::sam
