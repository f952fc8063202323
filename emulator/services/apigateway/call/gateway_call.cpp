#include "emulator/services/apigateway/call/gateway_call.h"

#include "emulator/services/apigateway/answer/cors.h"
#include "emulator/services/apigateway/answer/http_response.h"
#include "emulator/services/apigateway/event/http_event.h"

namespace brume::emulator::gateway {
namespace {

constexpr std::size_t kCallerPathBytesMax = 256;

// Used when no route, or no API, matched.
const Route kNoRoute;

Api api_of_kind(ApiKind kind) {
  Api api;
  api.kind = kind;
  return api;
}
const Api kNoRestApi = api_of_kind(ApiKind::kRest);
const Api kNoHttpApi = api_of_kind(ApiKind::kHttp);
const Api kNoFunctionUrl = api_of_kind(ApiKind::kFunctionUrl);

Destination find(const RoutingTable& routes, const http::RequestHead& head) {
  return routes.find(head.host(), head.method, head.path());
}

const Api& api_of(const Destination& found) {
  if (found.api != nullptr) return *found.api;
  switch (found.kind) {
    case ApiKind::kRest:
      return kNoRestApi;
    case ApiKind::kFunctionUrl:
      return kNoFunctionUrl;
    case ApiKind::kHttp:
      break;
  }
  return kNoHttpApi;
}

}  // namespace

GatewayCall::GatewayCall(GatewayContext& gateway, std::shared_ptr<http::Exchange> exchange,
                         std::shared_ptr<const RoutingTable> routes)
    : gateway_(gateway),
      exchange_(std::move(exchange)),
      routes_(std::move(routes)),
      found_(find(*routes_, exchange_->head())),
      api_(api_of(found_)),
      at_(gateway.services().clock.wall()),
      ids_(new_request_ids(api_.kind, exchange_->head(), at_, gateway.services().ids)) {}

const Route& GatewayCall::route() const {
  return found_.match.route == nullptr ? kNoRoute : *found_.match.route;
}

RequestFacts GatewayCall::facts() const {
  return {.head = exchange_->head(),
          .api = api_,
          .route = route(),
          .path_parameters = found_.match.path_parameters,
          .base_path = found_.base_path,
          .path = found_.path,
          .request_id = ids_.request,
          .extended_request_id = ids_.extended,
          .trace_root = ids_.trace,
          .at = at_,
          .authorizer = decision_.context,
          .api_key = api_key_.value,
          .api_key_id = api_key_.id,
          .access_key = decision_.access_key};
}

void GatewayCall::start() {
  if (api_.cors) {
    if (auto preflight = answer_preflight(*api_.cors, exchange_->head())) {
      add_request_ids(facts(), preflight->headers);
      answer_ = Answer::kDone;
      return exchange_->respond(std::move(*preflight));
    }
  }
  if (found_.match.route == nullptr) {
    const bool stage = found_.missing == Destination::Missing::kStage;
    return refuse(stage ? Refusal::kNoStage : Refusal::kNoRoute);
  }
  if (integration().kind == Integration::Kind::kUnsupported) {
    return refuse(Refusal::kNotEmulated, integration().unsupported + " is not emulated");
  }
  if (route().authorizer.empty() || gateway_.options().disable_authorizers) {
    return on_authorized();
  }
  asked_.emplace(facts());
  gateway_.authorizers().decide(*asked_, [self = shared_from_this()](Decision decision) {
    self->on_decision(std::move(decision));
  });
}

void GatewayCall::on_decision(Decision decision) {
  asked_.reset();
  decision_ = std::move(decision);
  if (decision_.refusal) return refuse(*decision_.refusal, decision_.detail);
  on_authorized();
}

void GatewayCall::on_authorized() {
  if (passes_checks()) read_body();
}

bool GatewayCall::passes_checks() {
  if (route().api_key_required) {
    auto key = find_api_key(facts(), decision_.usage_key);
    if (!key) {
      refuse(Refusal::kInvalidApiKey);
      return false;
    }
    api_key_ = std::move(*key);
  }
  if (!route().validation.check_parameters) return true;
  const std::string complaint = parameter_complaint(facts());
  if (!complaint.empty()) refuse(Refusal::kBadParameters, complaint);
  return complaint.empty();
}

void GatewayCall::read_body() {
  const bool url = api_.kind == ApiKind::kFunctionUrl;
  exchange_->read_body(
      url ? kMaxFunctionUrlBodyBytes : kMaxBodyBytes,
      [self = shared_from_this()](Result<std::string> body) { self->on_body(std::move(body)); });
}

void GatewayCall::on_body(Result<std::string> body) {
  if (!body) {
    const bool too_large = body.error().code == Error::Code::kPayloadTooLarge;
    return refuse(too_large ? Refusal::kTooLarge : Refusal::kUnavailable);
  }
  body_ = std::move(body).value();
  if (route().validation.check_body) {
    const std::string complaint = gateway_.models().body_complaint(facts(), body_);
    if (!complaint.empty()) return refuse(Refusal::kBadBody, complaint);
  }
  integrate();
}

void GatewayCall::integrate() {
  // Function URLs wait as long as their function may run.
  if (api_.kind != ApiKind::kFunctionUrl && integration().kind != Integration::Kind::kMock) {
    deadline_ =
        gateway_.deadlines().start(std::chrono::milliseconds(integration().timeout_ms), *this);
  }
  switch (integration().kind) {
    case Integration::Kind::kLambda:
      return invoke();
    case Integration::Kind::kMock:
      return answer_mock();
    case Integration::Kind::kHttpProxy:
      if (gateway_.services().proxy == nullptr) {
        return refuse(Refusal::kNotEmulated, "HTTP proxy integrations are not emulated here");
      }
      return gateway_.services().proxy->forward(
          facts(), std::move(body_), [self = shared_from_this()](Result<http::Response> response) {
            self->on_proxied(std::move(response));
          });
    case Integration::Kind::kUnsupported:
      return refuse(Refusal::kNotEmulated, integration().unsupported + " is not emulated");
  }
}

void GatewayCall::invoke() {
  Event event;
  event.payload = http_event(facts(), body_);
  body_ = {};
  const http::RequestHead& head = exchange_->head();
  event.caller = head.method + " " + std::string(head.path().substr(0, kCallerPathBytesMax));
  event.trace_header = trace_header(ids_.trace, gateway_.services().ids);
  // A function URL's request is its invocation.
  if (api_.kind == ApiKind::kFunctionUrl) event.request_id = ids_.request;
  if (integration().streaming) event.stream = shared_from_this();
  gateway_.services().invoker.invoke(
      integration().function, std::move(event),
      [self = shared_from_this()](Result<Reply> reply) { self->on_reply(std::move(reply)); });
}

void GatewayCall::on_reply(Result<Reply> reply) {
  deadline_ = {};
  if (answer_ == Answer::kDone) return;
  if (!reply) return refuse(refusal_of(reply.error()));
  if (reply->streamed || answer_ != Answer::kNone) return on_stream_end(reply.value());
  if (reply->function_error()) return refuse(Refusal::kBadAnswer);
  if (!integration().streaming) {
    return respond(http_response(facts(), std::move(reply->payload)));
  }
  // A buffered answer of a streaming integration is passed through unchanged.
  begin_stream({}, "application/json");
  exchange_->write(reply->payload);
  answer_ = Answer::kDone;
  exchange_->end();
}

void GatewayCall::on_stream_end(const Reply& reply) {
  if (answer_ != Answer::kBegun) return refuse(Refusal::kBadAnswer);
  answer_ = Answer::kDone;
  if (reply.function_error()) return exchange_->abort();
  exchange_->end();
}

void GatewayCall::on_begin(std::string_view content_type) {
  if (answer_ != Answer::kNone) return;
  if (content_type == kHttpPreludeType) {
    answer_ = Answer::kPrelude;
  } else {
    begin_stream({}, content_type.empty() ? "application/octet-stream" : content_type);
  }
}

void GatewayCall::on_chunk(std::string_view data) {
  if (answer_ == Answer::kBegun) {
    exchange_->write(data);
    return;
  }
  if (answer_ != Answer::kPrelude) return;
  switch (prelude_.feed(data)) {
    case StreamPrelude::State::kIncomplete:
      return;
    case StreamPrelude::State::kTooLong:
      return refuse(Refusal::kBadAnswer);
    case StreamPrelude::State::kComplete:
      begin_stream(prelude_.text(), {});
      if (answer_ == Answer::kBegun && !prelude_.rest().empty()) exchange_->write(prelude_.rest());
  }
}

void GatewayCall::begin_stream(std::string_view prelude, std::string_view type) {
  http::ResponseHead head;
  if (!stream_head(facts(), prelude, type, head)) return refuse(Refusal::kBadAnswer);
  if (api_.cors) apply_cors(*api_.cors, exchange_->head(), head.headers);
  answer_ = Answer::kBegun;
  exchange_->begin(std::move(head));
}

void GatewayCall::on_proxied(Result<http::Response> response) {
  deadline_ = {};
  if (answer_ == Answer::kDone) return;
  if (!response) {
    gateway_.notice(route_key(route()) + ": " + response.error().message);
    return refuse(Refusal::kUnreachable);
  }
  http::Response passed;
  passed.status = response->status;
  passed.body = std::move(response->body);
  for (const http::Header& header : response->headers) {
    pass_header(api_.kind, header.name, header.value, passed.headers);
  }
  add_request_ids(facts(), passed.headers);
  add_trace(facts(), passed.headers);
  respond(std::move(passed));
}

void GatewayCall::answer_mock() {
  http::Response response;
  response.status = integration().mock_status;
  response.body = integration().mock_body;
  for (const auto& [name, value] : integration().mock_headers) response.headers.add(name, value);
  if (!response.headers.has("content-type")) {
    response.headers.add("Content-Type", "application/json");
  }
  add_request_ids(facts(), response.headers);
  respond(std::move(response));
}

void GatewayCall::on_deadline() {
  if (answer_ == Answer::kDone) return;
  refuse(Refusal::kTimeout);
}

void GatewayCall::refuse(Refusal refusal, std::string_view detail) {
  if (answer_ == Answer::kBegun) {
    answer_ = Answer::kDone;
    return exchange_->abort();
  }
  http::Response response = gateway::refuse(facts(), refusal, detail);
  if (!decision_.challenge.empty()) response.headers.add("www-authenticate", decision_.challenge);
  respond(std::move(response));
}

void GatewayCall::respond(http::Response response) {
  deadline_ = {};
  answer_ = Answer::kDone;
  if (api_.cors) apply_cors(*api_.cors, exchange_->head(), response.headers);
  exchange_->respond(std::move(response));
}

}  // namespace brume::emulator::gateway
