// One request on its way through the gateway: the steps of Gateway, in the order they are taken.
// Answers its exchange exactly once; a function that answers later than the integration's timeout
// runs on; its reply is dropped.
//
// Loop thread. Kept alive by its pending callback.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "emulator/http/exchange.h"
#include "emulator/services/apigateway/answer/stream_prelude.h"
#include "emulator/services/apigateway/authorize/decision.h"
#include "emulator/services/apigateway/call/gateway_context.h"
#include "emulator/services/apigateway/event/request_ids.h"
#include "emulator/services/apigateway/route/routing_table.h"

namespace brume::emulator::gateway {

class GatewayCall final : public StreamSink,
                          public Deadlines::Waiter,
                          public std::enable_shared_from_this<GatewayCall> {
 public:
  GatewayCall(GatewayContext& gateway, std::shared_ptr<http::Exchange> exchange,
              std::shared_ptr<const RoutingTable> routes);

  void start();

 private:
  // How far the answer has come.
  enum class Answer { kNone, kPrelude, kBegun, kDone };

  RequestFacts facts() const;
  const Route& route() const;
  const Integration& integration() const { return route().integration; }

  void on_decision(Decision decision);
  void on_authorized();
  bool passes_checks();
  void read_body();
  void on_body(Result<std::string> body);
  void integrate();
  void invoke();
  void on_reply(Result<Reply> reply);
  void on_stream_end(const Reply& reply);
  void on_proxied(Result<http::Response> response);
  void answer_mock();

  // StreamSink
  void on_begin(std::string_view content_type) override;
  void on_chunk(std::string_view data) override;
  void begin_stream(std::string_view prelude, std::string_view type);
  // Deadlines::Waiter
  void on_deadline() override;

  void refuse(Refusal refusal, std::string_view detail = {});
  void respond(http::Response response);

  GatewayContext& gateway_;
  const std::shared_ptr<http::Exchange> exchange_;
  const std::shared_ptr<const RoutingTable> routes_;
  const Destination found_;
  const Api& api_;
  const WallTime at_;
  const RequestIds ids_;
  Decision decision_;
  std::optional<RequestFacts> asked_;  // what the authorizer sees, while it decides
  std::string body_;
  ApiKey api_key_;
  StreamPrelude prelude_;
  Answer answer_ = Answer::kNone;
  Deadlines::Token deadline_;
};

}  // namespace brume::emulator::gateway
