#include "emulator/services/apigateway/event/aws_time.h"

#include <doctest/doctest.h>

#include <string_view>

using namespace brume::emulator;
using namespace brume::emulator::gateway;

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
