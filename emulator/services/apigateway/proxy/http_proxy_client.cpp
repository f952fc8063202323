#include "emulator/services/apigateway/proxy/http_proxy_client.h"

#include "emulator/services/apigateway/proxy/http_client.h"
#include "emulator/services/apigateway/proxy/outbound_request.h"

namespace brume::emulator::gateway {

void HttpProxyClient::forward(const RequestFacts& facts, std::string body,
                              Callback<void(Result<http::Response>)> done) {
  auto request = outbound_request(
      {facts.api, facts.route, facts.head, facts.path, facts.path_parameters}, std::move(body));
  if (!request) return done(std::move(request).error());
  send_outbound(loop_, *std::move(request), std::move(done));
}

}  // namespace brume::emulator::gateway
