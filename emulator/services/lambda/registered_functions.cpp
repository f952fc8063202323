#include "emulator/services/lambda/registered_functions.h"

#include <chrono>

#include "emulator/services/lambda/function_url_id.h"

namespace brume::emulator::aws::lambda {
namespace {

using Origin = RegisteredResource::Origin;

constexpr const char* kFunctionType = "AWS::Lambda::Function";
constexpr const char* kVersionType = "AWS::Lambda::Version";
constexpr const char* kAliasType = "AWS::Lambda::Alias";
constexpr const char* kUrlType = "AWS::Lambda::Url";

Origin origin_of(bool from_template) {
  return from_template ? Origin::kTemplate : Origin::kApi;
}

RegisteredResource registered_url(const Home& home, const FunctionRecord& record,
                                  const std::string& qualifier, const UrlRecord& url) {
  const FunctionName name{record.name(), qualifier};
  const auto timeout =
      std::chrono::duration_cast<std::chrono::milliseconds>(record.latest.hosting.timeout);
  const std::string arn = home.function_arn(name.name, qualifier);
  return {arn + "/url",
          kUrlType,
          name.qualified(),
          origin_of(url.from_template),
          {{"AuthType", url.auth_type},
           {"InvokeMode", url.invoke_mode},
           {"Cors", url.cors},
           {"TargetFunctionArn", home.function_arn(name.name)},
           {"Qualifier", qualifier},
           {"Id", function_url_id(name.qualified())},
           {"TimeoutMs", std::to_string(timeout.count())}}};
}

}  // namespace

void declare_functions(const Functions& functions, Registry& registry) {
  const Home& home = functions.home();
  std::vector<RegisteredResource> all, versions, aliases, urls;
  for (const auto& [name, record] : functions.all()) {
    const Origin origin = origin_of(record.from_template());
    all.push_back({home.function_arn(name), kFunctionType, name, origin, {}});
    versions.push_back({home.function_arn(name, "$LATEST"), kVersionType, name, origin, {}});
    for (const auto& [number, version] : record.versions) {
      versions.push_back({home.function_arn(name, std::to_string(number)),
                          kVersionType,
                          name,
                          origin_of(version.from_template),
                          {}});
    }
    for (const auto& [alias, details] : record.aliases) {
      aliases.push_back(
          {home.function_arn(name, alias), kAliasType, name, origin_of(details.from_template), {}});
    }
    for (const auto& [qualifier, url] : record.urls) {
      urls.push_back(registered_url(home, record, qualifier, url));
    }
  }
  registry.declare(kFunctionType, std::move(all));
  registry.declare(kVersionType, std::move(versions));
  registry.declare(kAliasType, std::move(aliases));
  registry.declare(kUrlType, std::move(urls));
}

}  // namespace brume::emulator::aws::lambda
