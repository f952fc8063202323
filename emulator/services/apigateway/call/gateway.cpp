#include "emulator/services/apigateway/call/gateway.h"

#include <utility>

#include "emulator/services/apigateway/call/gateway_call.h"

namespace brume::emulator::gateway {

Gateway::Gateway(const GatewayServices& services, GatewayOptions options,
                 std::shared_ptr<const RoutingTable> routes)
    : context_(services, std::move(options)), routes_(std::move(routes)) {}

void Gateway::answer(std::shared_ptr<http::Exchange> exchange) {
  std::make_shared<GatewayCall>(context_, std::move(exchange), routes_)->start();
}

void Gateway::set_routes(std::shared_ptr<const RoutingTable> routes) {
  routes_ = std::move(routes);
  context_.authorizers().forget();
}

}  // namespace brume::emulator::gateway
