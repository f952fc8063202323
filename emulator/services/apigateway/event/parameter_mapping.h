// Request parameter mappings of HTTP proxy integrations: what a REST API's
// "integration.request.header.X: method.request.path.id" and an HTTP API's
// "overwrite:header.X: $request.path.id" make of a request.
// Source: "Request parameter mapping for REST APIs", "Transform API requests for HTTP APIs" in the
// API Gateway developer guide. Not emulated: values from the body and from $context.
//
// Pure. No thread of its own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/http/message.h"
#include "emulator/services/apigateway/model/api.h"

namespace brume::emulator::gateway {

using PathParameters = std::vector<std::pair<std::string, std::string>>;  // decoded

struct MappingSource {
  const http::RequestHead& head;
  std::string_view path;  // after stage and base path
  const PathParameters& path_parameters;
  const std::map<std::string, std::string>& stage_variables;
};

struct ParameterMapping {
  enum class Action { kOverwrite, kAppend, kRemove };
  enum class Place { kHeader, kQuery, kPath, kUriParameter };
  Action action = Action::kOverwrite;
  Place place = Place::kHeader;
  std::string name = {};   // empty for kPath
  std::string value = {};  // an expression
};

// Nothing when it is malformed or uses what is not emulated.
std::optional<ParameterMapping> read_mapping(ApiKind kind, std::string_view key,
                                             std::string_view value);

// What the expression stands for in this request; nothing when the request has no such thing.
std::optional<std::string> mapped_value(ApiKind kind, const std::string& expression,
                                        const MappingSource& source);

}  // namespace brume::emulator::gateway
