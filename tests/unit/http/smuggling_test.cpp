// Requests that two parsers might read differently: each is refused, its connection closed, and
// what follows it in the same bytes is never read as a request.
#include <doctest/doctest.h>

#include <vector>

#include "tests/unit/http/test_server.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;

namespace {

constexpr const char* kHidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n";

struct Row {
  const char* what;
  std::string request;
  int status = 400;
};

std::string with_headers(const std::string& headers, const std::string& body = "") {
  return "POST / HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n" + body;
}

using namespace std::string_literals;

std::vector<Row> lengths_and_codings() {
  return {
      {"length and chunks",
       with_headers("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n")},
      {"chunks and length",
       with_headers("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n")},
      {"two lengths", with_headers("Content-Length: 1\r\nContent-Length: 2\r\n", "ab")},
      {"two equal lengths", with_headers("Content-Length: 1\r\nContent-Length: 1\r\n", "a")},
      {"a list of lengths", with_headers("Content-Length: 1, 1\r\n", "a")},
      {"a signed length", with_headers("Content-Length: +1\r\n", "a")},
      {"a negative length", with_headers("Content-Length: -1\r\n", "a")},
      {"a hexadecimal length", with_headers("Content-Length: 0x1\r\n", "a")},
      {"an empty length", with_headers("Content-Length:\r\n")},
      {"a length beyond 64 bits", with_headers("Content-Length: 18446744073709551617\r\n", "a")},
      {"a length with a space", with_headers("Content-Length: 1 1\r\n", "a")},
      {"an unknown coding", with_headers("Transfer-Encoding: gzip\r\n")},
      {"a coding under chunks", with_headers("Transfer-Encoding: gzip, chunked\r\n"), 501},
      {"chunked is not last", with_headers("Transfer-Encoding: chunked, identity\r\n")},
      {"two codings", with_headers("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n")},
      {"a coding in quotes", with_headers("Transfer-Encoding: \"chunked\"\r\n")},
      {"a coding that looks like it", with_headers("Transfer-Encoding: xchunked\r\n")},
      {"a coding behind a vertical tab", with_headers("Transfer-Encoding: \vchunked\r\n")},
      {"an empty coding", with_headers("Transfer-Encoding:\r\n")},
      {"chunks in HTTP/1.0", "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"},
  };
}

std::vector<Row> chunks() {
  return {
      {"a size of no digits", with_headers("Transfer-Encoding: chunked\r\n", "\r\n")},
      {"a size with a sign", with_headers("Transfer-Encoding: chunked\r\n", "+1\r\na\r\n")},
      {"a size with 0x", with_headers("Transfer-Encoding: chunked\r\n", "0x1\r\na\r\n")},
      {"a size beyond 60 bits",
       with_headers("Transfer-Encoding: chunked\r\n", "1000000000000000\r\n")},
      {"a size that ends in LF", with_headers("Transfer-Encoding: chunked\r\n", "1\na\r\n")},
      {"a size that ends in CR", with_headers("Transfer-Encoding: chunked\r\n", "1\ra\r\n")},
      {"a chunk longer than its size",
       with_headers("Transfer-Encoding: chunked\r\n", "1\r\nab\r\n0\r\n\r\n")},
      {"LF within an extension",
       with_headers("Transfer-Encoding: chunked\r\n", "1;a=\"\n\"\r\na\r\n0\r\n\r\n")},
      {"a trailer that is folded",
       with_headers("Transfer-Encoding: chunked\r\n", "0\r\n a: b\r\n\r\n")},
      {"a trailer with LF", with_headers("Transfer-Encoding: chunked\r\n", "0\r\na: b\n\r\n\r\n")},
  };
}

std::vector<Row> lines() {
  return {
      {"no host", "GET / HTTP/1.1\r\n\r\n"},
      {"two hosts", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n"},
      {"a host with a path", "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"},
      {"a host with a user", "GET / HTTP/1.1\r\nHost: b@a\r\n\r\n"},
      {"a host with a list", "GET / HTTP/1.1\r\nHost: a, b\r\n\r\n"},
      {"a target with a user", "GET http://b@a/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a folded header", with_headers("X: a\r\n b\r\n")},
      {"a header that begins with a fold", with_headers("X:\r\n b\r\n")},
      {"a header of nothing but a fold", with_headers("X:\r\n \r\n")},
      {"a fold before the first header", "GET / HTTP/1.1\r\n Host: a\r\n\r\n"},
      {"a space before the colon", with_headers("X : a\r\n")},
      {"a header without a colon", with_headers("X\r\n")},
      {"a header without a name", with_headers(": a\r\n")},
      {"NUL in a name", with_headers("X\0Y: a\r\n"s)},
      {"NUL in a value", with_headers("X: a\0b\r\n"s)},
      {"CR in a value", with_headers("X: a\rb\r\n")},
      {"LF in a value", with_headers("X: a\nContent-Length: 5\r\n")},
      {"lines that end in LF", "GET / HTTP/1.1\nHost: a\n\n"},
      {"lines that end in CR", "GET / HTTP/1.1\rHost: a\r\r"},
  };
}

std::vector<Row> request_lines() {
  return {
      {"two spaces", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a space in the target", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a tab for a space", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"NUL in the target", "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s},
      {"no version", "GET /\r\n\r\n"},
      {"HTTP/0.9", "GET / HTTP/0.9\r\n\r\n"},
      {"HTTP/1.2", "GET / HTTP/1.2\r\nHost: a\r\n\r\n"},
      {"HTTP/2's preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"},
      {"a method that is no token", "G(T / HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"a target of no form", "GET x HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"* for GET", "GET * HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"CONNECT", "CONNECT a:80 HTTP/1.1\r\nHost: a\r\n\r\n"},
      {"TLS", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s},
  };
}

}  // namespace

TEST_CASE("what can be read in two ways is refused, and nothing behind it is read") {
  std::vector<std::string> reached;
  TestServer test([&](const std::shared_ptr<http::Exchange>& exchange) {
    reached.push_back(exchange->head().target);
    echo(exchange);
  });
  std::vector<Row> rows = lengths_and_codings();
  for (const auto& more : {chunks(), lines(), request_lines()}) {
    rows.insert(rows.end(), more.begin(), more.end());
  }
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const std::string answer = test.exchange(row.request + kHidden);
    CHECK(answer.starts_with("HTTP/1.1 " + std::to_string(row.status) + " "));
    CHECK(answer.find("Connection: close\r\n") != std::string::npos);
    // One answer and no other.
    CHECK(answer.find("HTTP/1.1", 1) == std::string::npos);
  }
  for (const std::string& target : reached) CHECK(target != "/hidden");
  run_until(test.loop, [&] { return test.server->counters().open == 0; });
}

TEST_CASE("what only looks unusual is served") {
  TestServer test(echo);
  for (const char* const request : {
           "GET / HTTP/1.1\r\nHost:\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n",
           "GET /a%20b;c=%F0?d=e&&f HTTP/1.1\r\nhOsT:a\r\n\r\n",
           "GET / HTTP/1.1\r\nHost: a\r\nX:  \t b \t\r\nY:\r\n\r\n",
           "PURGE / HTTP/1.1\r\nHost: a\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
           "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n"
           "00001;x\r\na\r\n0;y=\"z\"\r\nA: b\r\nContent-Length: 5\r\n\r\n",
           "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
       }) {
    CAPTURE(request);
    const auto client = test.connect();
    client->send(request);
    client->finish_sending();
    const std::string answer = client->until_closed();
    CHECK(answer.starts_with("HTTP/1.1 200 OK\r\n"));
    CHECK(answer.find("HTTP/1.1", 1) == std::string::npos);
  }
}
