#include "tests/unit/http/raw_client.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>

namespace brume::emulator::testing {
namespace {

int connect_to(std::uint16_t port, bool ipv6) {
  const int fd = ::socket(ipv6 ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(fd >= 0);
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(port);
  six.sin6_addr = in6addr_loopback;
  sockaddr_in four{};
  four.sin_family = AF_INET;
  four.sin_port = htons(port);
  four.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto* const address =
      ipv6 ? reinterpret_cast<const sockaddr*>(&six) : reinterpret_cast<const sockaddr*>(&four);
  // Blocking: the kernel accepts on the listener's behalf.
  REQUIRE(::connect(fd, address, ipv6 ? sizeof six : sizeof four) == 0);
  return fd;
}

}  // namespace

void run_until(Loop& loop, const std::function<bool()>& condition) {
  bool late = false;
  const Timer guard = loop.start(std::chrono::seconds(20), [&] { late = true; });
  while (!condition() && !late) loop.run_once(true);
  REQUIRE_FALSE(late);
}

RawClient::RawClient(Loop& loop, std::uint16_t port, bool ipv6)
    : loop_(loop), fd_(connect_to(port, ipv6)) {
  watch_ = loop_.watch(fd_, FdWatch::kReadable, [this](unsigned events) { on_ready(events); });
}

RawClient::~RawClient() {
  close();
}

void RawClient::close() {
  watch_.reset();
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

void RawClient::reset() {
  const linger at_once{1, 0};
  ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close();
}

void RawClient::send(std::string_view bytes) {
  outgoing_ = std::string(unsent_).append(bytes);
  unsent_ = outgoing_;
  on_ready(FdWatch::kWritable);
}

void RawClient::finish_sending() {
  finish_ = true;
  on_ready(FdWatch::kWritable);
}

void RawClient::stop_reading() {
  reading_ = false;
  watch();
}

void RawClient::start_reading() {
  reading_ = true;
  watch();
}

void RawClient::watch() {
  if (watch_ == nullptr) return;
  watch_->set_events((reading_ && !closed_ ? FdWatch::kReadable : 0u) |
                     (unsent_.empty() ? 0u : FdWatch::kWritable));
}

void RawClient::on_ready(unsigned events) {
  if ((events & FdWatch::kWritable) != 0 && !unsent_.empty()) {
    const auto sent = ::send(fd_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent > 0) unsent_.remove_prefix(static_cast<std::size_t>(sent));
    if (sent < 0 && errno != EAGAIN) unsent_ = {};
  }
  if (finish_ && unsent_.empty()) {
    finish_ = false;
    ::shutdown(fd_, SHUT_WR);
  }
  if ((events & FdWatch::kReadable) != 0 && reading_ && !closed_) {
    static std::array<char, 65536> buffer;
    const auto got = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got > 0) {
      received_bytes_ += static_cast<std::size_t>(got);
      if (keep_) received_.append(buffer.data(), static_cast<std::size_t>(got));
    }
    reset_ = got < 0 && errno == ECONNRESET;
    if (got == 0 || reset_) closed_ = true;
  }
  watch();
}

std::string RawClient::received() const {
  std::string text = received_;
  for (;;) {
    const std::size_t at = text.find("Date: ");
    if (at == std::string::npos) return text;
    text.erase(at, text.find("\r\n", at) + 2 - at);
  }
}

std::string RawClient::until(std::string_view ending) {
  run_until(loop_, [&] { return closed_ || received_.ends_with(ending); });
  return received();
}

std::string RawClient::until_closed() {
  run_until(loop_, [&] { return closed_; });
  return received();
}

}  // namespace brume::emulator::testing
