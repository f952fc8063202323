// What is known of a request and its route, and what AWS's events derive from it: paths, the
// domain name, whether the body is text. Pure.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/http/message.h"
#include "emulator/services/apigateway/model/api.h"
#include "emulator/services/apigateway/route/router.h"

namespace brume::emulator::gateway {

// Everything that is known of a request when its route has been found. Views only: what they show
// outlives the call they are made for.
struct RequestFacts {
  const http::RequestHead& head;
  const Api& api;
  const Route& route;
  // As RouteMatch::path_parameters.
  const std::vector<std::pair<std::string, std::string>>& path_parameters;
  std::string_view base_path;            // of the custom domain, "/v1"; empty: none
  std::string_view path;                 // encoded; without stage and base path
  std::string_view request_id;           // REST, function URL: a UUID; HTTP API: "LV7fzho-PHcEJPw="
  std::string_view extended_request_id;  // REST: "TWegAcC4EowCHnA="
  std::string_view trace_root;           // "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c"
  WallTime at;
  std::string_view authorizer;  // JSON text for requestContext.authorizer; empty: none
  std::string_view api_key;     // REST: that was accepted; empty: none was needed
  std::string_view api_key_id;  // REST: its id
  std::string_view access_key;  // AWS_IAM: of the request's signature; empty: none
};

// The path as the event says it: with the stage where AWS has it, decoded where AWS decodes it.
// HTTP APIs decode theirs; REST APIs and function URLs do not.
std::string event_path(const RequestFacts& facts);
// REST: "/Prod/items", the path of the request context.
std::string staged_path(const RequestFacts& facts);
// The name by which the client called: of the Host header, or AWS's for this API.
std::string domain_name(const RequestFacts& facts);

// Would the body of such a request be a Base64 text in the event?
bool is_binary_body(const RequestFacts& facts, std::string_view body);

// Does a list of binary media types ("image/*", "*/*") name this type? Source: API Gateway,
// "Working with binary media types for REST APIs".
bool is_binary_type(const std::vector<std::string>& binary_media_types, std::string_view type);

}  // namespace brume::emulator::gateway
