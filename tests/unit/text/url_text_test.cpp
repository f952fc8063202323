#include <doctest/doctest.h>

#include "emulator/services/apigateway/event/aws_time.h"
#include "emulator/text/url_text.h"

using namespace brume::emulator;
using namespace brume::emulator::gateway;

TEST_CASE("percent escapes are decoded, and what is none stays") {
  CHECK(percent_decode("a%20b%2Fc") == "a b/c");
  CHECK(percent_decode("%41%zz%4") == "A%zz%4");
  CHECK(percent_decode("a+b%") == "a+b%");
  CHECK(percent_decode("%ff%00") == std::string("\xff\0", 2));
}

TEST_CASE("a query is decoded, ordered by name, and keeps the order of equal names") {
  const auto parameters = parse_query("b=2&a=1&b=%31&c&d=&&e=a+b%2B&=x");
  std::string seen;
  for (const auto& [name, value] : parameters) seen += name + "=" + value + ";";
  CHECK(seen == "=x;a=1;b=2;b=1;c=;d=;e=a b+;");
  REQUIRE(find_parameter(parameters, "b") != nullptr);
  CHECK(*find_parameter(parameters, "b") == "1");
  CHECK(find_parameter(parameters, "z") == nullptr);
  CHECK(parse_query("").empty());
  CHECK(parse_query("&&").empty());
}

TEST_CASE("a media type is what stands before the parameters, in lower case") {
  CHECK(media_type("Text/HTML ; charset=utf-8") == "text/html");
  CHECK(media_type("") == "");
}

TEST_CASE("instants have API Gateway's formats") {
  const WallTime at(std::chrono::milliseconds(1583348638390));
  const auto time = request_time(at);
  CHECK(std::string_view(time.data(), time.size()) == "04/Mar/2020:19:03:58 +0000");
  CHECK(epoch_ms(at) == 1583348638390);
  CHECK(epoch_s(at) == 1583348638);
  CHECK(claim_time(1583348638) == "Wed Mar 04 19:03:58 UTC 2020");
  CHECK(claim_time(-5) == "Thu Jan 01 00:00:00 UTC 1970");
  CHECK(claim_time(9223372036854775807LL) == "Fri Dec 31 23:59:59 UTC 9999");
}
