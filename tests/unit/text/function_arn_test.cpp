#include "emulator/text/function_arn.h"

#include <doctest/doctest.h>

using namespace brume::emulator;

TEST_CASE("the ARN of a function has its name and, perhaps, a qualifier") {
  const std::string home = "arn:aws:lambda:us-east-1:123456789012:";
  const auto plain = function_of_arn(home + "function:hello");
  REQUIRE(plain);
  CHECK(plain->function == "hello");
  CHECK(plain->qualifier.empty());
  CHECK(callee_name(plain->function, plain->qualifier) == "hello");
  const auto live = function_of_arn(home + "function:hello:live");
  REQUIRE(live);
  CHECK(live->function == "hello");
  CHECK(live->qualifier == "live");
  CHECK(callee_name(live->function, live->qualifier) == "hello:live");
}

TEST_CASE("other ARNs are not those of functions") {
  for (const char* text :
       {"", "hello", "arn:aws:lambda:us-east-1:1:layer:l", "arn:aws:lambda:us-east-1:1:function:",
        "arn:aws:sqs:us-east-1:1:function:hello", "arn:aws:lambda:us-east-1:1:function::live"}) {
    CAPTURE(text);
    CHECK_FALSE(function_of_arn(text));
  }
}
