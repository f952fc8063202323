// HttpProxy: passes a request on to another server, for HTTP proxy integrations. Twins: the real
// one, with an HTTP client on worker threads, and tests' memory.
#pragma once

#include <string>

#include "emulator/base/callback.h"
#include "emulator/base/result.h"
#include "emulator/http/message.h"
#include "emulator/services/apigateway/event/request_facts.h"

namespace brume::emulator::gateway {

class HttpProxy {
 public:
  virtual ~HttpProxy() = default;
  // `done` runs once, on the loop thread, with the other server's answer or why there is none. The
  // facts are only valid during this call.
  virtual void forward(const RequestFacts& facts, std::string body,
                       Callback<void(Result<http::Response>)> done) = 0;
};

}  // namespace brume::emulator::gateway
