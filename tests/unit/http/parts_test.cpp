// The pure parts: headers, heads of answers, dates.
#include <doctest/doctest.h>

#include "emulator/http/message.h"
#include "emulator/http/response_head.h"

using namespace brume::emulator;
using namespace brume::emulator::http;

TEST_CASE("header names compare without regard to case, and keep their order") {
  Headers headers{{"Accept", "a"}, {"X", "1"}, {"accept", "b"}};
  CHECK(*headers.find("ACCEPT") == "a");
  CHECK(headers.find("Accep") == nullptr);
  CHECK(headers.all("accept") == std::vector<std::string_view>{"a", "b"});
  headers.set("Accept", "c");
  CHECK(headers.all("accept") == std::vector<std::string_view>{"c"});
  CHECK(headers.size() == 2);
  headers.erase("x");
  CHECK_FALSE(headers.has("X"));
}

TEST_CASE("path, query and host are parts of what was sent") {
  RequestHead head;
  head.target = "/a%20b/?x=1?y";
  CHECK(head.path() == "/a%20b/");
  CHECK(head.query() == "x=1?y");
  head.target = "/";
  CHECK(head.path() == "/");
  CHECK(head.query().empty());
  CHECK(head.host().empty());
  head.headers.set("Host", "api.localhost:3000");
  CHECK(head.host() == "api.localhost");
  head.headers.set("Host", "[::1]:3000");
  CHECK(head.host() == "[::1]");
  head.headers.set("Host", "[::1]");
  CHECK(head.host() == "[::1]");
}

TEST_CASE("dates are written as RFC 9110 wants them") {
  using std::chrono::seconds;
  CHECK(http_date(WallTime(seconds(784111777))) == "Sun, 06 Nov 1994 08:49:37 GMT");
  CHECK(http_date(WallTime(seconds(0))) == "Thu, 01 Jan 1970 00:00:00 GMT");
  CHECK(http_date(WallTime(seconds(1709164799))) == "Wed, 28 Feb 2024 23:59:59 GMT");
}

TEST_CASE("statuses have their reasons, unknown ones none") {
  CHECK(reason_of(200) == "OK");
  CHECK(reason_of(404) == "Not Found");
  CHECK(reason_of(511) == "Network Authentication Required");
  CHECK(reason_of(299).empty());
  CHECK(reason_of(999).empty());
}

TEST_CASE("the caller's Date stands, and there is one") {
  std::string out;
  append_response_head(out, 299, {{"date", "then"}}, {}, "now");
  CHECK(out == "HTTP/1.1 299 \r\ndate: then\r\nContent-Length: 0\r\n\r\n");
}
