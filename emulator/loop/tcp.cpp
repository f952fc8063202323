#include "emulator/loop/tcp.h"

#include <netdb.h>
#include <uv.h>

#include <csignal>
#include <cstring>
#include <utility>
#include <vector>

#include "emulator/loop/uv_handle.h"
#include "emulator/loop/uv_tcp_stream.h"

namespace brume::emulator {
namespace {

constexpr int kBacklog = 4096;         // the system cuts it to net.core.somaxconn
constexpr int kFreePortAttempts = 16;  // a port free on IPv4 may be taken on IPv6

using Address = sockaddr_storage;

std::uint16_t port_of(const Address& address) {
  if (address.ss_family == AF_INET6) {
    return ntohs(reinterpret_cast<const sockaddr_in6&>(address).sin6_port);
  }
  return ntohs(reinterpret_cast<const sockaddr_in&>(address).sin_port);
}

void set_port(Address& address, std::uint16_t port) {
  if (address.ss_family == AF_INET6) {
    reinterpret_cast<sockaddr_in6&>(address).sin6_port = htons(port);
  } else {
    reinterpret_cast<sockaddr_in&>(address).sin_port = htons(port);
  }
}

std::string text_of(const Address& address) {
  char text[INET6_ADDRSTRLEN] = {};
  if (address.ss_family == AF_INET6) {
    uv_ip6_name(&reinterpret_cast<const sockaddr_in6&>(address), text, sizeof text);
  } else {
    uv_ip4_name(&reinterpret_cast<const sockaddr_in&>(address), text, sizeof text);
  }
  constexpr std::string_view kMapped = "::ffff:";
  const std::string_view view = text;
  const bool mapped = view.starts_with(kMapped) && view.find('.') != std::string_view::npos;
  return std::string(mapped ? view.substr(kMapped.size()) : view);
}

std::string named(const std::string& host, std::uint16_t port) {
  const bool literal = host.find(':') != std::string::npos;
  return (literal ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

Error cannot_listen(const std::string& host, std::uint16_t port, int status) {
  return {Error::Code::kUnavailable,
          "cannot listen on " + named(host, port) + ": " + uv_strerror(status)};
}

std::vector<Address> resolve(const std::string& host, int& status) {
  std::vector<Address> found(1);
  const char* const text = host.c_str();
  status = 0;
  if (uv_ip4_addr(text, 0, reinterpret_cast<sockaddr_in*>(&found[0])) == 0) return found;
  if (uv_ip6_addr(text, 0, reinterpret_cast<sockaddr_in6*>(&found[0])) == 0) return found;
  found.clear();
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* first = nullptr;
  if (getaddrinfo(text, nullptr, &hints, &first) != 0) {
    status = UV_EAI_NONAME;
    return found;
  }
  for (const addrinfo* at = first; at != nullptr; at = at->ai_next) {
    if (at->ai_family != AF_INET && at->ai_family != AF_INET6) continue;
    std::memcpy(&found.emplace_back(), at->ai_addr, at->ai_addrlen);
  }
  freeaddrinfo(first);
  return found;
}

// One listening socket.
class UvTcpAcceptor {
 public:
  UvTcpAcceptor(uv_loop_t* loop, std::shared_ptr<OnConnection> on_connection,
                std::shared_ptr<ReadBuffer> buffer)
      : loop_(loop),
        on_connection_(std::move(on_connection)),
        buffer_(std::move(buffer)),
        handle_(new uv_tcp_t) {
    uv_tcp_init(loop, handle_.get());
    handle_->data = this;
  }
  ~UvTcpAcceptor() { handle_->data = nullptr; }
  UvTcpAcceptor(const UvTcpAcceptor&) = delete;
  UvTcpAcceptor& operator=(const UvTcpAcceptor&) = delete;

  int listen(const Address& address) {
    int status = uv_tcp_bind(handle_.get(), reinterpret_cast<const sockaddr*>(&address), 0);
    if (status != 0) return status;
    status = uv_listen(stream(), kBacklog, [](uv_stream_t* server, int result) {
      auto* const self = static_cast<UvTcpAcceptor*>(server->data);
      if (self != nullptr) self->on_incoming(result);
    });
    if (status != 0) return status;
    Address bound{};
    int length = sizeof bound;
    status = uv_tcp_getsockname(handle_.get(), reinterpret_cast<sockaddr*>(&bound), &length);
    port_ = port_of(bound);
    return status;
  }

  std::uint16_t port() const { return port_; }

 private:
  void on_incoming(int status) {
    // Kept alive: the callback may end the listener.
    const auto on_connection = on_connection_;
    if (status != 0) {
      (*on_connection)(Error{Error::Code::kUnavailable, uv_strerror(status)});
      return;
    }
    auto accepted = std::make_unique<UvTcpStream>(loop_, buffer_);
    if (uv_accept(stream(), reinterpret_cast<uv_stream_t*>(accepted->handle())) != 0) return;
    Address peer{};
    int length = sizeof peer;
    // Fails when the peer has gone already: the stream will say so.
    uv_tcp_getpeername(accepted->handle(), reinterpret_cast<sockaddr*>(&peer), &length);
    (*on_connection)(TcpConnection{std::move(accepted), text_of(peer), port_});
  }

  uv_stream_t* stream() { return reinterpret_cast<uv_stream_t*>(handle_.get()); }

  uv_loop_t* loop_;
  std::shared_ptr<OnConnection> on_connection_;
  std::shared_ptr<ReadBuffer> buffer_;
  UvHandle<uv_tcp_t> handle_;
  std::uint16_t port_ = 0;
};

class UvTcpListener final : public TcpListener {
 public:
  UvTcpListener(uv_loop_t* loop, OnConnection on_connection)
      : loop_(loop),
        on_connection_(std::make_shared<OnConnection>(std::move(on_connection))),
        buffer_(std::make_shared<ReadBuffer>()) {}

  // All of them or none, on one port.
  int listen(std::vector<Address> addresses, std::uint16_t port) {
    acceptors_.clear();
    for (Address& address : addresses) {
      set_port(address, acceptors_.empty() ? port : acceptors_.front()->port());
      auto acceptor = std::make_unique<UvTcpAcceptor>(loop_, on_connection_, buffer_);
      const int status = acceptor->listen(address);
      const bool no_ipv6 = status == UV_EAFNOSUPPORT || status == UV_EADDRNOTAVAIL;
      if (status != 0 && no_ipv6 && !acceptors_.empty()) continue;
      if (status != 0) return status;
      acceptors_.push_back(std::move(acceptor));
    }
    return 0;
  }

  std::uint16_t port() const override { return acceptors_.front()->port(); }

 private:
  uv_loop_t* loop_;
  std::shared_ptr<OnConnection> on_connection_;
  std::shared_ptr<ReadBuffer> buffer_;
  std::vector<std::unique_ptr<UvTcpAcceptor>> acceptors_;
};

std::vector<Address> addresses_of(const std::string& host, int& status) {
  if (host != "localhost") return resolve(host, status);
  std::vector<Address> both = resolve("127.0.0.1", status);
  both.push_back(resolve("::1", status).front());
  return both;
}

}  // namespace

Result<std::unique_ptr<TcpListener>> listen_tcp(Loop& loop, const std::string& host,
                                                std::uint16_t port, OnConnection on_connection) {
  // A write to a peer that has gone is an error to be answered, not this process's end.
  std::signal(SIGPIPE, SIG_IGN);
  int status = 0;
  const std::vector<Address> addresses = addresses_of(host, status);
  if (addresses.empty()) return cannot_listen(host, port, status);
  auto listener = std::make_unique<UvTcpListener>(loop.uv(), std::move(on_connection));
  for (int attempt = 0; attempt < kFreePortAttempts; ++attempt) {
    status = listener->listen(addresses, port);
    if (status != UV_EADDRINUSE || port != 0) break;
  }
  if (status != 0) return cannot_listen(host, port, status);
  return std::unique_ptr<TcpListener>(std::move(listener));
}

}  // namespace brume::emulator
