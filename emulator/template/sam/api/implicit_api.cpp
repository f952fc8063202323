#include "emulator/template/sam/api/implicit_api.h"

#include <optional>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_conditions.h"
#include "emulator/template/sam/api/open_api.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kRestType = "AWS::Serverless::Api";
constexpr std::string_view kHttpType = "AWS::Serverless::HttpApi";

std::string resource_type(const Value& resource) {
  const Value* type = resource.find("Type");
  return type != nullptr && type->is_string() ? type->as_string() : std::string();
}

// What the two kinds differ in.
struct ImplicitKind {
  ApiKind kind;
  std::string_view id, event_type, resource_type, reference;
};
constexpr ImplicitKind kRest{ApiKind::kRest, kImplicitRestApi, "Api", kRestType, "RestApiId"};
constexpr ImplicitKind kHttp{ApiKind::kHttp, kImplicitHttpApi, "HttpApi", kHttpType, "ApiId"};

class ImplicitApi {
 public:
  ImplicitApi(Context& context, const ImplicitKind& kind)
      : context_(context), kind_(kind), conditions_(context, kind.id) {}

  void run();

 private:
  void read_events(Value::Member& resource);
  bool read_event(Value::Member& event, const Value::Member& resource);
  bool take_route(Value& properties, const Owner& owner, const std::string& name);
  bool add_route(const Value& properties, const Owner& owner, const std::string& name);
  bool add_route_settings(Value& api, const Value& properties, const Owner& owner,
                          const std::string& name);
  bool reject(const Owner& owner, const std::string& name, const Value& where,
              const std::string& text, const std::string& hint = {}) const {
    return owner.reject(where, "Event with id [" + name + "] is invalid. " + text, hint);
  }
  Value made_api() const;
  void settle();

  Context& context_;
  const ImplicitKind& kind_;
  ApiConditions conditions_;
  std::optional<Value> replaced_;    // the template's own resource of that name
  const Value* resource_ = nullptr;  // that is being read
  std::string condition_;            // its
  std::string path_, method_;
};

Value ImplicitApi::made_api() const {
  Value properties = Value::map({{"DefinitionBody", OpenApi::skeleton(kind_.kind)}});
  properties.set(kManaged, true);
  if (kind_.kind == ApiKind::kRest) properties.set("StageName", "Prod");
  return Value::map({{"Type", kind_.resource_type}, {"Properties", std::move(properties)}});
}

bool ImplicitApi::take_route(Value& properties, const Owner& owner, const std::string& name) {
  const Value* path = properties.find("Path");
  const Value* method = properties.find("Method");
  if (kind_.kind == ApiKind::kHttp) {
    if (!is_truthy(path) && !is_truthy(method)) {
      properties.set("Path", kDefaultPath);
      properties.set("Method", kAnyMethod);
    } else if (!is_truthy(path) || !is_truthy(method)) {
      return reject(
          owner, name, properties,
          std::string("Property '") + (is_truthy(path) ? "Method" : "Path") + "' is required.");
    }
  }
  for (const std::string key : {"Path", "Method"}) {
    const Value* value = properties.find(key);
    if (value == nullptr || value->is_null()) {
      return reject(owner, name, properties, "Property '" + key + "' is required.");
    }
    if (!value->is_string()) {
      return reject(owner, name, *value, "Property '" + key + "' should be a string.");
    }
  }
  path_ = properties.find("Path")->as_string();
  method_ = properties.find("Method")->as_string();
  return true;
}

bool ImplicitApi::add_route_settings(Value& api, const Value& properties, const Owner& owner,
                                     const std::string& name) {
  const Value* settings = properties.find("RouteSettings");
  if (settings == nullptr) return true;
  if (!settings->is_map()) {
    return reject(owner, name, *settings, "Property 'RouteSettings' should be a map.");
  }
  Value& api_properties = *api.find("Properties");
  Value* all = api_properties.find("RouteSettings");
  if (all == nullptr || all->is_null()) all = &api_properties.set("RouteSettings", Value::map());
  if (!all->is_map()) return true;  // said of the API itself
  std::string route = method_;
  route = upper_case(route);
  route = document_method(method_) == kAnyMethod ? path_ : route + " " + path_;
  Value* merged = all->find(route);
  if (merged == nullptr || !merged->is_map()) merged = &all->set(route, Value::map());
  const Value own = condition_.empty() ? *settings : only_if(condition_, *settings);
  for (const Value::Member& member : own.members()) merged->set(member.key, member.value);
  return true;
}

bool ImplicitApi::add_route(const Value& properties, const Owner& owner, const std::string& name) {
  const std::string reference(kind_.reference);
  const Value* written = properties.find(reference);
  const auto call = as_intrinsic(*written);
  const Value& id = call && call->name == "Ref" ? *call->argument : *written;
  if (!id.is_string()) {
    return reject(owner, name, *written, "Property '" + reference + "' should be a string.");
  }
  Value* api = context_.resource(id.as_string());
  const bool wrong =
      api == nullptr || (kind_.kind == ApiKind::kRest && resource_type(*api) == kHttpType);
  if (wrong) {
    return reject(owner, name, *written,
                  reference + " must be a valid reference to an '" +
                      std::string(kind_.resource_type) + "' resource in same template.");
  }
  conditions_.add(id.as_string(), {path_, method_, condition_});
  if (id.as_string() == kind_.id) conditions_.note_policies(*resource_);
  Value* api_properties = api->find("Properties");
  if (api_properties == nullptr || !api_properties->is_map()) return true;
  Value* body = api_properties->find("DefinitionBody");
  if (OpenApi::is_valid(body, kind_.kind) && is_truthy(api_properties->find(kManaged))) {
    OpenApi document(context_, *body, kind_.kind);
    if (!document.add_path(path_, method_)) return false;
  }
  return kind_.kind == ApiKind::kRest || add_route_settings(*api, properties, owner, name);
}

bool ImplicitApi::read_event(Value::Member& event, const Value::Member& resource) {
  const Owner owner(context_, resource.key);
  Value* properties = event.value.find("Properties");
  if (properties == nullptr || properties->is_null()) {
    if (kind_.kind == ApiKind::kRest) return true;
    properties = &event.value.set("Properties", Value::map());
    properties->place(event.key_at, event.key_length);
  }
  if (!properties->is_map()) {
    return reject(owner, event.key, *properties, "Properties should be a map.",
                  "this may be an indentation issue");
  }
  if (properties->members().empty() && kind_.kind == ApiKind::kRest) return true;
  if (properties->find(kind_.reference) == nullptr) {
    Value reference = ref_to(kind_.id);
    reference.place_all(event.key_at, event.key_length);
    properties->set(kind_.reference, std::move(reference));
  }
  return take_route(*properties, owner, event.key) && add_route(*properties, owner, event.key);
}

void ImplicitApi::read_events(Value::Member& resource) {
  Value* properties = resource.value.find("Properties");
  Value* events = properties == nullptr ? nullptr : properties->find("Events");
  if (events == nullptr || !events->is_map()) return;
  const Value* condition = resource.value.find("Condition");
  condition_ = condition != nullptr && condition->is_string() ? condition->as_string() : "";
  resource_ = &resource.value;
  for (Value::Member& event : events->members()) {
    if (resource_type(event.value) != kind_.event_type) continue;
    if (!read_event(event, resource)) break;
  }
}

// Drops the API again when nothing came to it.
void ImplicitApi::settle() {
  Value& resources = *context_.root().find("Resources");
  const Value& body = *context_.resource(kind_.id)->find("Properties")->find("DefinitionBody");
  if (!body.find("paths")->members().empty()) return;
  if (replaced_) {
    resources.set(kind_.id, std::move(*replaced_));
  } else {
    resources.erase(kind_.id);
  }
}

void ImplicitApi::run() {
  Value& resources = *context_.root().find("Resources");
  if (const Value* own = resources.find(kind_.id)) replaced_ = *own;
  Value api = made_api();
  api.place_all(resources.at(), resources.length());
  resources.set(kind_.id, std::move(api));
  for (Value::Member& resource : resources.members()) {
    const std::string type = resource_type(resource.value);
    if (type == "AWS::Serverless::Function" || type == "AWS::Serverless::StateMachine") {
      read_events(resource);
    }
  }
  if (context_.rejects()) return;
  conditions_.apply(kind_.kind);
  settle();
}

void add_default_definitions(Context& context) {
  for (Value::Member& resource : context.root().find("Resources")->members()) {
    const std::string type = resource_type(resource.value);
    if (type != kRestType && type != kHttpType) continue;
    Value* properties = resource.value.find("Properties");
    if (properties == nullptr || properties->is_null()) {
      properties = &resource.value.set("Properties", Value::map());
      properties->place(resource.key_at, resource.key_length);
    }
    if (!properties->is_map() || is_truthy(properties->find("DefinitionBody")) ||
        is_truthy(properties->find("DefinitionUri"))) {
      continue;
    }
    Value body = OpenApi::skeleton(type == kRestType ? ApiKind::kRest : ApiKind::kHttp);
    body.place_all(resource.key_at, resource.key_length);
    properties->set("DefinitionBody", std::move(body));
    properties->set(kManaged, true);
  }
}

}  // namespace

bool add_implicit_apis(Context& context) {
  add_default_definitions(context);
  for (const ImplicitKind* kind : {&kRest, &kHttp}) {
    ImplicitApi(context, *kind).run();
    if (context.rejects()) return false;
  }
  return true;
}

}  // namespace brume::emulator::sam
