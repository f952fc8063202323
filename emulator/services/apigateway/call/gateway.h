// Answers requests as API Gateway and function URLs do: route, CORS, authorizer, API key,
// validation, integration, answer.
//
// Loop thread. Outlives the Invoker whose functions it calls; a call keeps its routes alive.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "emulator/base/deadlines.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/http/exchange.h"
#include "emulator/invoke/invoker.h"
#include "emulator/services/apigateway/authorize/authorizers.h"
#include "emulator/services/apigateway/call/validation.h"
#include "emulator/services/apigateway/proxy/http_proxy.h"
#include "emulator/services/apigateway/route/routing_table.h"

namespace brume::emulator::gateway {

// Source: API Gateway quotas, "Payload size: 10 MB"; Lambda quotas, 6 MB for function URLs.
inline constexpr std::size_t kMaxBodyBytes = 10 * 1024 * 1024;
inline constexpr std::size_t kMaxFunctionUrlBodyBytes = 6 * 1024 * 1024;

struct GatewayServices {
  // wall() is what events say and what cached answers and tokens expire by; monotonic(), with the
  // timers, what a request may take.
  const Clock& clock;
  Timers& timers;
  Ids& ids;
  LogSink& log;
  Invoker& invoker;
  HttpProxy* proxy = nullptr;      // null: HTTP proxy integrations answer 501
  TextFetcher* fetcher = nullptr;  // null: JWT authorizers know the trusted keys only
};

struct GatewayOptions {
  bool disable_authorizers = false;
  // JWKS text: keys that every JWT authorizer trusts, whatever issuer a token names.
  std::string trusted_keys = {};
};

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

  // --- for the calls it answers ---
  const GatewayServices& services() const { return services_; }
  const GatewayOptions& options() const { return options_; }
  Deadlines& deadlines() { return deadlines_; }
  Authorizers& authorizers() { return authorizers_; }
  Models& models() { return models_; }
  // Brume's own words in the log.
  void notice(std::string_view text) const;

 private:
  const GatewayServices services_;
  const GatewayOptions options_;
  Deadlines deadlines_;
  Authorizers authorizers_;
  Models models_;
  std::shared_ptr<const RoutingTable> routes_;
};

}  // namespace brume::emulator::gateway
