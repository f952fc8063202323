// Server: HTTP/1.x on the loop. Listens, and hands each request to its listener's handler as an
// Exchange. Limits and their defaults: limits.h.
//
// Loop thread. Outlives no Loop; handlers and exchanges may outlive it: what they send goes
// nowhere.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emulator/http/connection_set.h"
#include "emulator/http/exchange.h"
#include "emulator/http/limits.h"
#include "emulator/http/tls.h"
#include "emulator/loop/loop.h"
#include "emulator/loop/tcp.h"

namespace brume::emulator::http {

struct ListenOptions {
  std::string host = "127.0.0.1";  // an address or a name; "localhost" is IPv4 and IPv6
  std::uint16_t port = 0;          // 0: a free one
  // PEM files. Both or none; with them the listener speaks TLS.
  std::string certificate_file = {};
  std::string key_file = {};
};

class Server {
 public:
  // `clock` and `timers` drive limits of time and the Date header.
  Server(Loop& loop, const Clock& clock, Timers& timers, const Limits& limits = {});
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // May be called several times, with the same handler or others. The port it got.
  // kUnavailable: the address is taken or not this machine's; kInvalidArgument: a file of
  // TLS does not load, named in the message.
  Result<std::uint16_t> listen(const ListenOptions& options, Handler handler);

  // Stops listening, closes idle connections, lets running requests finish. What is left at the
  // deadline is broken off; `done` gets its number once nothing is left. At most once.
  void drain(Duration deadline, Callback<void(std::size_t cut_off)> done);

  const Counters& counters() { return connections_.counters(); }

 private:
  void on_accepted(Result<TcpConnection> accepted, const std::shared_ptr<TlsContext>& tls,
                   const std::shared_ptr<const Handler>& handler);

  Loop& loop_;
  ConnectionSet connections_;
  std::vector<std::unique_ptr<TcpListener>> listeners_;
};

}  // namespace brume::emulator::http
