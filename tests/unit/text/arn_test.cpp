#include "emulator/text/arn.h"

#include <doctest/doctest.h>

using brume::emulator::Arn;

TEST_CASE("an ARN is taken apart and put together again") {
  for (const char* text :
       {"arn:aws:lambda:us-east-1:123456789012:function:hello:live", "arn:aws:s3:::photos/2024/*",
        "arn:aws-cn:sqs:cn-north-1:1:q", "arn:aws:scheduler:::aws-sdk:lambda:invoke"}) {
    CAPTURE(text);
    const auto arn = Arn::parse(text);
    REQUIRE(arn);
    CHECK(arn->text() == text);
  }
  const auto arn = Arn::parse("arn:aws:lambda:us-east-1:123456789012:function:hello:live");
  CHECK(*arn == Arn{"aws", "lambda", "us-east-1", "123456789012", "function:hello:live"});
  const auto bucket = Arn::parse("arn:aws:s3:::photos");
  REQUIRE(bucket);
  CHECK(*bucket == Arn{"aws", "s3", "", "", "photos"});
}

TEST_CASE("what lacks a part is not an ARN") {
  for (const char* text :
       {"", "arn", "hello", "arn:aws:lambda", "arn:aws:lambda:us-east-1:123456789012",
        "arn:aws:lambda:us-east-1:123456789012:", "arn::lambda:us-east-1:1:function:f",
        "arn:aws::us-east-1:1:function:f", "urn:aws:lambda:us-east-1:1:function:f",
        "ARN:aws:lambda:us-east-1:1:function:f"}) {
    CAPTURE(text);
    CHECK_FALSE(Arn::parse(text));
  }
}

TEST_CASE("people read what an ARN is of, and its name") {
  using brume::emulator::short_name_of_arn;
  CHECK(short_name_of_arn("arn:aws:s3:::uploads") == "s3 uploads");
  CHECK(short_name_of_arn("arn:aws:sqs:us-east-1:1:orders") == "sqs orders");
  CHECK(short_name_of_arn("arn:aws:events:us-east-1:1:rule/Hourly") == "rule Hourly");
  CHECK(short_name_of_arn("arn:aws:scheduler:us-east-1:1:schedule/default/Nightly") ==
        "schedule Nightly");
  CHECK(short_name_of_arn("arn:aws:dynamodb:us-east-1:1:table/Orders/stream/2026") ==
        "table Orders");
  CHECK(short_name_of_arn("no ARN") == "no ARN");
}
