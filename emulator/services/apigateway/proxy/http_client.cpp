#include "emulator/services/apigateway/proxy/http_client.h"

#include <httplib.h>

#include <chrono>
#include <exception>
#include <memory>

#include "emulator/text/percent.h"

namespace brume::emulator::gateway {
namespace {

// One request on its way; both threads hold it, one after the other.
struct Exchange {
  OutboundRequest request;
  Callback<void(Result<http::Response>)> done;
  Result<http::Response> result = Error{Error::Code::kInternal, "not sent"};
};

Error unreachable(const OutboundRequest& request, const std::string& why) {
  return {Error::Code::kUnavailable, request.origin + ": " + why};
}

Result<http::Response> sent(const OutboundRequest& outbound) {
  httplib::Client client(outbound.origin);
  if (!client.is_valid()) return unreachable(outbound, "no such address");
  const std::chrono::milliseconds timeout(outbound.timeout_ms);
  client.set_connection_timeout(timeout);
  client.set_read_timeout(timeout);
  client.set_write_timeout(timeout);
  client.set_tcp_nodelay(true);  // or a request in two pieces waits for an acknowledgement
  client.set_follow_location(false);
  client.set_decompress(false);
  client.set_url_encode(false);
  httplib::Request request;
  request.method = outbound.method;
  request.path = outbound.target;
  for (const http::Header& header : outbound.headers) {
    request.headers.emplace(header.name, header.value);
  }
  request.body = outbound.body;
  std::string body;
  bool too_large = false;
  request.content_receiver = [&](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
    too_large = body.size() + size > kProxiedBytesMax;
    if (!too_large) body.append(data, size);
    return !too_large;
  };
  const httplib::Result answer = client.send(request);
  if (too_large) return unreachable(outbound, "its answer is too large");
  if (!answer) return unreachable(outbound, httplib::to_string(answer.error()));
  http::Response response;
  response.status = answer->status;
  for (const auto& [name, value] : answer->headers) response.headers.add(name, value);
  // The library decodes escapes in headers; a URL must have those back that no URL may be without.
  if (const std::string* location = response.headers.find("Location")) {
    response.headers.set("Location", percent_encode(*location, ":/?#[]@!$&'()*+,;=%"));
  }
  remove_hop_by_hop(response.headers);
  if (outbound.method != "HEAD") response.headers.erase("Content-Length");
  response.body = std::move(body);
  return response;
}

// The library throws at a port that is no number, and where memory ends.
Result<http::Response> caught(const OutboundRequest& outbound) {
  try {
    return sent(outbound);
  } catch (const std::exception& error) {
    return unreachable(outbound, error.what());
  }
}

}  // namespace

void send_outbound(Loop& loop, OutboundRequest request,
                   Callback<void(Result<http::Response>)> done) {
  auto exchange = std::make_shared<Exchange>();
  exchange->request = std::move(request);
  exchange->done = std::move(done);
  loop.run_blocking([exchange] { exchange->result = caught(exchange->request); },
                    [exchange] { exchange->done(std::move(exchange->result)); });
}

}  // namespace brume::emulator::gateway
