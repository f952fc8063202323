// The request that a person asks about on the command line, as the gateway would read it, and the
// event that it would become.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/http/message.h"
#include "emulator/services/apigateway/route/routing_table.h"

namespace brume::emulator::cli {

struct AskedRequest {
  http::RequestHead head;
  std::string body;
};

struct RequestOptions {
  std::string method;
  std::string target;  // "/path?query", or a whole URL, whose host then counts
  std::string host = "localhost:3000";
  std::vector<std::string> headers = {};  // "Name: value"
  std::string body = {};
};

// kInvalidArgument: the path does not begin with "/", or a header has no colon.
Result<AskedRequest> asked_request(const RequestOptions& options);

// The event of a request that has just come from this machine, with new ids. No authorizer is asked
// to authorize it: what an authorizer or an API key adds is not in it. REQUIRES: a route was found
// for it.
std::string event_of(const AskedRequest& request, const gateway::Destination& to);

}  // namespace brume::emulator::cli
