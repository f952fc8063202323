// What the calls of a gateway share: the services they use, and what outlives a call, such as
// cached decisions of authorizers.
//
// Loop thread. Owned by the Gateway; outlives its calls.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "emulator/base/deadlines.h"
#include "emulator/base/ids.h"
#include "emulator/base/log.h"
#include "emulator/invoke/invoker.h"
#include "emulator/services/apigateway/authorize/authorizers.h"
#include "emulator/services/apigateway/call/validation.h"
#include "emulator/services/apigateway/proxy/http_proxy.h"

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

class GatewayContext {
 public:
  GatewayContext(const GatewayServices& services, GatewayOptions options);
  GatewayContext(const GatewayContext&) = delete;
  GatewayContext& operator=(const GatewayContext&) = delete;

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
};

}  // namespace brume::emulator::gateway
