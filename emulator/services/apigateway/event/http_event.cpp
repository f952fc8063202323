#include "emulator/services/apigateway/event/http_event.h"

#include "emulator/services/apigateway/event/event_writer.h"

namespace brume::emulator::gateway {
namespace {

std::string event_v1(const RequestFacts& facts, std::string_view body) {
  EventText event(facts);
  if (facts.api.kind == ApiKind::kHttp) event.text("version", "1.0");
  if (facts.api.kind == ApiKind::kRest) event.map_parameters();
  event.text("resource", facts.route.path).text("path", event_path(facts));
  event.text("httpMethod", facts.head.method);
  event.headers_v1(true).query_v1(EmptyMap::kNull, true);
  event.path_parameters(EmptyMap::kNull).stage_variables(EmptyMap::kNull);
  event.begin("requestContext").context_v1().end();
  return event.body(body, EmptyMap::kNull).finish();
}

std::string event_v2(const RequestFacts& facts, std::string_view body) {
  EventText event(facts);
  event.text("version", "2.0").text("routeKey", route_key(facts.route));
  event.text("rawPath", event_path(facts)).text("rawQueryString", facts.head.query());
  event.cookies_v2().headers_v2().query_v2();
  event.path_parameters(EmptyMap::kAbsent).stage_variables(EmptyMap::kAbsent);
  event.begin("requestContext").context_v2().end();
  return event.body(body, EmptyMap::kAbsent).finish();
}

}  // namespace

std::string http_event(const RequestFacts& facts, std::string_view body) {
  const bool second = facts.api.kind == ApiKind::kFunctionUrl ||
                      (facts.api.kind == ApiKind::kHttp &&
                       facts.route.integration.payload_format == PayloadFormat::kV2);
  return second ? event_v2(facts, body) : event_v1(facts, body);
}

}  // namespace brume::emulator::gateway
