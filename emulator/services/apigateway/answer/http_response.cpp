#include "emulator/services/apigateway/answer/http_response.h"

#include <algorithm>
#include <array>

#include "emulator/services/apigateway/answer/gateway_error.h"
#include "emulator/services/apigateway/event/lambda_proxy_response.h"
#include "emulator/text/ascii.h"
#include "emulator/text/base64.h"

namespace brume::emulator::gateway {
namespace {

using Shape = FunctionAnswer::Shape;

// They frame the answer, which is the server's business.
constexpr std::array<std::string_view, 8> kFraming = {"keep-alive",        "proxy-authenticate",
                                                      "proxy-connection",  "te",
                                                      "transfer-encoding", "upgrade",
                                                      "trailer",           "expect"};
// REST APIs and function URLs hand these on under another name.
constexpr std::array<std::string_view, 12> kRemapped = {
    "authorization", "connection",      "content-length", "content-md5",      "date",
    "host",          "server",          "user-agent",     "www-authenticate", "via",
    "max-forwards",  "x-amzn-requestid"};
// What HTTP APIs write themselves.
constexpr std::array<std::string_view, 4> kOverwritten = {"connection", "content-length", "date",
                                                          "apigw-requestid"};

template <std::size_t size>
bool is_among(const std::array<std::string_view, size>& names, std::string_view name) {
  return std::any_of(names.begin(), names.end(),
                     [name](std::string_view listed) { return equal_ignoring_case(listed, name); });
}

bool is_second(const RequestFacts& facts) {
  return facts.api.kind == ApiKind::kFunctionUrl ||
         (facts.api.kind == ApiKind::kHttp &&
          facts.route.integration.payload_format == PayloadFormat::kV2);
}

// REST: the first media type that the client accepts decides whether Base64 is decoded.
bool accepts_binary(const RequestFacts& facts) {
  const std::string* const accept = facts.head.headers.find("accept");
  const std::string_view first =
      accept == nullptr ? "*/*" : std::string_view(*accept).substr(0, accept->find(','));
  return is_binary_type(facts.api.binary_media_types, first);
}

std::string_view default_type(ApiKind kind) {
  return kind == ApiKind::kHttp ? "text/plain;charset=UTF-8" : "application/json";
}

void pass_headers(const RequestFacts& facts, const FunctionAnswer& answer, http::Headers& headers) {
  for (const http::Header& header : answer.headers) {
    pass_header(facts.api.kind, header.name, header.value, headers);
  }
  if (is_second(facts)) {
    for (const std::string& cookie : answer.cookies) headers.add("Set-Cookie", cookie);
  }
  if (!headers.has("content-type")) {
    headers.add("Content-Type", std::string(default_type(facts.api.kind)));
  }
  add_request_ids(facts, headers);
  add_trace(facts, headers);
}

bool is_acceptable(const RequestFacts& facts, const FunctionAnswer& answer) {
  if (answer.shape != Shape::kProxy) return false;
  // Source: API Gateway, no member of REST's output is mandatory, and no other may be there.
  if (facts.api.kind == ApiKind::kRest) {
    return !answer.has_foreign_member && answer.cookies.empty();
  }
  return answer.has_status;
}

// A JSON string is its text. Source: recordings of HTTP APIs and function URLs.
std::string plain_body(std::string payload) {
  JsonReader reader(payload);
  std::string text;
  if (reader.peek() != JsonReader::Kind::kString || !reader.string(text)) return payload;
  return text;
}

http::Response plain_json(const RequestFacts& facts, std::string payload) {
  http::Response response;
  response.headers.add("Content-Type", "application/json");
  add_request_ids(facts, response.headers);
  response.body = plain_body(std::move(payload));
  return response;
}

}  // namespace

void pass_header(ApiKind kind, std::string name, std::string value, http::Headers& headers) {
  if (is_among(kFraming, name)) return;
  if (kind == ApiKind::kHttp) {
    if (is_among(kOverwritten, name)) return;
  } else if (is_among(kRemapped, name)) {
    name.insert(0, "x-amzn-Remapped-");
  }
  headers.add(std::move(name), std::move(value));
}

http::Response http_response(const RequestFacts& facts, std::string payload) {
  FunctionAnswer answer = read_answer(payload);
  const bool has_status = answer.shape != Shape::kOther && answer.has_status;
  if (is_second(facts) && answer.shape != Shape::kMalformed && !has_status) {
    return plain_json(facts, std::move(payload));
  }
  if (!is_acceptable(facts, answer)) return refuse(facts, Refusal::kBadAnswer);
  http::Response response;
  response.status = answer.status;
  const bool decodes =
      answer.is_base64 && (facts.api.kind != ApiKind::kRest || accepts_binary(facts));
  if (decodes) {
    auto bytes = base64_decode(answer.body);
    if (!bytes) return refuse(facts, Refusal::kBadAnswer);
    answer.body = std::move(*bytes);
  }
  pass_headers(facts, answer, response.headers);
  // Neither has a body, whatever the function says.
  if (response.status != 204 && response.status != 304) response.body = std::move(answer.body);
  return response;
}

bool stream_head(const RequestFacts& facts, std::string_view prelude, std::string_view type,
                 http::ResponseHead& head) {
  FunctionAnswer answer;
  answer.shape = Shape::kProxy;
  if (!prelude.empty()) answer = read_answer(prelude);
  if (answer.shape != Shape::kProxy) return false;
  head.status = answer.status;
  if (!type.empty() && !answer.headers.has("content-type") &&
      is_safe_header("Content-Type", type)) {
    answer.headers.add("Content-Type", std::string(type));
  }
  pass_headers(facts, answer, head.headers);
  return true;
}

}  // namespace brume::emulator::gateway
