// TestServer: a Server on a loop of its own, a free port, and virtual time: limits of time are
// reached by advance(), everything else by running the loop.
//
// Loop thread.
#pragma once

#include <memory>
#include <string>

#include "emulator/base/virtual_time.h"
#include "emulator/http/server.h"
#include "tests/unit/http/raw_client.h"

namespace brume::emulator::testing {

// 1994-11-06T08:49:37Z, RFC 9110's own example.
inline constexpr WallTime kStart{std::chrono::seconds(784111777)};

struct TestServer {
  explicit TestServer(http::Handler handler, const http::Limits& limits = {},
                      const std::string& host = "127.0.0.1");

  std::unique_ptr<RawClient> connect() { return std::make_unique<RawClient>(loop, port); }
  // Sends it, then reads until the server closes.
  std::string exchange(std::string_view request);

  Loop loop;
  VirtualTime time{kStart};
  std::unique_ptr<http::Server> server;
  std::uint16_t port = 0;
};

// "METHOD target|header: value, …|body" of each request, as the answer.
void echo(const std::shared_ptr<http::Exchange>& exchange);

}  // namespace brume::emulator::testing
