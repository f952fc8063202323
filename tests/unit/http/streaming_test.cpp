// Bodies in pieces, both ways; back-pressure; the end of a server.
#include <doctest/doctest.h>

#include <vector>

#include "tests/unit/http/test_server.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
using http::Exchange;

namespace {

constexpr const char* kStreamGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr const char* kOldGet = "GET / HTTP/1.0\r\n\r\n";

// Sanitizers keep what is freed for a while.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kMemoryIsOurs = false;
#else
constexpr bool kMemoryIsOurs = true;
#endif

struct Collected : http::BodySink {
  explicit Collected(std::string& log_to) : log(log_to) {}
  void on_data(std::string_view data) override { log.append(data).append("."); }
  void on_end() override { log += "end"; }
  void on_broken(Error error) override { log += "broken: " + error.message; }
  std::string& log;
};

void settle_streams(TestServer& test) {
  for (int rounds = 0; rounds < 10; ++rounds) test.loop.run_once(false);
}

// Writes `total` bytes, as fast as it is let.
class Fountain : public std::enable_shared_from_this<Fountain> {
 public:
  Fountain(std::shared_ptr<Exchange> exchange, std::size_t total)
      : exchange_(std::move(exchange)), left_(total) {}

  void start() {
    exchange_->on_drained([self = shared_from_this()] { self->flow(); });
    flow();
  }
  std::size_t left() const { return left_; }
  int pauses() const { return pauses_; }

 private:
  void flow() {
    static const std::string kPiece(64 * 1024, 'x');
    while (left_ > 0) {
      const std::size_t size = std::min(left_, kPiece.size());
      left_ -= size;
      if (!exchange_->write(std::string_view(kPiece).substr(0, size))) {
        ++pauses_;
        return;
      }
    }
    exchange_->end();
  }

  std::shared_ptr<Exchange> exchange_;
  std::size_t left_;
  int pauses_ = 0;
};

std::size_t resident_bytes() {
  std::FILE* const file = std::fopen("/proc/self/statm", "r");
  std::size_t total = 0;
  std::size_t resident = 0;
  REQUIRE(std::fscanf(file, "%zu %zu", &total, &resident) == 2);
  std::fclose(file);
  return resident * 4096;
}

}  // namespace

TEST_CASE("an answer of unknown length is chunked, and comes as it is written") {
  std::shared_ptr<Exchange> answer;
  TestServer test([&](std::shared_ptr<Exchange> exchange) { answer = std::move(exchange); });
  const auto client = test.connect();
  client->send(kStreamGet);
  run_until(test.loop, [&] { return answer != nullptr; });
  answer->begin({200, {{"Content-Type", "text/plain"}, {"Content-Length", "9"}}});
  CHECK(client->until("\r\n\r\n") ==
        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n");
  client->forget();
  CHECK(answer->write("hello"));
  CHECK(answer->write(""));
  CHECK(client->until("hello\r\n") == "5\r\nhello\r\n");
  client->forget();
  CHECK(answer->write(std::string(17, 'x')));
  answer->end();
  CHECK(client->until("0\r\n\r\n") == "11\r\nxxxxxxxxxxxxxxxxx\r\n0\r\n\r\n");
  client->forget();
  client->send(kStreamGet);
  run_until(test.loop, [&] { return answer->head().method == "GET"; });
  CHECK_FALSE(client->closed());
}

TEST_CASE("to HTTP/1.0 an answer of unknown length ends with the connection") {
  TestServer test([](const std::shared_ptr<Exchange>& exchange) {
    exchange->begin({200, {}});
    exchange->write("abc");
    exchange->end();
  });
  CHECK(test.exchange(kOldGet) == "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc");
}

TEST_CASE("a streamed answer of known length has no chunks") {
  TestServer test([](const std::shared_ptr<Exchange>& exchange) {
    exchange->begin({200, {}}, 6);
    exchange->write("abc");
    exchange->write("def");
    exchange->end();
  });
  const auto client = test.connect();
  client->send(kStreamGet);
  CHECK(client->until("def") == "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef");
  client->send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n");
  client->forget();
  CHECK(client->until("\r\n\r\n") == "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\n");
}

TEST_CASE("an answer of known length is never longer, and never shorter without a sign") {
  TestServer test([](const std::shared_ptr<Exchange>& exchange) {
    exchange->begin({200, {}}, 6);
    exchange->write("abc");
    if (exchange->head().target == "/longer") exchange->write("defghi");
    exchange->end();
  });
  const auto client = test.connect();
  client->send("GET /longer HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->until("def") == "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabcdef");
  client->forget();
  client->send(kStreamGet);
  CHECK(client->until_closed() == "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nabc");
}

TEST_CASE("an answer that breaks off never looks whole") {
  TestServer test([](const std::shared_ptr<Exchange>& exchange) {
    exchange->begin({200, {}});
    exchange->write("abc");
    if (exchange->head().target == "/dropped") return;
    exchange->abort();
  });
  CHECK(test.exchange(kStreamGet).ends_with("\r\n\r\n3\r\nabc\r\n"));
  CHECK(
      test.exchange("GET /dropped HTTP/1.1\r\nHost: a\r\n\r\n").ends_with("\r\n\r\n3\r\nabc\r\n"));
  RawClient old(test.loop, test.port);
  old.send(kOldGet);
  (void)old.until_closed();
  CHECK(old.was_reset());
}

TEST_CASE("a body is read piece by piece, and only while it is not paused") {
  std::string log;
  std::shared_ptr<Exchange> exchange;
  TestServer test([&](std::shared_ptr<Exchange> request) {
    exchange = std::move(request);
    exchange->read_stream(std::make_shared<Collected>(log));
  });
  const auto client = test.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
  run_until(test.loop, [&] { return log == "abc."; });
  exchange->pause_body();
  client->send("2\r\nde\r\n1\r\nf\r\n0\r\n\r\n");
  settle_streams(test);
  CHECK(log == "abc.");
  exchange->resume_body();
  CHECK(log == "abc.de.f.end");
  exchange->respond({200, {}, "thanks"});
  CHECK(client->until("thanks").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a broken body is told to who reads it, once") {
  std::string log;
  std::shared_ptr<Exchange> exchange;
  TestServer test([&](std::shared_ptr<Exchange> request) {
    exchange = std::move(request);
    exchange->read_stream(std::make_shared<Collected>(log));
  });
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  CHECK(test.exchange(head + "3\r\nabcX").starts_with("HTTP/1.1 400 "));
  CHECK(log == "abc.broken: the body's chunks are malformed");
  exchange->respond({200, {}, "to nobody"});
  log.clear();
  const auto client = test.connect();
  client->send(head + "3\r\nab");
  run_until(test.loop, [&] { return log == "ab."; });
  client->close();
  run_until(test.loop, [&] { return log == "ab.broken: the client has gone"; });
}

TEST_CASE("a client that sends too fast is slowed down") {
  std::string log;
  std::shared_ptr<Exchange> exchange;
  TestServer test([&](std::shared_ptr<Exchange> request) { exchange = std::move(request); });
  const auto client = test.connect();
  constexpr std::size_t kBytes = 50'000'000;
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(kBytes) +
               "\r\n\r\n");
  run_until(test.loop, [&] { return exchange != nullptr; });
  client->send(std::string(kBytes, 'x'));
  for (int rounds = 0; rounds < 2000; ++rounds) test.loop.run_once(false);
  CHECK(client->unsent_bytes() > kBytes / 2);
  exchange->read_body(kBytes, [&](Result<std::string> body) {
    CHECK(body.value().size() == kBytes);
    exchange->respond({200, {}, "all"});
  });
  CHECK(client->until("all").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("back-pressure: 200 MB to a slow reader take no memory") {
  constexpr std::size_t kBytes = 200'000'000;
  std::shared_ptr<Fountain> fountain;
  TestServer test([&](std::shared_ptr<Exchange> exchange) {
    exchange->begin({200, {}}, kBytes);
    fountain = std::make_shared<Fountain>(std::move(exchange), kBytes);
    fountain->start();
  });
  const auto client = test.connect();
  client->keep_nothing();
  client->stop_reading();
  client->send(kStreamGet);
  run_until(test.loop, [&] { return fountain != nullptr; });
  // Nothing more is written once the system's own buffers are full.
  std::size_t left = 0;
  while (left != fountain->left()) {
    left = fountain->left();
    for (int rounds = 0; rounds < 100; ++rounds) test.loop.run_once(false);
  }
  CHECK(left > kBytes / 2);
  const std::size_t before = resident_bytes();
  std::size_t most = before;
  client->start_reading();
  run_until(test.loop, [&] {
    most = std::max(most, resident_bytes());
    return client->received_bytes() > kBytes;
  });
  CHECK(fountain->pauses() > 1);
  if (kMemoryIsOurs) CHECK(most - before < 4'000'000);
}

TEST_CASE("a client that reads nothing for too long is cut off") {
  std::shared_ptr<Fountain> fountain;
  bool closed = false;
  TestServer test([&](std::shared_ptr<Exchange> exchange) {
    exchange->on_closed([&] { closed = true; });
    exchange->begin({200, {}});
    fountain = std::make_shared<Fountain>(std::move(exchange), 100'000'000);
    fountain->start();
  });
  const auto client = test.connect();
  client->stop_reading();
  client->send(kStreamGet);
  run_until(test.loop, [&] { return fountain != nullptr; });
  settle_streams(test);
  test.time.advance(30s);
  CHECK_FALSE(closed);
  test.time.advance(2s);
  CHECK(closed);
  CHECK(test.server->counters().timed_out == 1);
}

TEST_CASE("requests pipelined by a client that does not read are not begun without end") {
  int requests = 0;
  const std::string body(100'000, 'x');
  TestServer test([&](const std::shared_ptr<Exchange>& exchange) {
    ++requests;
    exchange->respond({200, {}, body});
  });
  const auto client = test.connect();
  client->stop_reading();
  client->keep_nothing();
  std::string many;
  for (int i = 0; i < 1000; ++i) many += kStreamGet;
  client->send(many);
  run_until(test.loop, [&] { return requests > 0; });
  settle_streams(test);
  CHECK(requests < 500);
  client->start_reading();
  run_until(test.loop, [&] { return client->received_bytes() > 1000 * body.size(); });
  CHECK(requests == 1000);
}

// --- the server's end ---

TEST_CASE("drain: idle connections close, running requests finish, new ones are refused") {
  std::vector<std::shared_ptr<Exchange>> waiting;
  TestServer test([&](const std::shared_ptr<Exchange>& e) { waiting.push_back(e); });
  const auto idle = test.connect();
  const auto busy = test.connect();
  busy->send(std::string(kStreamGet) + kStreamGet);
  run_until(test.loop,
            [&] { return waiting.size() == 1 && test.server->counters().accepted == 2; });
  std::size_t cut_off = 99;
  test.server->drain(10s, [&](std::size_t count) { cut_off = count; });
  (void)idle->until_closed();
  CHECK_FALSE(busy->closed());
  waiting.front()->respond({200, {}, "done"});
  CHECK(busy->until_closed() ==
        "HTTP/1.1 200 OK\r\nContent-Length: 4\r\nConnection: close\r\n\r\ndone");
  busy->close();
  run_until(test.loop, [&] { return test.server->counters().open == 0; });
  test.time.advance(0s);
  CHECK(cut_off == 0);
}

TEST_CASE("drain: what is left at the deadline is broken off") {
  std::vector<std::shared_ptr<Exchange>> waiting;
  bool closed = false;
  TestServer test([&](const std::shared_ptr<Exchange>& exchange) {
    exchange->on_closed([&] { closed = true; });
    waiting.push_back(exchange);
  });
  const auto busy = test.connect();
  busy->send(kStreamGet);
  run_until(test.loop, [&] { return waiting.size() == 1; });
  std::size_t cut_off = 99;
  test.server->drain(10s, [&](std::size_t count) { cut_off = count; });
  test.time.advance(9s);
  CHECK(cut_off == 99);
  test.time.advance(2s);
  CHECK(cut_off == 1);
  CHECK(closed);
  (void)busy->until_closed();
}

TEST_CASE("drain: a server without connections is through at once, and may end in the callback") {
  TestServer test(echo);
  bool done = false;
  test.server->drain(10s, [&](std::size_t) {
    test.server.reset();
    done = true;
  });
  CHECK_FALSE(done);
  test.time.advance(0s);
  CHECK(done);
}

TEST_CASE("a server may end while bodies are read and answers written") {
  std::string log;
  TestServer test([&](const std::shared_ptr<Exchange>& exchange) {
    if (exchange->head().target == "/sink") {
      exchange->on_drained([exchange] {});
      exchange->on_closed([exchange] {});
      return exchange->read_stream(std::make_shared<Collected>(log));
    }
    exchange->read_body(1000, [exchange](const Result<std::string>&) {});
  });
  const auto whole = test.connect();
  const auto sink = test.connect();
  whole->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
  sink->send("POST /sink HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
  run_until(test.loop, [&] { return test.server->counters().requests == 2; });
  test.server.reset();
  (void)whole->until_closed();
  (void)sink->until_closed();
  CHECK(log == "123.");
}

TEST_CASE("an exchange may outlive its server") {
  std::vector<std::shared_ptr<Exchange>> waiting;
  {
    TestServer test([&](const std::shared_ptr<Exchange>& e) { waiting.push_back(e); });
    const auto client = test.connect();
    client->send(kStreamGet);
    run_until(test.loop, [&] { return waiting.size() == 1; });
  }
  waiting.front()->begin({200, {}});
  CHECK(waiting.front()->write("x"));
  waiting.front()->end();
  waiting.clear();
}
