#include "tests/unit/http/test_server.h"

#include <doctest/doctest.h>

#include <utility>

namespace brume::emulator::testing {

TestServer::TestServer(http::Handler handler, const http::Limits& limits, const std::string& host)
    : server(std::make_unique<http::Server>(loop, time, time, limits)) {
  auto listening = server->listen({.host = host}, std::move(handler));
  REQUIRE(listening.ok());
  port = listening.value();
}

std::string TestServer::exchange(std::string_view request) {
  RawClient client(loop, port);
  client.send(request);
  return client.until_closed();
}

void echo(const std::shared_ptr<http::Exchange>& exchange) {
  constexpr std::size_t kLimitBytes = 1000;
  exchange->read_body(kLimitBytes, [exchange](Result<std::string> body) {
    if (!body) {
      exchange->respond({413, {}, body.error().message});
      return;
    }
    const http::RequestHead& head = exchange->head();
    std::string text = head.method + " " + head.target + "|";
    for (const http::Header& header : head.headers) {
      text += header.name + ": " + header.value + ", ";
    }
    exchange->respond({200, {}, text + "|" + *body});
  });
}

}  // namespace brume::emulator::testing
