// AWS::Serverless::HttpApi -> AWS::ApiGatewayV2::Api and Stage, and what belongs to them.
#include "emulator/template/model/intrinsic.h"
#include "emulator/template/sam/api/api_parts.h"
#include "emulator/template/sam/api/implicit_api.h"
#include "emulator/template/sam/core/property_types.h"
#include "emulator/template/sam/core/resources.h"

namespace brume::emulator::sam {
namespace {

// Source: the AWS::Serverless::HttpApi page of the SAM specification.
constexpr PropertyShape kHttpApiShapes[] = {{kManaged},
                                            {"StageName", kText | kMap},
                                            {"Name"},
                                            {"Tags", kMap},
                                            {"PropagateTags", kTruth},
                                            {"DefinitionBody", kMap},
                                            {"DefinitionUri", kText | kMap},
                                            {"StageVariables", kMap},
                                            {"CorsConfiguration", kTruth | kMap},
                                            {"AccessLogSettings", kMap},
                                            {"DefaultRouteSettings", kMap},
                                            {"Auth", kMap},
                                            {"RouteSettings", kMap},
                                            {"Domain", kMap},
                                            {"FailOnWarnings", kTruth},
                                            {"Description", kText},
                                            {"DisableExecuteApiEndpoint", kTruth}};

constexpr std::string_view kHttpApiCreatedBy = "httpapi:createdBy";

bool check_http_api(Api& api) {
  const Value* uri = api.find("DefinitionUri");
  return !is_truthy(uri) || !is_truthy(api.find("DefinitionBody")) ||
         api.owner.reject(
             *uri, "Specify either 'DefinitionUri' or 'DefinitionBody' property and not both.");
}

bool check_definition(Api& api) {
  if (is_truthy(api.find("DefinitionUri")) || api.body() != nullptr) return true;
  return api.owner.reject(
      api.properties,
      "'DefinitionUri' or 'DefinitionBody' are required properties of an "
      "'AWS::Serverless::HttpApi'. Add a value for one of these properties or add a 'HttpApi' "
      "event to an 'AWS::Serverless::Function'.");
}

void add_tag(Value& list, const std::string& name, const Value& value) {
  constexpr std::string_view kTagValue = "x-amazon-apigateway-tag-value";
  for (Value& tag : list.items()) {
    const Value* own = tag.find("name");
    if (own == nullptr || !own->is_string() || own->as_string() != name) continue;
    tag.set(kTagValue, value);
    return;
  }
  Value tag = Value::map({{"name", name}});
  tag.set(kTagValue, value);
  list.items().push_back(std::move(tag));
}

bool add_tags(Api& api) {
  const Value* tags = api.find("Tags");
  if (is_truthy(tags) && api.find("DefinitionUri") != nullptr) {
    return api.owner.reject(
        *tags, "Tags works only with inline OpenApi specified in the 'DefinitionBody' property.");
  }
  if (!OpenApi::is_valid(api.body(), api.kind)) {
    if (!is_truthy(tags)) return true;
    return api.owner.reject(*tags,
                            "Unable to add `Tags` because 'DefinitionBody' does not contain a "
                            "valid OpenApi definition.");
  }
  OpenApi document(api.context, *api.body(), api.kind);
  if (!document.check()) return false;
  Value* list = api.body()->find("tags");
  if (list == nullptr || !list->is_list()) {
    list = &api.body()->set("tags", Value(Value::List()));
  }
  if (tags != nullptr) {
    for (const Value::Member& tag : tags->members()) add_tag(*list, tag.key, tag.value);
  }
  add_tag(*list, std::string(kHttpApiCreatedBy), "SAM");
  return true;
}

struct InfoMember {
  std::string property;
  std::string_view member;
  std::string_view end;  // of what SAM says of an `info` that is no map
};

// Name and Description stand in the document's `info`, unless the template has them there.
bool add_info(Api& api, const InfoMember& part) {
  const Value* value = api.find(part.property);
  if (!is_truthy(value)) return true;
  if (api.body() == nullptr) {
    return api.owner.reject(*value, part.property +
                                        " works only with inline OpenApi specified in the "
                                        "'DefinitionBody' property.");
  }
  Value* info = api.body()->find("info");
  if (info != nullptr && !info->is_map() && !info->is_null()) {
    return api.owner.reject(*info, "Invalid 'DefinitionBody': The value of 'info' should be a map" +
                                       std::string(part.end));
  }
  if (info == nullptr || info->is_null()) info = &api.body()->set("info", Value::map());
  const Value* own = info->find(part.member);
  const bool taken =
      part.member == "title" ? own == nullptr || *own != ref_to("AWS::StackName") : is_truthy(own);
  if (taken) {
    return api.owner.reject(*value, "Unable to set " + part.property +
                                        " because it is already defined within inline OpenAPI "
                                        "specified in the 'DefinitionBody' property.");
  }
  if (!OpenApi::is_valid(api.body(), api.kind)) {
    return api.context.abort(*api.body(),
                             "Invalid OpenApi document. Invalid values or missing keys for "
                             "'openapi' or 'paths' in 'DefinitionBody'.");
  }
  info->set(part.member, *value);
  return true;
}

// API Gateway warns of a path that does not begin with a slash; where warnings fail, SAM gives the
// default route one.
void name_default_path(Api& api) {
  if (!is_truthy(api.find("FailOnWarnings")) || api.body() == nullptr) return;
  Value* paths = api.body()->find("paths");
  if (paths == nullptr || !paths->is_map()) return;
  for (Value::Member& path : paths->members()) {
    if (path.key == kDefaultPath) path.key = "/" + path.key;
  }
}

bool make_api(Api& api) {
  Value made = Value::map();
  made.place_as(api.properties);
  if (!add_http_cors(api) || !add_http_auth(api) || !add_tags(api) || !disable_endpoint(api) ||
      !add_info(api, {"Name", "title", "."}) ||
      !add_info(api, {"Description", "description", "'."}) || !check_definition(api)) {
    return false;
  }
  name_default_path(api);
  const Value* fail = api.find("FailOnWarnings");
  if (is_truthy(fail)) made.set("FailOnWarnings", *fail);
  if (!set_definition(api, made)) return false;
  Value http_api = with_attributes(api.resource, "AWS::ApiGatewayV2::Api");
  http_api.set("Properties", std::move(made));
  api.context.make(api.id, api.id, std::move(http_api));
  return true;
}

void make_http_stage(Api& api) {
  const Value* name = api.find("StageName");
  const Value stage_name = is_truthy(name) ? *name : Value("$default");
  api.stage_id = stage_id_of(api.id, &stage_name);
  Value made =
      Value::map({{"ApiId", ref_to(api.id)}, {"StageName", stage_name}, {"AutoDeploy", true}});
  api.copy({"StageVariables", "AccessLogSettings", "DefaultRouteSettings", "RouteSettings"}, made);
  Value tags = api.find("Tags") != nullptr ? *api.find("Tags") : Value::map();
  if (OpenApi::is_valid(api.body(), api.kind)) tags.set(kHttpApiCreatedBy, "SAM");
  api.tags = tags;
  if (is_truthy(&tags)) made.set("Tags", std::move(tags));
  api.make(api.stage_id, "AWS::ApiGatewayV2::Stage", std::move(made));
  api.context.references.properties[api.id + ".Stage"] = api.stage_id;
}

}  // namespace

void expand_http_api(Context& context, const Value::Member& resource) {
  Api api{context, resource.key, resource.value,
          checked_properties(context, resource, kHttpApiShapes, "AWS::Serverless::HttpApi",
                             resource.key),
          ApiKind::kHttp};
  if (context.rejections_of(api.id) > 0 || !check_http_api(api) || !make_api(api)) return;
  make_http_stage(api);
  make_domain(api);
}

}  // namespace brume::emulator::sam
