// What an HTTP proxy integration sends to the other server: the request with its path parameters
// filled in, its parameters mapped and the headers of its own connection left out.
// Pure. No thread of its own.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/http/message.h"
#include "emulator/services/apigateway/event/parameter_mapping.h"
#include "emulator/services/apigateway/model/api.h"

namespace brume::emulator::gateway {

struct OutboundRequest {
  std::string method;
  std::string origin;  // "http://localhost:8080"
  std::string target;  // encoded, with the query: "/items/5?x=1"
  http::Headers headers;
  std::string body;
  int timeout_ms = 0;
};

// Everything it is made from. Views: they outlive the call.
struct ProxiedRequest {
  const Api& api;
  const Route& route;
  const http::RequestHead& head;
  std::string_view path;  // encoded, after stage and base path
  const PathParameters& path_parameters;
};

// Error: the integration's URI is not an http:// or https:// URL.
Result<OutboundRequest> outbound_request(const ProxiedRequest& request, std::string body);

// The headers that concern one connection only, and those that Connection names.
// Source: RFC 9110, section 7.6.1.
void remove_hop_by_hop(http::Headers& headers);

}  // namespace brume::emulator::gateway
