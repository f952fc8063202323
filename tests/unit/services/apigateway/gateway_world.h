// A Gateway in front of fake functions, on virtual time.
#pragma once

#include <memory>
#include <string>

#include "emulator/services/apigateway/call/gateway.h"
#include "tests/unit/invoke/fake_workers.h"
#include "tests/unit/services/apigateway/memory_exchange.h"
#include "tests/unit/services/apigateway/request.h"

namespace brume::emulator::gateway::testing {

struct GatewayWorld : emulator::testing::FakeHosting {
  explicit GatewayWorld(GatewayOptions options = {}) : options_(std::move(options)) {
    add("f", [](FunctionConfig& function) { function.timeout = std::chrono::minutes(15); });
    add("authorize");
  }
  // The calls inside must end while the gateway is there.
  ~GatewayWorld() { invoker.reset(); }

  // Serves the request's API with its one route, and sends the request.
  std::shared_ptr<MemoryExchange> send(const Request& request, std::string body = {}) {
    serve(request);
    return again(request, std::move(body));
  }
  // Sends it to what is served already.
  std::shared_ptr<MemoryExchange> again(const Request& request, std::string body = {}) {
    auto exchange = std::make_shared<MemoryExchange>(head_of(request), std::move(body));
    gateway_->answer(exchange);
    return exchange;
  }

  void serve(const Request& request) {
    Api api = request.api;
    api.routes = {request.route};
    std::vector<Api> apis = {std::move(api)};
    auto routes = std::make_shared<const RoutingTable>(std::move(apis));
    if (gateway_) return gateway_->set_routes(std::move(routes));
    gateway_ =
        std::make_unique<Gateway>(GatewayServices{time, time, ids, log, *invoker, proxy, fetcher},
                                  options_, std::move(routes));
  }

  // By host name, where REST APIs have their stage in the path.
  static http::RequestHead head_of(const Request& request) {
    http::RequestHead head = request.head;
    if (request.api.kind == ApiKind::kRest) head.target.insert(0, "/" + request.api.stage);
    return head;
  }

  Gateway& gateway() { return *gateway_; }

  // The answer of the function that was called last; it is made ready before.
  void reply(std::string_view payload) { reply_of(launcher.last(), payload); }
  static void reply_of(emulator::testing::FakeProcess& process, std::string_view payload) {
    process.ready();
    process.reply(payload);
  }

  HttpProxy* proxy = nullptr;
  TextFetcher* fetcher = nullptr;

 private:
  GatewayOptions options_;
  std::unique_ptr<Gateway> gateway_;
};

inline Request lambda_request(ApiKind kind, PayloadFormat format = PayloadFormat::kV1) {
  Request request(kind, format);
  request.route.integration.function = "f";
  request.route.integration.timeout_ms = kind == ApiKind::kRest ? 29'000 : 30'000;
  return request;
}

}  // namespace brume::emulator::gateway::testing
