// Requests and their answers, as literal text.
#include <doctest/doctest.h>

#include "tests/unit/http/test_server.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using http::Exchange;

TEST_CASE("a request is answered, and the connection stays open for the next") {
  TestServer test(echo);
  const auto client = test.connect();
  client->send("GET /hello?x=1 HTTP/1.1\r\nHost: here\r\n\r\n");
  CHECK(client->until("|") ==
        "HTTP/1.1 200 OK\r\n"
        "Content-Length: 28\r\n"
        "\r\n"
        "GET /hello?x=1|Host: here, |");
  client->forget();
  client->send("PUT / HTTP/1.1\r\nHost: here\r\nContent-Length: 5\r\n\r\nhello");
  CHECK(client->until("|hello") ==
        "HTTP/1.1 200 OK\r\n"
        "Content-Length: 43\r\n"
        "\r\n"
        "PUT /|Host: here, Content-Length: 5, |hello");
  CHECK_FALSE(client->closed());
  CHECK(test.server->counters().requests == 2);
}

TEST_CASE("the date stands in every answer, and moves with the clock") {
  TestServer test(echo);
  RawClient client(test.loop, test.port);
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  (void)client.until("|");
  // received() takes it out: read the bytes as they came.
  CHECK(client.raw().find("Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n") != std::string::npos);
  test.time.advance(std::chrono::seconds(5));
  client.forget();
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  (void)client.until("|");
  CHECK(client.raw().find("Date: Sun, 06 Nov 1994 08:49:42 GMT\r\n") != std::string::npos);
}

TEST_CASE("bytes may come one at a time") {
  TestServer test(echo);
  const auto client = test.connect();
  const std::string request =
      "POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\nA;name=\"v\"\r\n0123456789\r\n0\r\nTrailer: t\r\n\r\n";
  for (const char c : request) {
    client->send({&c, 1});
    test.loop.run_once(false);
  }
  const std::string answer = client->until("|abc0123456789");
  CHECK(answer.ends_with("POST /x|Host: a, Transfer-Encoding: chunked, |abc0123456789"));
}

TEST_CASE("HTTP/1.0 closes unless it asks not to") {
  TestServer test(echo);
  CHECK(test.exchange("GET / HTTP/1.0\r\n\r\n") ==
        "HTTP/1.1 200 OK\r\nContent-Length: 7\r\nConnection: close\r\n\r\nGET /||");
  const auto client = test.connect();
  client->send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  CHECK(client->until("|").starts_with(
      "HTTP/1.1 200 OK\r\nContent-Length: 31\r\nConnection: keep-alive\r\n\r\n"));
  CHECK_FALSE(client->closed());
}

TEST_CASE("Connection: close is obeyed") {
  TestServer test(echo);
  CHECK(test.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") ==
        "HTTP/1.1 200 OK\r\nContent-Length: 35\r\nConnection: close\r\n\r\n"
        "GET /|Host: a, Connection: close, |");
}

TEST_CASE("pipelined requests are answered in their order") {
  std::vector<std::shared_ptr<Exchange>> waiting;
  TestServer test([&](std::shared_ptr<Exchange> exchange) {
    if (exchange->head().target == "/slow") {
      waiting.push_back(std::move(exchange));
    } else {
      exchange->respond({200, {}, exchange->head().target});
    }
  });
  const auto client = test.connect();
  client->send(
      "GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /slow HTTP/1.1\r\nHost: a\r\n\r\n"
      "\r\nGET /b HTTP/1.1\r\nHost: a\r\n\r\nGET /c HTTP/1.1\r\nHost: a\r\nConnection: "
      "close\r\n\r\n");
  run_until(test.loop, [&] { return waiting.size() == 1; });
  CHECK(client->until("/a").ends_with("\r\n\r\n/a"));
  waiting.front()->respond({200, {}, "/slow"});
  CHECK(client->until_closed() ==
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/a"
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n/slow"
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/b"
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n/c");
}

TEST_CASE("HEAD, 204 and 304 have no body") {
  TestServer test([](const std::shared_ptr<Exchange>& exchange) {
    const std::string_view target = exchange->head().target;
    if (target == "/204") return exchange->respond({204, {}, "not sent"});
    if (target == "/304") return exchange->respond({304, {{"ETag", "\"x\""}}, "not sent"});
    if (target == "/own") return exchange->respond({200, {{"Content-Length", "777"}}, ""});
    exchange->respond({200, {{"Content-Length", "777"}}, "12345"});
  });
  const auto client = test.connect();
  client->send(
      "HEAD / HTTP/1.1\r\nHost: a\r\n\r\nHEAD /own HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET /204 HTTP/1.1\r\nHost: a\r\n\r\nGET /304 HTTP/1.1\r\nHost: a\r\n\r\n"
      "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->until("12345") ==
        "HTTP/1.1 200 OK\r\nContent-Length: 777\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 777\r\n\r\n"
        "HTTP/1.1 204 No Content\r\n\r\n"
        "HTTP/1.1 304 Not Modified\r\nETag: \"x\"\r\n\r\n"
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n12345");
}

TEST_CASE("100 Continue is sent when somebody reads the body, not before") {
  std::shared_ptr<Exchange> waiting;
  TestServer test([&](std::shared_ptr<Exchange> exchange) { waiting = std::move(exchange); });
  const auto client = test.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
  run_until(test.loop, [&] { return waiting != nullptr; });
  CHECK(client->received().empty());
  echo(waiting);
  CHECK(client->until("\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n");
  client->send("ok");
  waiting.reset();
  CHECK(client->until("|ok").find("200 OK") != std::string::npos);
  CHECK_FALSE(client->closed());
}

TEST_CASE("a refused expectation closes, for the body may come or not") {
  TestServer test([](const std::shared_ptr<Exchange>& e) { e->respond({403, {}, "no"}); });
  CHECK(test.exchange("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                      "Content-Length: 2\r\n\r\n") ==
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
  CHECK(test.exchange("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                      "Content-Length: 0\r\n\r\n") ==
        "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno");
  CHECK(test.exchange("GET / HTTP/1.1\r\nHost: a\r\nExpect: miracles\r\n\r\n")
            .starts_with("HTTP/1.1 417 "));
}

TEST_CASE("an absolute target gives path and host, whatever Host says") {
  TestServer test(echo);
  const auto client = test.connect();
  client->send("GET http://there:80/a?b HTTP/1.1\r\nHost: here\r\n\r\n");
  CHECK(client->until("|").ends_with("GET /a?b|Host: there:80, |"));
  client->send("GET HTTPS://there HTTP/1.1\r\nHost: here\r\n\r\n");
  CHECK(client->until("there, |").ends_with("GET /|Host: there, |"));
  client->forget();
  client->send("GET http://there?x HTTP/1.1\r\nHost: here\r\n\r\n");
  CHECK(client->until("there, |").ends_with("GET /?x|Host: there, |"));
}

TEST_CASE("OPTIONS * is answered by the server itself") {
  TestServer test([](const std::shared_ptr<Exchange>&) { FAIL("the handler was called"); });
  const auto client = test.connect();
  client->send("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client->until("\r\n\r\n") == "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST_CASE("an exchange that is dropped unanswered answers 500") {
  TestServer test([](const std::shared_ptr<Exchange>&) {});
  const auto client = test.connect();
  client->send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
  CHECK(client->until("Error\n") ==
        "HTTP/1.1 500 Internal Server Error\r\nContent-Type: text/plain\r\n"
        "Content-Length: 22\r\n\r\nInternal Server Error\n");
  client->forget();
  client->send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");  // the unread body was thrown away
  CHECK(client->until("Error\n").starts_with("HTTP/1.1 500 "));
}

TEST_CASE("headers of an answer cannot break out of their lines") {
  TestServer test([](const std::shared_ptr<Exchange>& exchange) {
    exchange->respond({200,
                       {{"A", "b\r\nInjected: yes"},
                        {"Bad name", "x"},
                        {"", "x"},
                        {"Connection", "upgrade"},
                        {"Transfer-Encoding", "gzip"}},
                       "."});
  });
  CHECK(test.exchange("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n") ==
        "HTTP/1.1 200 OK\r\nA: b  Injected: yes\r\nContent-Length: 1\r\n"
        "Connection: close\r\n\r\n.");
}

TEST_CASE("a body above the reader's limit is told to the reader, and the connection closes") {
  TestServer test(echo);
  const std::string large(2000, 'x');
  const std::string with_length =
      test.exchange("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000\r\n\r\n" + large);
  CHECK(with_length ==
        "HTTP/1.1 413 Content Too Large\r\nContent-Length: 34\r\nConnection: close\r\n\r\n"
        "the body is larger than 1000 bytes");
  const std::string chunked = test.exchange(
      "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n7D0\r\n" + large);
  CHECK(chunked.starts_with("HTTP/1.1 413 "));
}

TEST_CASE("localhost is IPv4 and IPv6 on one port") {
  std::vector<std::string> addresses;
  TestServer test(
      [&](const std::shared_ptr<Exchange>& exchange) {
        addresses.push_back(exchange->head().remote_address);
        exchange->respond({200, {}, "."});
      },
      {}, "localhost");
  for (const bool ipv6 : {false, true}) {
    RawClient client(test.loop, test.port, ipv6);
    client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    CHECK(client.until("\r\n\r\n.").starts_with("HTTP/1.1 200 OK"));
  }
  CHECK(addresses == std::vector<std::string>{"127.0.0.1", "::1"});
}

TEST_CASE("a taken port and a foreign address are named") {
  TestServer test(echo);
  const auto taken = test.server->listen({.port = test.port}, echo);
  REQUIRE_FALSE(taken.ok());
  CHECK(taken.error().code == Error::Code::kUnavailable);
  CHECK(taken.error().message ==
        "cannot listen on 127.0.0.1:" + std::to_string(test.port) + ": address already in use");
  CHECK_FALSE(test.server->listen({.host = "192.0.2.1"}, echo).ok());
  CHECK_FALSE(test.server->listen({.host = "no.such.host.invalid"}, echo).ok());
}

TEST_CASE("listeners have handlers of their own") {
  TestServer test(echo);
  const auto other = test.server->listen({}, [](const std::shared_ptr<Exchange>& exchange) {
    exchange->respond({200, {}, "other"});
  });
  REQUIRE(other.ok());
  RawClient client(test.loop, other.value());
  client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(client.until("other").ends_with("\r\n\r\nother"));
}
