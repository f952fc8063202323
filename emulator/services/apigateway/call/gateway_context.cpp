#include "emulator/services/apigateway/call/gateway_context.h"

#include <utility>

namespace brume::emulator::gateway {

GatewayContext::GatewayContext(const GatewayServices& services, GatewayOptions options)
    : services_(services),
      options_(std::move(options)),
      deadlines_(services.clock, services.timers),
      authorizers_({.clock = services.clock,
                    .invoker = services.invoker,
                    .deadlines = deadlines_,
                    .fetcher = services.fetcher,
                    .trusted_keys = options_.trusted_keys,
                    .notice = [this](const std::string& text) { notice(text); }}),
      models_([this](const std::string& text) { notice(text); }) {}

void GatewayContext::notice(std::string_view text) const {
  log_notice(services_.log, services_.clock, text);
}

}  // namespace brume::emulator::gateway
