#include <nlohmann/json.hpp>

#include "emulator/aws/protocol/request_json.h"
#include "emulator/services/lambda/api/configuration_request.h"
#include "emulator/services/lambda/api/context.h"
#include "emulator/services/lambda/api/errors.h"
#include "emulator/services/lambda/api/operations.h"
#include "emulator/services/lambda/api/shapes.h"

namespace brume::emulator::aws::lambda {
namespace {

// Tags belong to the function; its ARN must be a whole one, without a qualifier.
Result<FunctionRecord*> resource(Context& context, const PathParameters& path) {
  const std::string& arn = path.at("Resource");
  auto name = parse_function_name(context.home(), arn, {});
  if (!name || !arn.starts_with("arn:") || !name->qualifier.empty()) {
    if (!name && name.error().code == Error::Code::kNotFound) return std::move(name).error();
    return invalid_parameter(
        "Tags on function aliases and versions are not supported. Please "
        "specify a function ARN.");
  }
  return context.functions.find(*name);
}

}  // namespace

Answer tag_resource(Context& context, const Call& call, const PathParameters& path) {
  auto record = resource(context, path);
  if (!record) return std::move(record).error();
  auto request = RequestJson::parse(call.body);
  if (!request) return std::move(request).error();
  request->require("Tags");
  const auto given = request->texts("Tags");
  Status valid = request->verdict();
  if (!valid) return std::move(valid).error();
  std::map<std::string, std::string> tags = (*record)->tags;
  for (const auto& [key, value] : *given) tags[key] = value;
  valid = check_tags(tags);
  if (!valid) return std::move(valid).error();
  (*record)->tags = std::move(tags);
  return Success{204};
}

Answer untag_resource(Context& context, const Call& call, const PathParameters& path) {
  auto record = resource(context, path);
  if (!record) return std::move(record).error();
  const std::vector<std::string> keys = call.queries("tagKeys");
  if (keys.empty()) return invalid_value("null", "tagKeys", "Member must not be null");
  for (const std::string& key : keys) (*record)->tags.erase(key);
  return Success{204};
}

Answer list_tags(Context& context, const Call&, const PathParameters& path) {
  auto record = resource(context, path);
  if (!record) return std::move(record).error();
  nlohmann::ordered_json json;
  json["Tags"] = nlohmann::ordered_json::object();
  for (const auto& [key, value] : (*record)->tags) json["Tags"][key] = value;
  return Success{200, to_text(json)};
}

}  // namespace brume::emulator::aws::lambda
