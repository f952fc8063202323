#include "emulator/services/apigateway/read/read_apis.h"

#include "emulator/services/apigateway/read/api_context.h"
#include "emulator/services/apigateway/read/api_parts.h"
#include "emulator/services/apigateway/read/function_urls.h"
#include "emulator/services/apigateway/read/http_resources.h"
#include "emulator/services/apigateway/read/openapi.h"
#include "emulator/services/apigateway/read/rest_resources.h"
#include "emulator/services/apigateway/read/stages.h"
#include "emulator/services/apigateway/route/router.h"
#include "emulator/template/model/any_case_property.h"
#include "emulator/template/parse/parse.h"
#include "emulator/text/ascii.h"

namespace brume::emulator::gateway {
namespace {

class ApiReader {
 public:
  ApiReader(const Application& application, SourceFiles& sources, ReadApis& result)
      : application_(application),
        resources_(application),
        reporter_(result.diagnostics, rules::kRoute),
        context_{resources_, reporter_, sources},
        result_(result) {}

  void read() {
    for (const Resource& resource : application_.resources) {
      if (resource.type == "AWS::ApiGateway::RestApi") rest_api(resource);
      if (resource.type == "AWS::ApiGatewayV2::Api") http_api(resource);
    }
    for (Api& api : read_function_urls(context_)) result_.apis.push_back(std::move(api));
    for (const Api& api : result_.apis) check(api);
  }

 private:
  Api begin(const Resource& resource, ApiKind kind) const {
    Api api;
    api.id = resources_.physical_id(resource);
    api.logical_id = resource.logical_id;
    api.kind = kind;
    api.name = member_text(resource.properties, {"Name"});
    api.at = resource.at;
    // What a nested stack holds has its name in front, and no other logical id has a hyphen.
    api.nested = resource.logical_id.find('-') != std::string::npos;
    return api;
  }

  void finish(const Resource& resource, const Api& api) {
    for (Api& stage : with_stages(resource, api, context_))
      result_.apis.push_back(std::move(stage));
  }

  void rest_api(const Resource& resource) {
    Api api = begin(resource, ApiKind::kRest);
    api.binary_media_types = member_texts(resource.properties, {"BinaryMediaTypes"});
    read_body(resource, api);
    read_rest_resources(resource, api, context_);
    finish(resource, api);
  }

  void http_api(const Resource& resource) {
    if (upper_case(member_text(resource.properties, {"ProtocolType"})) == "WEBSOCKET") {
      reporter_.as(rules::kNotEmulated)
          .warning(place_at(resource.at), Path(),
                   "`" + resource.logical_id +
                       "` is not served: WebSocket APIs are not "
                       "emulated");
      return;
    }
    Api api = begin(resource, ApiKind::kHttp);
    read_body(resource, api);
    if (const Value* cors = find_member(resource.properties, {"CorsConfiguration"})) {
      api.cors = read_cors(*cors);
    }
    read_http_resources(resource, api, context_);
    finish(resource, api);
  }

  void read_body(const Resource& resource, Api& api) {
    const Value* body = find_member(resource.properties, {"Body"});
    if (body != nullptr) {
      if (body->is_map()) describe(*body, api);
      return;
    }
    const Value* location = find_member(resource.properties, {"BodyS3Location"});
    if (location == nullptr) return;
    if (!location->is_string() || location->as_string().starts_with("s3://")) {
      reporter_.warning(*location, Path(),
                        "the definition of `" + api.logical_id + "` lies in S3: it has no routes",
                        "a file beside the template, or a Body");
      return;
    }
    // What a template says about files starts at its own folder.
    const auto file = application_.template_file.parent_path() / location->as_string();
    auto document = parse_file(file, context_.sources, reporter_);
    if (document && document->is_map()) describe(*document, api);
  }

  void describe(const Value& document, Api& api) {
    const Value* info = find_member(document, {"info"});
    if (api.name.empty() && info != nullptr) api.name = member_text(*info, {"title"});
    read_openapi(document, api, context_);
  }

  void check_function(const std::string& name, const Value& where, const std::string& what) {
    if (name.empty() || resources_.function(name) != nullptr) return;
    reporter_.warning(
        where, Path(),
        what + " leads to the function `" + name + "`, which is not in this template");
  }

  void check(const Api& api) {
    for (const Route& route : api.routes) {
      const Value where = place_at(route.at);
      const bool url = api.kind == ApiKind::kFunctionUrl;
      const std::string what =
          url ? "a function URL" : "`" + route_key(route) + "` of `" + api.logical_id + "`";
      check_function(route.integration.function, where, what);
      if (route.api_key_required && api.api_keys.empty()) {
        reporter_.warning(where, Path(),
                          what +
                              " can never be called: no usage plan gives a key "
                              "to stage `" +
                              api.stage + "`");
      }
    }
    for (const auto& [name, authorizer] : api.authorizers) {
      check_function(authorizer.function, place_at(api.at), "authorizer `" + name + "`");
    }
  }

  const Application& application_;
  ResourceIndex resources_;
  Reporter reporter_;
  ApiContext context_;
  ReadApis& result_;
};

}  // namespace

ReadApis read_apis(const Application& application, SourceFiles& sources) {
  ReadApis result;
  ApiReader(application, sources, result).read();
  tidy(result.diagnostics);
  return result;
}

}  // namespace brume::emulator::gateway
