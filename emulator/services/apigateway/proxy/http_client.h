// Sends a request to another server, with cpp-httplib on a worker thread of the loop.
// http_client.cpp is the only file of this folder that includes that library.
//
// Limits: the answer's body, and the request's own timeout for the connection and between two
// pieces of the answer. Redirects are passed on, not followed; bodies stay encoded as they are.
#pragma once

#include <cstddef>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/http/message.h"
#include "emulator/loop/loop.h"
#include "emulator/services/apigateway/proxy/outbound_request.h"

namespace brume::emulator::gateway {

// Source: API Gateway's quotas, "Payload size": 10 MB.
inline constexpr std::size_t kProxiedBytesMax = 10 * 1024 * 1024;

// `done` runs once, on the loop's thread, with the answer without its hop-by-hop headers, or with
// kUnavailable: no server there, no answer in time, an answer too large.
// REQUIRES: the loop runs until then
void send_outbound(Loop& loop, OutboundRequest request,
                   Callback<void(Result<http::Response>)> done);

}  // namespace brume::emulator::gateway
