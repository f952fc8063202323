// Too much, too slow, gone too early: each named limit, in virtual time.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <vector>

#include "tests/unit/http/test_server.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;
using http::Exchange;

namespace {

constexpr const char* kGet = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

std::string repeated(std::string_view text, std::size_t times) {
  std::string all;
  while (times-- > 0) all += text;
  return all;
}

// Until what was sent has arrived: loopback delivers at once, the loop needs to look.
void settle(TestServer& test) {
  for (int rounds = 0; rounds < 10; ++rounds) test.loop.run_once(false);
}

}  // namespace

TEST_CASE("slow-header: a head that does not end in time is answered 408") {
  TestServer test(echo);
  const auto slow = test.connect();
  const auto other = test.connect();
  slow->send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  run_until(test.loop, [&] { return test.server->counters().accepted == 2; });
  settle(test);
  for (int second = 0; second < 9; ++second) {
    test.time.advance(1s);
    slow->send("x");  // every byte is progress, and none buys time
    settle(test);
  }
  other->send(kGet);
  CHECK(other->until("|").starts_with("HTTP/1.1 200 "));
  CHECK_FALSE(slow->closed());
  test.time.advance(3s);
  CHECK(slow->until_closed().starts_with("HTTP/1.1 408 "));
  CHECK(test.server->counters().timed_out == 1);
}

TEST_CASE("slow-body: a body that dries up is answered 408, and its reader hears of it") {
  std::string heard;
  TestServer test([&](const std::shared_ptr<Exchange>& exchange) {
    exchange->read_body(1000, [&, exchange](Result<std::string> body) {
      heard = body ? "a body" : body.error().message;
      exchange->respond({200, {}, "too late"});
    });
  });
  const auto slow = test.connect();
  slow->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
  run_until(test.loop, [&] { return test.server->counters().requests == 1; });
  test.time.advance(20s);
  CHECK(heard.empty());
  test.time.advance(3s);
  CHECK(heard == "the client stopped sending the body");
  CHECK(slow->until_closed().starts_with("HTTP/1.1 408 "));
}

TEST_CASE("a body that trickles is too slow, one that flows may take its time") {
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
  TestServer streaming([](const std::shared_ptr<Exchange>& exchange) {
    exchange->read_body(200'000, [exchange](Result<std::string> body) {
      exchange->respond({body ? 200 : 500, {}, ""});
    });
  });
  RawClient slow(streaming.loop, streaming.port);
  RawClient steady(streaming.loop, streaming.port);
  slow.send(head);
  steady.send(head);
  for (int round = 0; round < 10; ++round) {
    slow.send("x");
    steady.send(std::string(10'000, 'x'));
    settle(streaming);
    streaming.time.advance(15s);
  }
  CHECK(slow.until_closed().starts_with("HTTP/1.1 408 "));
  CHECK(steady.until("\r\n\r\n").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("a body that nobody reads yet is not late") {
  std::shared_ptr<Exchange> waiting;
  TestServer test([&](std::shared_ptr<Exchange> exchange) { waiting = std::move(exchange); });
  const auto client = test.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
  run_until(test.loop, [&] { return waiting != nullptr; });
  test.time.advance(10min);
  echo(waiting);
  client->send("4567890");
  waiting.reset();
  CHECK(client->until("|1234567890").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("an idle connection is closed after the idle timeout, not before") {
  TestServer test(echo);
  const auto client = test.connect();
  client->send(kGet);
  (void)client->until("|");
  test.time.advance(74s);
  client->forget();
  client->send(kGet);
  (void)client->until("|");
  CHECK_FALSE(client->closed());
  test.time.advance(77s);
  (void)client->until_closed();
  CHECK(test.server->counters().open == 0);
  CHECK(test.time.pending() == 0);  // nobody to watch
}

TEST_CASE("huge-header: above the limits the head is refused by name") {
  TestServer test(echo);
  const auto status = [&](const std::string& request) {
    return test.exchange(request).substr(9, 3);
  };
  const std::string start = "GET / HTTP/1.1\r\nHost: a\r\n";
  CHECK(status(start + "X: " + std::string(40'000, 'x') + "\r\n\r\n") == "431");
  CHECK(status(start + "X: " + std::string(40'000, 'x')) == "431");  // not waiting for its end
  CHECK(status(start + repeated("X: y\r\n", 201) + "\r\n") == "431");
  CHECK(status(start + repeated("X: " + std::string(1000, 'y') + "\r\n", 40) + "\r\n") == "431");
  CHECK(status("GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: a\r\n\r\n") == "414");
  CHECK(status("GET /" + std::string(20'000, 'x')) == "414");
  CHECK(status("GET /" + std::string(200'000, 'x')) == "414");
  CHECK(status(std::string(40'000, 'x')) == "414");
  CHECK(status(start + "Connection: close\r\nX: " + std::string(30'000, 'x') + "\r\n\r\n") ==
        "200");
}

TEST_CASE("one connection too many is answered 503, and makes room again") {
  http::Limits limits;
  limits.connections = 2;
  TestServer test(echo, limits);
  const auto first = test.connect();
  auto second = test.connect();
  auto third = test.connect();
  CHECK(third->until_closed().starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
  CHECK(test.server->counters().turned_away == 1);
  second.reset();
  third.reset();
  run_until(test.loop, [&] { return test.server->counters().open == 1; });
  const auto fourth = test.connect();
  fourth->send(kGet);
  CHECK(fourth->until("|").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("out of descriptors: connections are closed, the server lives on") {
  TestServer test(echo);
  const auto kept = test.connect();
  kept->send(kGet);
  (void)kept->until("|");
  std::vector<int> hoard;
  const auto extra = test.connect();  // in the backlog; the server has not accepted it
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit tight = before;
  tight.rlim_cur = 64;
  ::setrlimit(RLIMIT_NOFILE, &tight);
  for (int fd = ::open("/dev/null", O_RDONLY); fd >= 0; fd = ::open("/dev/null", O_RDONLY)) {
    hoard.push_back(fd);
  }
  (void)extra->until_closed();
  kept->forget();
  kept->send(kGet);
  CHECK(kept->until("|").starts_with("HTTP/1.1 200 "));
  for (const int fd : hoard) ::close(fd);
  ::setrlimit(RLIMIT_NOFILE, &before);
  const auto next = test.connect();
  next->send(kGet);
  CHECK(next->until("|").starts_with("HTTP/1.1 200 "));
}

TEST_CASE("early-close: a client that goes away before the answer is told to who answers") {
  std::vector<std::shared_ptr<Exchange>> waiting;
  int closed = 0;
  TestServer test([&](const std::shared_ptr<Exchange>& exchange) {
    exchange->on_closed([&] { ++closed; });
    waiting.push_back(exchange);
  });
  SUBCASE("by closing") {
    const auto client = test.connect();
    client->send(kGet);
    run_until(test.loop, [&] { return waiting.size() == 1; });
    client->close();
    run_until(test.loop, [&] { return closed == 1; });
  }
  SUBCASE("by breaking off") {
    const auto client = test.connect();
    client->send(kGet);
    run_until(test.loop, [&] { return waiting.size() == 1; });
    client->reset();
    run_until(test.loop, [&] { return closed == 1; });
  }
  waiting.front()->respond({200, {}, "to nobody"});
  run_until(test.loop, [&] { return test.server->counters().open == 0; });
  CHECK(closed == 1);
}

TEST_CASE("a client that only stopped sending still gets its answers") {
  std::shared_ptr<Exchange> waiting;
  TestServer test([&](std::shared_ptr<Exchange> exchange) { waiting = std::move(exchange); });
  const auto client = test.connect();
  client->send(std::string(kGet) + kGet);
  client->finish_sending();
  for (const char* const text : {"first", "second"}) {
    run_until(test.loop, [&] { return waiting != nullptr; });
    settle(test);
    std::exchange(waiting, nullptr)->respond({200, {}, text});
  }
  const std::string answers = client->until_closed();
  CHECK(answers.find("first") != std::string::npos);
  CHECK(answers.ends_with("second"));
}

TEST_CASE("an answer given on hearing of the client's end makes nothing be read twice") {
  std::vector<std::string> requests;
  TestServer test([&](const std::shared_ptr<Exchange>& exchange) {
    requests.push_back(exchange->head().target);
    exchange->on_closed([exchange] { exchange->respond({200, {}, "gone"}); });
  });
  const auto client = test.connect();
  // The unread rest looks like a request, if it is read again from its beginning.
  client->send("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n");
  run_until(test.loop, [&] { return requests.size() == 1; });
  client->send("GET /b ");
  client->finish_sending();
  CHECK(client->until_closed().find("HTTP/1.1", 1) == std::string::npos);
  const auto whole = test.connect();
  whole->send("GET /c HTTP/1.1\r\nHost: a\r\n\r\n");
  whole->finish_sending();
  CHECK(whole->until_closed().ends_with("gone"));
  CHECK(requests == std::vector<std::string>{"/a", "/c"});
}

TEST_CASE("a body cut short reaches nobody as a whole one") {
  std::string heard;
  TestServer test([&](const std::shared_ptr<Exchange>& exchange) {
    exchange->read_body(1000, [&, exchange](Result<std::string> body) {
      heard = body ? "a body" : body.error().message;
    });
  });
  const auto client = test.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n123");
  client->finish_sending();
  CHECK(client->until_closed().empty());
  CHECK(heard == "the client has gone");
}
