// The ids by which API Gateway and X-Ray name a request. Pure but for the Ids.
#pragma once

#include <string>

#include "emulator/base/clock.h"
#include "emulator/base/ids.h"
#include "emulator/http/message.h"
#include "emulator/services/apigateway/model/api.h"

namespace brume::emulator::gateway {

struct RequestIds {
  std::string request;   // REST, function URL: a UUID; HTTP API: "LV7fzho-PHcEJPw="
  std::string extended;  // REST: "TWegAcC4EowCHnA="
  std::string trace;     // "Root=1-5e9f0c65-1de4d666d4dd26aced652b6c", or what the client sent
};

RequestIds new_request_ids(ApiKind kind, const http::RequestHead& head, WallTime at, Ids& ids);

// What the function gets as its trace header: a segment of the request's trace.
std::string trace_header(const std::string& trace, Ids& ids);

}  // namespace brume::emulator::gateway
