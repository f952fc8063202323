#include "emulator/loop/tcp.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "emulator/loop/descriptor_limit.h"

using namespace brume::emulator;

namespace {

// The accepted end of a connection, and the other end as a plain descriptor.
struct Accepted final : StreamEvents {
  Accepted() {
    auto listening = listen_tcp(loop, "127.0.0.1", 0, [this](Result<TcpConnection> connection) {
      accepted = std::move(connection).value();
      accepted.stream->start(*this);
    });
    REQUIRE(listening.ok());
    listener = std::move(listening).value();
    peer = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(listener->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(::connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    until([this] { return accepted.stream != nullptr; });
  }
  ~Accepted() { ::close(peer); }

  template <typename Condition>
  void until(Condition condition) {
    bool late = false;
    const Timer guard = loop.start(std::chrono::seconds(20), [&] { late = true; });
    while (!condition() && !late) loop.run_once(true);
    REQUIRE_FALSE(late);
  }

  void on_data(std::string_view data) override { log.append(data); }
  void on_end() override { log += "|end"; }
  void on_failed() override { log += "|failed"; }
  void on_drained() override { log += "|drained"; }

  Loop loop;
  std::unique_ptr<TcpListener> listener;
  TcpConnection accepted;
  int peer = -1;
  std::string log;
};

std::size_t read_all(int fd) {
  std::size_t total = 0;
  char buffer[65536];
  for (auto got = ::read(fd, buffer, sizeof buffer); got > 0;
       got = ::read(fd, buffer, sizeof buffer)) {
    total += static_cast<std::size_t>(got);
  }
  return total;
}

}  // namespace

TEST_CASE("a stream knows both its ends, and carries bytes both ways") {
  Accepted test;
  CHECK(test.accepted.remote_address == "127.0.0.1");
  CHECK(test.accepted.local_port == test.listener->port());
  REQUIRE(::write(test.peer, "hello", 5) == 5);
  test.until([&] { return test.log == "hello"; });
  CHECK(test.accepted.stream->write("good", "bye"));
  char answer[16] = {};
  CHECK(::read(test.peer, answer, sizeof answer) == 7);
  CHECK(std::string(answer) == "goodbye");
  CHECK(test.accepted.stream->queued_bytes() == 0);
  ::shutdown(test.peer, SHUT_WR);
  test.until([&] { return test.log == "hello|end"; });
}

TEST_CASE("what the system does not take is queued, gathered, and goes out in order") {
  Accepted test;
  constexpr std::size_t kPiece = 48'000'000;  // more than the system may keep of a connection
  CHECK(test.accepted.stream->write("head", std::string(kPiece, 'a')));
  CHECK(test.accepted.stream->queued_bytes() > 0);
  CHECK(test.accepted.stream->write("more"));
  CHECK(test.accepted.stream->write("", std::string(kPiece, 'b')));
  test.accepted.stream->shut_down();
  std::string got;
  char buffer[65536];
  bool ended = false;
  const auto watch = test.loop.watch(test.peer, FdWatch::kReadable, [&](unsigned) {
    const auto size = ::recv(test.peer, buffer, sizeof buffer, MSG_DONTWAIT);
    if (size > 0) got.append(buffer, static_cast<std::size_t>(size));
    if (size == 0) ended = true;
  });
  test.until([&] { return ended; });
  CHECK(got == "head" + std::string(kPiece, 'a') + "more" + std::string(kPiece, 'b'));
  CHECK(test.log == "|drained");
}

TEST_CASE("nothing is read while reading is paused") {
  Accepted test;
  test.accepted.stream->pause_reading();
  REQUIRE(::write(test.peer, "hello", 5) == 5);
  for (int rounds = 0; rounds < 10; ++rounds) test.loop.run_once(false);
  CHECK(test.log.empty());
  test.accepted.stream->resume_reading();
  test.until([&] { return test.log == "hello"; });
}

TEST_CASE("a write to a peer that has gone is an error, not the end of the process") {
  Accepted test;
  const linger at_once{1, 0};
  ::setsockopt(test.peer, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  ::close(test.peer);
  test.peer = -1;
  test.until([&] { return test.log == "|failed"; });
  CHECK_FALSE(test.accepted.stream->write("to nobody"));
}

TEST_CASE("a reset is no end to the peer, a destroyed stream is one") {
  {
    Accepted test;
    CHECK(test.accepted.stream->write("some"));
    test.accepted.stream->reset();
    test.accepted.stream.reset();
    test.loop.run_once(false);
    char buffer[16];
    while (::read(test.peer, buffer, sizeof buffer) > 0) continue;
    CHECK(errno == ECONNRESET);
  }
  Accepted test;
  CHECK(test.accepted.stream->write("some"));
  test.accepted.stream.reset();
  test.loop.run_once(false);
  CHECK(read_all(test.peer) == 4);
}

TEST_CASE("the descriptor limit is raised as far as it may be, and never lowered") {
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit low = before;
  low.rlim_cur = 100;
  ::setrlimit(RLIMIT_NOFILE, &low);
  CHECK(raise_descriptor_limit(150) == 150);
  CHECK(raise_descriptor_limit(120) == 150);
  CHECK(raise_descriptor_limit(before.rlim_max + 1) == before.rlim_max);
  ::setrlimit(RLIMIT_NOFILE, &before);
}
