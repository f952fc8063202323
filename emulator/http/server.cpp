#include "emulator/http/server.h"

#include <utility>

namespace brume::emulator::http {

Server::Server(Loop& loop, const Clock& clock, Timers& timers, const Limits& limits)
    : loop_(loop), connections_(clock, timers, limits) {}

Server::~Server() = default;

Result<std::uint16_t> Server::listen(const ListenOptions& options, Handler handler) {
  std::shared_ptr<TlsContext> tls;
  if (!options.certificate_file.empty() || !options.key_file.empty()) {
    auto loaded = TlsContext::load(options.certificate_file, options.key_file);
    if (!loaded) return std::move(loaded).error();
    tls = std::move(loaded).value();
  }
  auto listener = listen_tcp(
      loop_, options.host, options.port,
      [this, tls, shared = std::make_shared<const Handler>(std::move(handler))](
          Result<TcpConnection> accepted) { on_accepted(std::move(accepted), tls, shared); });
  if (!listener) return std::move(listener).error();
  const std::uint16_t port = (*listener)->port();
  listeners_.push_back(std::move(listener).value());
  return port;
}

void Server::on_accepted(Result<TcpConnection> accepted, const std::shared_ptr<TlsContext>& tls,
                         const std::shared_ptr<const Handler>& handler) {
  if (!accepted) {
    ++connections_.counters().accept_failures;
    return;
  }
  auto stream = std::move(accepted->stream);
  if (tls != nullptr) stream = tls->wrap(std::move(stream));
  Peer peer{std::move(accepted->remote_address), accepted->local_port, tls != nullptr};
  connections_.add(std::move(stream), std::move(peer), handler);
}

void Server::drain(Duration deadline, Callback<void(std::size_t)> done) {
  listeners_.clear();
  connections_.drain(deadline, std::move(done));
}

}  // namespace brume::emulator::http
