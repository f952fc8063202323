#include "emulator/services/apigateway/apigateway_service.h"

#include <utility>

#include "emulator/services/apigateway/authorize/http_text_fetcher.h"
#include "emulator/services/apigateway/call/gateway.h"
#include "emulator/services/apigateway/proxy/http_proxy_client.h"
#include "emulator/services/apigateway/read/read_apis.h"
#include "emulator/services/apigateway/registered_urls.h"
#include "emulator/services/apigateway/route_rows.h"

namespace brume::emulator::gateway {
namespace {

using Table = std::shared_ptr<const RoutingTable>;

class ApiGatewayService final : public Service {
 public:
  ApiGatewayService(const Kernel& kernel, ApiGatewayOptions options)
      : kernel_(kernel),
        fetcher_(kernel.loop),
        proxy_(kernel.loop),
        declared_(std::make_shared<const RoutingTable>(std::vector<Api>())),
        gateway_({.clock = kernel.hybrid_clock,
                  .timers = kernel.loop,
                  .ids = kernel.ids,
                  .log = kernel.log,
                  .invoker = kernel.invoker,
                  .proxy = &proxy_,
                  .fetcher = &fetcher_},
                 {options.disable_authorizers, std::move(options.trusted_keys)}, declared_) {
    kernel.resources.on_changed([this](std::string_view type) {
      if (type == "AWS::Lambda::Url") gateway_.set_routes(routes());
    });
  }

  std::string_view name() const override { return "apigateway"; }

  void read(const Application& application, SourceFiles& sources, Diagnostics& found) override {
    ReadApis read = read_apis(application, sources);
    auto table = std::make_shared<const RoutingTable>(std::move(read.apis));
    const Diagnostics collisions = collision_diagnostics(*table);
    found.insert(found.end(), read.diagnostics.begin(), read.diagnostics.end());
    found.insert(found.end(), collisions.begin(), collisions.end());
    read_ = std::move(table);
  }
  void take() override { declared_ = std::move(read_); }
  void on_application_changed(const ServedApplication&) override { gateway_.set_routes(routes()); }

  bool answer_http(std::shared_ptr<http::Exchange>& exchange) override {
    gateway_.answer(std::move(exchange));
    return true;
  }

  Description describe() const override {
    const std::string& url = kernel_.addresses.api_url;
    if (url.empty()) return {};
    return {{{"HTTP", url, "routes", route_rows(*declared_), "the template has no routes"}}, {}};
  }

 private:
  // The template's routes, and the function URLs made through the Lambda API.
  Table routes() const {
    std::vector<Api> urls = registered_urls(kernel_.resources);
    if (urls.empty()) return declared_;
    std::vector<Api> apis = declared_->apis();
    apis.insert(apis.end(), urls.begin(), urls.end());
    return std::make_shared<const RoutingTable>(std::move(apis));
  }

  const Kernel& kernel_;
  HttpTextFetcher fetcher_;
  HttpProxyClient proxy_;
  Table read_, declared_;
  Gateway gateway_;
};

}  // namespace

std::unique_ptr<Service> make_service(const Kernel& kernel, ApiGatewayOptions options) {
  return std::make_unique<ApiGatewayService>(kernel, std::move(options));
}

}  // namespace brume::emulator::gateway
