#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_parts.h"
#include "emulator/template/sam/core/code_uri.h"

namespace brume::emulator::sam {
namespace {

constexpr std::string_view kEndpoint = "x-amazon-apigateway-endpoint-configuration";

// Moves a section under `components`.
void move_section(Value& body, std::string_view from, std::string_view to) {
  Value* section = body.find(from);
  if (!is_truthy(section)) return;
  Value moved = std::move(*section);
  body.erase(from);
  Value* components = body.find("components");
  if (components == nullptr || !components->is_map()) {
    components = &body.set("components", Value::map());
  }
  Value* known = components->find(to);
  if (known == nullptr || !known->is_map()) {
    components->set(to, std::move(moved));
    return;
  }
  for (Value::Member& member : moved.members()) known->set(member.key, std::move(member.value));
}

// The OPTIONS methods that Cors made, in OpenAPI 3's words.
bool convert_options(Api& api, const std::string& path, Value& options) {
  if (!is_truthy(&options)) return true;
  if (!options.is_map()) {
    return api.context.abort(options, "Value of options method for path " + path +
                                          " must be a dictionary according to Swagger spec.");
  }
  options.erase("consumes");
  options.erase("produces");
  Value* responses = options.find("responses");
  if (responses == nullptr) return true;
  const std::string lead = "Invalid responses in options method for path " + path + ": ";
  if (!responses->is_map() && !responses->is_null()) {
    return api.context.abort(*responses, lead + "It should be a map.");
  }
  Value* ok = responses->find("200");
  if (ok != nullptr && !ok->is_map() && !ok->is_null()) {
    return api.context.abort(*ok, lead + "The value of '200' should be a map.");
  }
  Value* headers = ok == nullptr ? nullptr : ok->find("headers");
  if (!is_truthy(headers)) return true;
  if (!headers->is_map()) {
    return api.context.abort(*headers, "Value of response's headers in options method for path " +
                                           path +
                                           " must be a dictionary according to Swagger spec.");
  }
  for (Value::Member& header : headers->members()) {
    if (header.value.find("schema") != nullptr) continue;
    Value schema = std::move(header.value);
    const Value where = Value().place_as(schema);
    header.value = Value::map({{"schema", std::move(schema)}}).place_as(where);
  }
  return true;
}

bool set_disabled(Api& api, Value& parent, const Value& flag, const std::string& where) {
  Value* configuration = parent.find(kEndpoint);
  if (configuration == nullptr) configuration = &parent.set(kEndpoint, Value::map());
  if (!configuration->is_map()) {
    return api.context.abort(*configuration, "Invalid OpenAPI definition" + where +
                                                 ": The value of '" + std::string(kEndpoint) +
                                                 "' should be a map.");
  }
  configuration->set("disableExecuteApiEndpoint", flag);
  return true;
}

}  // namespace

Value& Api::make(const std::string& logical_id, std::string_view type, Value made_properties) {
  Value made = Value::map({{"Type", type}, {"Properties", std::move(made_properties)}});
  return context.make(id, logical_id, std::move(made));
}

void Api::copy(std::initializer_list<std::string_view> names, Value& to) const {
  for (const std::string_view name : names) {
    if (const Value* value = find(name)) to.set(name, *value);
  }
}

bool use_version_3(Api& api) {
  Value* body = api.body();
  if (body == nullptr || !body->is_map()) return true;
  const Value* swagger = body->find("swagger");
  if (swagger != nullptr && !swagger->is_null()) return true;
  const Value* version = api.find("OpenApiVersion");
  if (version == nullptr) version = body->find("openapi");
  if (version == nullptr || !is_open_api_version(*version, "3")) return true;
  move_section(*body, "securityDefinitions", "securitySchemes");
  move_section(*body, "definitions", "schemas");
  Value* paths = body->find("paths");
  if (!is_truthy(paths)) return true;
  if (!paths->is_map()) {
    return api.context.abort(*paths,
                             "Value of paths must be a dictionary according to Swagger "
                             "spec.");
  }
  for (Value::Member& path : paths->members()) {
    for (Value* item : branches(path.value)) {
      if (!item->is_map()) {
        return api.context.abort(path.value, "Value of '" + path.key +
                                                 "' path must be a dictionary according to "
                                                 "Swagger spec.");
      }
      Value* options = item->find("options");
      if (options != nullptr && !convert_options(api, path.key, *options)) return false;
    }
  }
  return true;
}

bool disable_endpoint(Api& api) {
  const Value* flag = api.find("DisableExecuteApiEndpoint");
  if (flag == nullptr) return true;
  Value* body = api.body();
  if (body == nullptr) {
    return api.owner.reject(
        *flag, "DisableExecuteApiEndpoint works only within 'DefinitionBody' property.");
  }
  if (!OpenApi::is_valid(body, api.kind)) {
    return api.context.abort(*body, api.kind == ApiKind::kRest
                                        ? "Invalid Swagger document or the Swagger document is "
                                          "not explicitly defined in 'DefinitionBody'."
                                        : "Invalid OpenApi document. Invalid values or missing "
                                          "keys for 'openapi' or 'paths' in 'DefinitionBody'.");
  }
  if (body->find("openapi") == nullptr) return set_disabled(api, *body, *flag, {});
  Value* servers = body->find("servers");
  if (servers == nullptr || !servers->is_list() || servers->items().empty()) {
    servers = &body->set("servers", Value::list({Value::map()}));
  }
  for (std::size_t i = 0; i < servers->items().size(); ++i) {
    Value& server = servers->items()[i];
    const std::string at = "servers[" + std::to_string(i) + "]";
    if (!server.is_map()) {
      return api.context.abort(
          server, api.kind == ApiKind::kRest
                      ? "Invalid OpenAPI definition of '" + at + "': It should be a map."
                      : std::string("Value of 'servers' item must be a dictionary according to "
                                    "Swagger spec."));
    }
    if (!set_disabled(api, server, *flag, " of '" + at + "'")) return false;
  }
  return true;
}

bool set_definition(Api& api, Value& made) {
  const Value* uri = api.find("DefinitionUri");
  if (!is_truthy(uri)) {
    if (Value* body = api.body()) made.set("Body", *body);
    return true;
  }
  const auto location = code_location(api.context, api.id, *uri, "DefinitionUri");
  if (!location) return false;
  if (!location->is_map()) {
    return api.owner.reject(*uri,
                            "'DefinitionUri' is not a valid S3 Uri of the form 's3://bucket/key' "
                            "with optional versionId query parameter.",
                            "there is no such local file");
  }
  Value made_location = Value::map();
  for (const auto& [from, to] : {std::pair{"S3Bucket", "Bucket"}, std::pair{"S3Key", "Key"},
                                 std::pair{"S3ObjectVersion", "Version"}}) {
    if (const Value* value = location->find(from)) made_location.set(to, *value);
  }
  made.set("BodyS3Location", std::move(made_location));
  return true;
}

std::string stage_id_of(const std::string& api_id, const Value* name) {
  if (name == nullptr || !name->is_string() || name->as_string().empty()) return api_id + "Stage";
  const std::string& text = name->as_string();
  if (text == "$default") return api_id + "ApiGatewayDefaultStage";
  const std::string part = id_part(text);
  return part == text ? api_id + text + "Stage" : api_id + "Stage" + part;
}

}  // namespace brume::emulator::sam
