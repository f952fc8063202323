#include "emulator/text/query_string.h"

#include <doctest/doctest.h>

using namespace brume::emulator;

namespace {

std::string shown(const QueryParameters& parameters) {
  std::string text;
  for (const auto& [name, value] : parameters) text += name + "=" + value + ";";
  return text;
}

}  // namespace

TEST_CASE("a query is decoded in its order, without empty parts") {
  CHECK(shown(parse_query("a=1&b&c=x%20y&a=2&&e=a+b%2B&=x&f==1")) ==
        "a=1;b=;c=x y;a=2;e=a b+;=x;f==1;");
  CHECK(parse_query("").empty());
  CHECK(parse_query("&&").empty());
}

TEST_CASE("a query by name keeps the order of equal names") {
  CHECK(shown(parse_query_by_name("b=2&a=1&b=%31&c&d=&&e=a+b%2B&=x")) ==
        "=x;a=1;b=2;b=1;c=;d=;e=a b+;");
}

TEST_CASE("a parameter is found from the front and from the back") {
  const QueryParameters query = parse_query("a=1&b&a=2");
  CHECK(*find_parameter(query, "a") == "1");
  CHECK(*find_last_parameter(query, "a") == "2");
  CHECK(find_parameter(query, "b")->empty());
  CHECK(find_parameter(query, "d") == nullptr);
  CHECK(find_last_parameter(query, "d") == nullptr);
}
