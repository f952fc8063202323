// FunctionUrlConfig: the URL, and for AuthType NONE the two permissions that open it.
#include <algorithm>

#include "emulator/template/model/did_you_mean.h"
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/core/type_checks.h"
#include "emulator/template/sam/function/function.h"

namespace brume::emulator::sam {
namespace {

struct CorsProperty {
  std::string_view name;
  Value::Kind kind;
  std::string_view python;  // how SAM calls the type
};

constexpr CorsProperty kCors[] = {
    {"AllowOrigins", Value::Kind::kList, "list"},     {"AllowMethods", Value::Kind::kList, "list"},
    {"AllowCredentials", Value::Kind::kBool, "bool"}, {"AllowHeaders", Value::Kind::kList, "list"},
    {"ExposeHeaders", Value::Kind::kList, "list"},    {"MaxAge", Value::Kind::kInt, "int"},
};

bool check_cors(Function& function, const Value& config) {
  const Value* cors = config.find("Cors");
  if (!is_truthy(cors) || is_intrinsic(*cors)) return true;
  if (!cors->is_map()) {
    function.context.reject(function.id, *cors,
                            "Property 'FunctionUrlConfig.Cors' should be a map.");
    return false;
  }
  for (const Value::Member& member : cors->members()) {
    const auto* known = std::find_if(std::begin(kCors), std::end(kCors), [&](const auto& property) {
      return property.name == member.key;
    });
    if (known == std::end(kCors)) {
      std::vector<std::string_view> names;
      for (const CorsProperty& property : kCors) names.push_back(property.name);
      Value where;
      where.place(member.key_at, member.key_length);
      function.context.reject(function.id, where,
                              member.key + " is not a valid property for configuring Cors.",
                              suggestion(member.key, names));
      return false;
    }
    if (!is_intrinsic(member.value) && member.value.kind() != known->kind) {
      function.context.reject(function.id, member.value,
                              member.key + " must be of type " + std::string(known->python) + ".");
      return false;
    }
  }
  return true;
}

void make_permission(Function& function, const std::string& suffix, Value properties) {
  properties.set("FunctionName", function.target());
  properties.set("Principal", "*");
  function.context.make(
      function.id, function.id + suffix,
      Value::map({{"Type", "AWS::Lambda::Permission"}, {"Properties", std::move(properties)}}));
}

}  // namespace

void expand_url(Function& function) {
  const Value* config = function.find("FunctionUrlConfig");
  if (!is_truthy(config)) return;
  const Value* auth = config->find("AuthType");
  const bool open = auth != nullptr && auth->is_string() && auth->as_string() == "NONE";
  if (!is_intrinsic(*config)) {
    const bool iam = auth != nullptr && auth->is_string() && auth->as_string() == "AWS_IAM";
    if (!open && !iam && (auth == nullptr || !is_intrinsic(*auth))) {
      function.context.reject(function.id, auth != nullptr ? *auth : *config,
                              "AuthType is required to configure function property "
                              "`FunctionUrlConfig`. Please provide either AWS_IAM or NONE.");
      return;
    }
    if (!check_cors(function, *config)) return;
  }
  Value properties = Value::map({{"TargetFunctionArn", function.target()}});
  for (const std::string_view name : {"AuthType", "Cors", "InvokeMode"}) {
    if (const Value* value = config->find(name)) properties.set(name, *value);
  }
  properties.place_as(*config);
  function.context.make(
      function.id, function.id + "Url",
      Value::map({{"Type", "AWS::Lambda::Url"}, {"Properties", std::move(properties)}}));
  if (!open) return;
  make_permission(
      function, "UrlPublicPermissions",
      Value::map({{"Action", "lambda:InvokeFunctionUrl"}, {"FunctionUrlAuthType", "NONE"}}));
  make_permission(
      function, "URLInvokeAllowPublicAccess",
      Value::map({{"Action", "lambda:InvokeFunction"}, {"InvokedViaFunctionUrl", true}}));
}

}  // namespace brume::emulator::sam
