#include "emulator/delivery/retry_policy.h"

#include <doctest/doctest.h>

using namespace brume::emulator;
using brume::emulator::delivery::RetryPolicy;
using namespace std::chrono_literals;

TEST_CASE("the pause doubles from the first to the longest") {
  const RetryPolicy policy;
  CHECK(policy.next(1, 0s) == Duration(1s));
  CHECK(policy.next(2, 1s) == Duration(2s));
  CHECK(policy.next(9, 1s) == Duration(256s));
  CHECK(policy.next(10, 1s) == Duration(5min));
  CHECK(policy.next(185, 1s) == Duration(5min));
}

TEST_CASE("attempts end with the policy's, which counts those after the first") {
  CHECK_FALSE(RetryPolicy{.attempts_max = 0}.next(1, 0s));
  const RetryPolicy two{.attempts_max = 2};
  CHECK(two.next(2, 0s));
  CHECK_FALSE(two.next(3, 0s));
}

TEST_CASE("no attempt is made of what would be older than the policy allows") {
  const RetryPolicy minute{.age_max = 60s};
  CHECK(minute.next(1, 59s));
  CHECK_FALSE(minute.next(1, 59s + 1us));
  CHECK_FALSE(minute.next(9, 0s));
}

TEST_CASE("without limits it goes on for ever, and nothing overflows") {
  const RetryPolicy endless{.attempts_max = RetryPolicy::kAnyAttempts,
                            .age_max = RetryPolicy::kAnyAge};
  CHECK(endless.next(1'000'000'000, 24h * 365 * 100) == Duration(5min));
}
