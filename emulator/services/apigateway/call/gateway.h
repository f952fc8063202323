// Answers requests as API Gateway and function URLs do: route, CORS, authorizer, API key,
// validation, integration, answer.
//
// Loop thread. Outlives the Invoker whose functions it calls; a call keeps its routes alive.
#pragma once

#include <memory>

#include "emulator/http/exchange.h"
#include "emulator/services/apigateway/call/gateway_context.h"
#include "emulator/services/apigateway/route/routing_table.h"

namespace brume::emulator::gateway {

class Gateway {
 public:
  // REQUIRES: `routes` is not null
  Gateway(const GatewayServices& services, GatewayOptions options,
          std::shared_ptr<const RoutingTable> routes);
  Gateway(const Gateway&) = delete;
  Gateway& operator=(const Gateway&) = delete;

  // Answers it, now or later, whatever happens.
  void answer(std::shared_ptr<http::Exchange> exchange);

  // For the requests that come from now on; what authorizers said is forgotten.
  void set_routes(std::shared_ptr<const RoutingTable> routes);
  const RoutingTable& routes() const { return *routes_; }
  // Integrations that have not answered and are within their time.
  std::size_t integrations_waiting() { return context_.deadlines().waiting(); }

 private:
  GatewayContext context_;
  std::shared_ptr<const RoutingTable> routes_;
};

}  // namespace brume::emulator::gateway
