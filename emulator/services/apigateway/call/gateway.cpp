#include "emulator/services/apigateway/call/gateway.h"

#include "emulator/services/apigateway/call/gateway_call.h"

namespace brume::emulator::gateway {

Gateway::Gateway(const GatewayServices& services, GatewayOptions options,
                 std::shared_ptr<const RoutingTable> routes)
    : services_(services),
      options_(std::move(options)),
      deadlines_(services.clock, services.timers),
      authorizers_({.clock = services.clock,
                    .invoker = services.invoker,
                    .deadlines = deadlines_,
                    .fetcher = services.fetcher,
                    .trusted_keys = options_.trusted_keys,
                    .notice = [this](const std::string& text) { notice(text); }}),
      models_([this](const std::string& text) { notice(text); }),
      routes_(std::move(routes)) {}

void Gateway::answer(std::shared_ptr<http::Exchange> exchange) {
  std::make_shared<GatewayCall>(*this, std::move(exchange), routes_)->start();
}

void Gateway::set_routes(std::shared_ptr<const RoutingTable> routes) {
  routes_ = std::move(routes);
  authorizers_.forget();
}

void Gateway::notice(std::string_view text) const {
  services_.log.write({LogRecord::Kind::kNotice, services_.clock.wall(), {}, {}, text});
}

}  // namespace brume::emulator::gateway
