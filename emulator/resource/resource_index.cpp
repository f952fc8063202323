#include "emulator/resource/resource_index.h"

#include "emulator/template/model/any_case_property.h"
#include "emulator/template/resolve/ref_and_getatt.h"

namespace brume::emulator::gateway {
namespace {

// What the table of physical ids asks about a resource.
class Identity {
 public:
  Identity(const Application& application, const Resource& resource)
      : application_(application),
        resource_(resource),
        name_(property(name_property(resource.type))),
        qualifier_(property(qualifier_property(resource.type))) {}

  PhysicalContext context() const {
    return {.logical_id = resource_.logical_id,
            .name = name_,
            .region = application_.region,
            .account = application_.account_id,
            .stack_name = "local",
            .qualifier = qualifier_};
  }

 private:
  std::string property(std::string_view name) const {
    return name.empty() ? std::string() : member_text(resource_.properties, {name});
  }

  const Application& application_;
  const Resource& resource_;
  std::string name_;
  std::string qualifier_;
};

}  // namespace

std::vector<const Resource*> ResourceIndex::of_type(std::string_view type) const {
  std::vector<const Resource*> found;
  for (const Resource& resource : application_.resources) {
    if (resource.type == type) found.push_back(&resource);
  }
  return found;
}

const Resource* ResourceIndex::find(std::string_view type, std::string_view reference) const {
  if (reference.empty()) return nullptr;
  for (const Resource& resource : application_.resources) {
    if (resource.type == type && means(reference, resource)) return &resource;
  }
  return nullptr;
}

bool ResourceIndex::means(std::string_view reference, const Resource& resource) const {
  if (reference.empty()) return false;
  return reference == resource.logical_id || reference == physical_id(resource);
}

std::string ResourceIndex::physical_id(const Resource& resource) const {
  return physical_ref(resource.type, Identity(application_, resource).context());
}

std::optional<std::string> ResourceIndex::attribute(const Resource& resource,
                                                    std::string_view name) const {
  return physical_attribute(resource.type, name, Identity(application_, resource).context());
}

const FunctionSpec* ResourceIndex::function(std::string_view name) const {
  name = name.substr(0, name.find(':'));
  for (const FunctionSpec& function : application_.functions) {
    if (function.name == name) return &function;
  }
  return nullptr;
}

std::string function_name(std::string_view arn) {
  constexpr std::string_view kMark = ":function:";
  const std::size_t mark = arn.rfind(kMark);
  return std::string(mark == std::string_view::npos ? arn : arn.substr(mark + kMark.size()));
}

std::optional<LambdaUri> lambda_uri(std::string_view uri) {
  constexpr std::string_view kFunctions = "/functions/";
  constexpr std::string_view kInvocations = "/invocations";
  constexpr std::string_view kStreaming = "/response-streaming-invocations";
  if (!uri.starts_with("arn:")) return std::nullopt;
  if (uri.find(":lambda:path/") == std::string_view::npos) {
    if (uri.find(":function:") == std::string_view::npos) return std::nullopt;
    return LambdaUri{function_name(uri)};
  }
  const std::size_t begin = uri.find(kFunctions);
  if (begin == std::string_view::npos) return std::nullopt;
  LambdaUri result;
  uri.remove_prefix(begin + kFunctions.size());
  result.streaming = uri.ends_with(kStreaming);
  if (result.streaming) uri.remove_suffix(kStreaming.size());
  if (uri.ends_with(kInvocations)) uri.remove_suffix(kInvocations.size());
  result.function = function_name(uri);
  return result;
}

}  // namespace brume::emulator::gateway
