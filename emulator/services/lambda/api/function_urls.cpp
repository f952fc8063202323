#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/page.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

// Source: CreateFunctionUrlConfig, Cors: the limits of each member.
Status check_cors(const nlohmann::json& cors) {
  if (!cors.is_object()) return invalid_parameter("Cors must be a structure");
  for (const auto& [name, value] : cors.items()) {
    const bool list = name == "AllowHeaders" || name == "AllowMethods" || name == "AllowOrigins" ||
                      name == "ExposeHeaders";
    if (list && !(value.is_array() && value.size() <= 100)) {
      return invalid_parameter("Cors." + name + " must be a list of at most 100 strings");
    }
    for (const auto& item : list ? value : nlohmann::json::array()) {
      if (!item.is_string()) return invalid_parameter("Cors." + name + " must hold strings");
    }
    if (name == "AllowCredentials" && !value.is_boolean()) {
      return invalid_parameter("Cors.AllowCredentials must be a boolean");
    }
    const bool age = name == "MaxAge";
    if (age && !(value.is_number_integer() && value >= 0 && value <= 86400)) {
      return invalid_value(value.dump(), "cors.maxAge",
                           "Member must have value less than or equal to 86400");
    }
  }
  return Done{};
}

Status read_url_request(RequestJson& request, UrlRecord& into) {
  if (auto type = request.choice("AuthType", {"NONE", "AWS_IAM"})) into.auth_type = *type;
  if (auto mode = request.choice("InvokeMode", {"RESPONSE_STREAM", "BUFFERED"})) {
    into.invoke_mode = *mode;
  }
  Status valid = request.verdict();
  if (const nlohmann::json* cors = request.find("Cors"); valid && cors != nullptr) {
    valid = check_cors(*cors);
    if (valid) into.cors = *request.raw("Cors");
  }
  return valid;
}

// A URL hangs on the function or on an alias, never on a version.
Result<FunctionName> url_owner(const Context& context, const Call& call,
                               const PathParameters& path) {
  auto name = context.named(call, path);
  if (name && (name->qualifier == kLatest || is_version_number(name->qualifier))) {
    return invalid_value(name->qualifier, "qualifier",
                         "Member must satisfy regular expression pattern: "
                         "((?!^\\d+$)^[0-9a-zA-Z-_]+$)");
  }
  return name;
}

bool has_owner(const Context& context, const FunctionName& owner) {
  return std::as_const(context.functions).find(owner).ok();
}

Error no_owner() {
  return not_found("Function does not exist");
}

Error no_url() {
  return not_found("The resource you requested does not exist.");
}

Answer url_answer(const Context& context, const FunctionName& name, const UrlRecord& url,
                  int status) {
  const std::string arn = context.home().function_arn(name.name, name.qualifier);
  return Success{status, to_text(url_json(arn, context.function_url(name), url))};
}

// The function's URLs; null in the second place when this owner has none.
struct UrlLookup {
  FunctionName owner;
  const UrlRecord* url;
};
Result<UrlLookup> find_url(const Context& context, const Call& call, const PathParameters& path) {
  auto owner = url_owner(context, call, path);
  if (!owner) return std::move(owner).error();
  const auto function = context.functions.all().find(owner->name);
  if (function == context.functions.all().end()) return UrlLookup{std::move(*owner), nullptr};
  const auto& urls = function->second.urls;
  const auto found = urls.find(owner->qualifier);
  return UrlLookup{std::move(*owner), found == urls.end() ? nullptr : &found->second};
}

}  // namespace

Answer create_function_url_config(Context& context, const Call& call, const PathParameters& path) {
  auto found = find_url(context, call, path);
  if (!found) return found.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  request->require("AuthType");
  UrlRecord url;
  Status valid = read_url_request(*request, url);
  if (!valid) return std::move(valid).error();
  const FunctionName& owner = found->owner;
  if (!has_owner(context, owner)) return no_owner();
  if (found->url != nullptr) {
    return conflict("Failed to create function url config for [functionArn = " +
                    context.home().function_arn(owner.name, owner.qualifier) +
                    "]. Error message:  FunctionUrlConfig exists for this Lambda function");
  }
  url.created = url.last_modified = context.clock.wall();
  context.functions.set_url(owner.name, owner.qualifier, url);
  auto json = url_json(context.home().function_arn(owner.name, owner.qualifier),
                       context.function_url(owner), url);
  // As recorded: what was not asked for is not shown yet.
  json.erase("LastModifiedTime");
  if (!request->has("InvokeMode")) json.erase("InvokeMode");
  return Success{201, to_text(json)};
}

Answer get_function_url_config(Context& context, const Call& call, const PathParameters& path) {
  auto found = find_url(context, call, path);
  if (!found) return found.error();
  if (found->url == nullptr) return no_url();
  return url_answer(context, found->owner, *found->url, 200);
}

Answer update_function_url_config(Context& context, const Call& call, const PathParameters& path) {
  auto found = find_url(context, call, path);
  if (!found) return found.error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  UrlRecord url = found->url == nullptr ? UrlRecord() : *found->url;
  Status valid = read_url_request(*request, url);
  if (!valid) return std::move(valid).error();
  if (!has_owner(context, found->owner)) return no_owner();
  if (found->url == nullptr) return no_url();
  url.last_modified = context.clock.wall();
  context.functions.set_url(found->owner.name, found->owner.qualifier, url);
  return url_answer(context, found->owner, url, 200);
}

Answer list_function_url_configs(Context& context, const Call& call, const PathParameters& path) {
  auto name = context.named(call, path);
  if (!name) return name.error();
  if (!has_owner(context, {name->name})) return no_owner();
  Entries entries;
  for (const auto& [qualifier, url] : context.functions.all().find(name->name)->second.urls) {
    const FunctionName owner{name->name, qualifier};
    const UrlRecord& each = url;
    entries["/" + qualifier] = [&context, owner, &each] {
      return url_json(context.home().function_arn(owner.name, owner.qualifier),
                      context.function_url(owner), each);
    };
  }
  return page_of(entries, call, "FunctionUrlConfigs", kShortPages);
}

Answer delete_function_url_config(Context& context, const Call& call, const PathParameters& path) {
  auto found = find_url(context, call, path);
  if (!found) return found.error();
  if (found->url == nullptr) return no_url();
  context.functions.remove_url(found->owner.name, found->owner.qualifier);
  return Success{204};
}

}  // namespace brume::emulator::aws::lambda
