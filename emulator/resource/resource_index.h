// Finds the resources of an Application by what others call them: a resolved `Ref`, an attribute,
// a name or an ARN.
//
// Refers to the Application, which outlives it. Immutable; any thread.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/template/model/application.h"

namespace brume::emulator::gateway {

class ResourceIndex {
 public:
  explicit ResourceIndex(const Application& application) : application_(application) {}

  // In the template's order.
  std::vector<const Resource*> of_type(std::string_view type) const;
  // The one that `reference` means; nullptr when there is none.
  const Resource* find(std::string_view type, std::string_view reference) const;
  // Whether a resolved reference means this resource.
  bool means(std::string_view reference, const Resource& resource) const;

  // What `Ref` gives for it.
  std::string physical_id(const Resource& resource) const;
  // What `Fn::GetAtt` gives for it.
  std::optional<std::string> attribute(const Resource& resource, std::string_view name) const;
  // By its name, without the qualifier; nullptr when the template has no such function.
  const FunctionSpec* function(std::string_view name) const;
  const Application& application() const { return application_; }

 private:
  const Application& application_;
};

// "arn:aws:lambda:…:function:Hello:live" -> "Hello:live"; a name stays what it is.
std::string function_name(std::string_view arn);

// The function in an integration's or authorizer's URI, which is the ARN of a function or
// "arn:…:apigateway:…:lambda:path/2015-03-31/functions/<function>/invocations".
struct LambdaUri {
  std::string function;    // with ":qualifier" if there is one
  bool streaming = false;  // …/response-streaming-invocations
};
std::optional<LambdaUri> lambda_uri(std::string_view uri);

}  // namespace brume::emulator::gateway
