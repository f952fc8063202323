#include "emulator/template/sam/api/open_api.h"

#include <algorithm>
#include <array>

#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::sam {
namespace {

// Members of a path that are no methods.
constexpr std::array<std::string_view, 5> kNoMethods{"summary", "description", "parameters",
                                                     "servers", "$ref"};

bool is_method(const std::string& name) {
  return std::find(kNoMethods.begin(), kNoMethods.end(), lower_case(name)) == kNoMethods.end() &&
         !name.starts_with("Fn::");
}

// What a service's action answers: {"200": {member: good}, "400": {member: bad}}.
Value answers(std::string_view member, std::string_view good, std::string_view bad) {
  return Value::map({{"200", Value::map({{member, good}})}, {"400", Value::map({{member, bad}})}});
}

bool has_integration_member(const Value& definition) {
  return is_truthy(definition.find(kIntegration));
}

}  // namespace

bool is_open_api_version(const Value& version, std::string_view majors) {
  if (!version.is_scalar()) return false;
  const std::string text = version.text();
  if (text.size() != 3 && text.size() != 5) return false;
  if (majors.find(text[0]) == std::string_view::npos) return false;
  for (std::size_t i = 1; i < text.size(); i += 2) {
    if (text[i] != '.' || !is_digit(text[i + 1])) return false;
  }
  return true;
}

std::string document_method(std::string_view method) {
  const std::string name = lower_case(method);
  return name == "any" ? std::string(kAnyMethod) : name;
}

Value only_if(const std::string& condition, Value value) {
  return Value::map(
      {{"Fn::If", Value::list({condition, std::move(value), ref_to("AWS::NoValue")})}});
}

std::vector<Value*> branches(Value& value) {
  std::vector<Value*> result;
  if (is_intrinsic(value, "Fn::If") && value.members().front().value.is_list()) {
    Value::List& items = value.members().front().value.items();
    for (std::size_t i = 1; i < items.size(); ++i) {
      if (!is_no_value(items[i])) result.push_back(&items[i]);
    }
  } else if (!is_no_value(value)) {
    result.push_back(&value);
  }
  return result;
}

std::string permission_path(const std::string& path, ApiKind kind) {
  std::string_view rest = path;
  if (rest.size() > 1 && rest.ends_with('/')) rest.remove_suffix(1);
  std::string result;
  while (!rest.empty()) {
    const std::size_t open = rest.find('{');
    const std::size_t close = open == std::string_view::npos ? open : rest.find('}', open);
    if (close == std::string_view::npos) break;
    std::string_view name = rest.substr(open + 1, close - open - 1);
    if (name.ends_with('+') && (kind == ApiKind::kRest || name == "proxy+")) name.remove_suffix(1);
    const bool plain = !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
      return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' ||
             c == '_' || c == '-';
    });
    result += rest.substr(0, open);
    result += plain ? std::string_view("*") : rest.substr(open, close - open + 1);
    rest.remove_prefix(close + 1);
  }
  return result + std::string(rest);
}

bool OpenApi::is_valid(const Value* document, ApiKind kind) {
  if (document == nullptr || !document->is_map()) return false;
  const Value* paths = document->find("paths");
  if (paths == nullptr || !paths->is_map()) return false;
  if (kind == ApiKind::kRest && is_truthy(document->find("swagger"))) return true;
  const Value* version = document->find("openapi");
  return is_truthy(version) && is_open_api_version(*version, "3");
}

Value OpenApi::skeleton(ApiKind kind) {
  const Value info = Value::map({{"version", "1.0"}, {"title", ref_to("AWS::StackName")}});
  const bool rest = kind == ApiKind::kRest;
  Value document = Value::map({{"info", info}, {"paths", Value::map()}});
  document.set(rest ? "swagger" : "openapi", rest ? "2.0" : "3.0.1");
  return document;
}

Value* OpenApi::find_path(const std::string& path) {
  Value& all = paths();
  Value::Member* found = context_.index_of(all).find(all.members(), path);
  return found == nullptr ? nullptr : &found->value;
}

bool OpenApi::check() {
  if (kind_ == ApiKind::kRest) {
    const Value* definitions = document_.find("securityDefinitions");
    if (definitions != nullptr && !definitions->is_map()) {
      return context_.abort(*definitions, "securityDefinitions must be a dictionary.");
    }
  } else {
    const Value* components = document_.find("components");
    if (components != nullptr && !components->is_null() && !components->is_map()) {
      return context_.abort(*components,
                            "Invalid OpenApi document: The value of 'components' should be a map");
    }
    const Value* tags = document_.find("tags");
    if (tags != nullptr && !tags->is_null() && !tags->is_list()) {
      return context_.abort(*tags, "Tags in OpenApi DefinitionBody needs to be a list. " +
                                       python_text(*tags) + " is a " +
                                       std::string(python_type(*tags)) + " not a list.");
    }
    return true;
  }
  for (Value::Member& path : paths().members()) {
    const Value* choice = path.value.find("Fn::If");
    if (choice != nullptr && !choice->is_list()) {
      return context_.abort(*choice, "Value of Fn::If must be a list.");
    }
    for (const Value* item : branches(path.value)) {
      if (item->is_map()) continue;
      return context_.abort(
          item->is_null() ? path.value : *item,
          "Value of '" + path.key + "' path must be a dictionary according to Swagger spec.");
    }
  }
  return true;
}

bool OpenApi::has_integration(const std::string& path, std::string_view method) {
  Value* written = find_path(path);
  if (written == nullptr) return false;
  const std::string name = document_method(method);
  const std::vector<Value*> items = branches(*written);
  return std::all_of(items.begin(), items.end(), [&](Value* item) {
    Value* definition = item->find(name);
    if (definition == nullptr || !definition->is_map()) return false;
    const std::vector<Value*> definitions = branches(*definition);
    return std::any_of(definitions.begin(), definitions.end(),
                       [](const Value* each) { return has_integration_member(*each); });
  });
}

bool OpenApi::is_served_by(const std::string& path, std::string_view method,
                           const std::string& function_id) {
  if (!has_integration(path, method)) return false;
  const std::string name = document_method(method);
  const std::string wanted = "${" + function_id + ".Arn}";
  for (Value* item : branches(*find_path(path))) {
    for (Value* definition : branches(*item->find(name))) {
      Value* integration = definition->find(kIntegration);
      Value* uri = integration == nullptr ? nullptr : integration->find("uri");
      if (uri == nullptr || !uri->is_map()) return false;
      for (const Value* each : branches(*uri)) {
        const Value* arn = each->find("Fn::Sub");
        const bool own = arn != nullptr && arn->is_string() &&
                         arn->as_string().find(wanted) != std::string::npos;
        if (!own) return false;
      }
    }
  }
  return true;
}

bool OpenApi::has_method(const std::string& path, std::string_view method) {
  Value* written = find_path(path);
  if (written == nullptr) return false;
  const std::string name = document_method(method);
  for (const Value* item : branches(*written)) {
    if (item->find(name) != nullptr) return true;
  }
  return false;
}

bool OpenApi::add_path(const std::string& path, std::string_view method) {
  Value* written = find_path(path);
  if (written == nullptr) {
    Value::Map& all = paths().members();
    all.push_back({path, Value::map()});
    written = &all.back().value;
  } else if (written->is_null() && kind_ == ApiKind::kHttp) {
    *written = Value::map();
  }
  const std::string name = document_method(method);
  for (Value* item : branches(*written)) {
    if (!item->is_map()) {
      return context_.abort(
          *item, "Value of '" + path + "' path must be a dictionary according to Swagger spec.");
    }
    if (item->find(name) == nullptr) item->set(name, Value::map());
  }
  return true;
}

bool OpenApi::add_integration(const std::string& path, std::string_view method,
                              const Integration& integration) {
  if (has_integration(path, method)) return true;
  if (!add_path(path, method)) return false;
  const std::string name = document_method(method);
  const bool conditional = !integration.condition.empty();
  for (Value* item : branches(*find_path(path))) {
    Value& definition = *item->find(name);
    if (definition.is_null()) definition = Value::map();
    if (!definition.is_map()) continue;
    const bool proxy = integration.request_templates.is_null();
    Value made = Value::map({{"type", proxy ? "aws_proxy" : "aws"}, {"httpMethod", "POST"}});
    if (kind_ == ApiKind::kHttp) made.set("payloadFormatVersion", "2.0");
    made.set("uri",
             conditional ? only_if(integration.condition, integration.uri) : integration.uri);
    if (!proxy) made.set("responses", answers("statusCode", "200", "400"));
    if (!integration.credentials.is_null()) made.set("credentials", integration.credentials);
    if (!proxy) made.set("requestTemplates", integration.request_templates);
    definition.set(kIntegration, std::move(made));
    if (kind_ == ApiKind::kHttp && path == kDefaultPath && name == kAnyMethod) {
      definition.set("isDefaultRoute", true);
    }
    if (definition.find("responses") == nullptr) {
      definition.set("responses",
                     proxy ? Value::map() : answers("description", "OK", "Bad Request"));
    }
    if (conditional) definition = only_if(integration.condition, std::move(definition));
  }
  return true;
}

void OpenApi::make_path_conditional(const std::string& path, const std::string& condition) {
  Value& item = *find_path(path);
  item = only_if(condition, std::move(item));
}

void OpenApi::each_definition(const std::string& path, std::string_view method,
                              const std::function<void(Value&)>& change) {
  Value* written = find_path(path);
  if (written == nullptr) return;
  const std::string name = document_method(method);
  for (Value* item : branches(*written)) {
    Value* definition = item->find(name);
    if (definition == nullptr) continue;
    for (Value* each : branches(*definition)) {
      if (has_integration_member(*each)) change(*each);
    }
  }
}

bool OpenApi::each_method(Value& item, const std::string& path,
                          const std::function<bool(const Operation&)>& change) {
  if (!item.is_map()) return true;
  for (Value::Member& member : item.members()) {
    if (!is_method(member.key)) continue;
    if (kind_ == ApiKind::kHttp && lower_case(member.key) == "any") {
      return context_.abort(member.value, "Could not find " + std::string(kAnyMethod) + " in " +
                                              path + " within DefinitionBody.");
    }
    for (Value* definition : branches(member.value)) {
      if (!definition->is_map()) {
        return context_.abort(*definition, "Definition of method '" + member.key + "' for path '" +
                                               path + "' should be a map.");
      }
      if (has_integration_member(*definition) && !change({path, member.key, *definition})) {
        return false;
      }
    }
  }
  return true;
}

bool OpenApi::each_operation(const std::function<bool(const Operation&)>& change) {
  for (Value::Member& path : paths().members()) {
    for (Value* item : branches(path.value)) {
      if (!each_method(*item, path.key, change)) return false;
    }
  }
  return true;
}

}  // namespace brume::emulator::sam
