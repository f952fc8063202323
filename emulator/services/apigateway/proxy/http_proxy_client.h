// The real HttpProxy: outbound_request.h says what is sent, http_client.h sends it.
//
// Loop thread. The loop outlives it, and what it began ends on the loop.
#pragma once

#include "emulator/loop/loop.h"
#include "emulator/services/apigateway/proxy/http_proxy.h"

namespace brume::emulator::gateway {

class HttpProxyClient final : public HttpProxy {
 public:
  explicit HttpProxyClient(Loop& loop) : loop_(loop) {}

  void forward(const RequestFacts& facts, std::string body,
               Callback<void(Result<http::Response>)> done) override;

 private:
  Loop& loop_;
};

}  // namespace brume::emulator::gateway
