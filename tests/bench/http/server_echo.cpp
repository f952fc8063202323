// http::Server answering every request with 100 fixed bytes: the server's own share of what the
// gateway takes, beside http_bare_echo. Prints its port, and runs until it is killed.
//   http_server_echo
#include <cstdio>

#include "emulator/http/server.h"
#include "emulator/loop/descriptor_limit.h"

using namespace brume::emulator;

int main() {
  raise_descriptor_limit(20'000);
  Loop loop;
  http::Server server(loop, loop, loop);
  const std::string body(100, 'x');
  const auto port = server.listen({}, [&](const std::shared_ptr<http::Exchange>& exchange) {
    exchange->respond({200, {{"Content-Type", "text/plain"}}, body});
  });
  if (!port) {
    std::fprintf(stderr, "http_server_echo: %s\n", port.error().message.c_str());
    return 1;
  }
  std::printf("%d\n", port.value());
  std::fflush(stdout);
  loop.run();
}
