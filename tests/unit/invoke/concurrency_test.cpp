#include "emulator/invoke/concurrency.h"

#include <doctest/doctest.h>

using namespace brume::emulator;

namespace {

std::string reason(const Status& status) {
  return status.ok() ? "admitted" : status.error().reason;
}

const char* const kReserved = "ReservedFunctionConcurrentInvocationLimitExceeded";
const char* const kAccount = "ConcurrentInvocationLimitExceeded";

}  // namespace

TEST_CASE("who is admitted, call by call") {
  Concurrency concurrency(5);
  concurrency.set_reserved("reserves2", 2);
  concurrency.set_reserved("reserves0", 0);
  struct Row {
    const char* what;  // a function, or -function to release
    const char* result;
  };
  const Row rows[] = {
      {"a", "admitted"},
      {"reserves2", "admitted"},
      {"b", "admitted"},
      {"reserves0", kReserved},
      {"a", "admitted"},  // 5 - 2 reserved = 3 unreserved: full
      {"b", kAccount},
      {"c", kAccount},
      {"reserves2", "admitted"},
      {"reserves2", kReserved},
      {"-a", ""},
      {"c", "admitted"},
      {"b", kAccount},
      {"-reserves2", ""},
      {"b", kAccount},
      {"reserves2", "admitted"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    if (row.what[0] == '-') {
      concurrency.release(row.what + 1);
    } else {
      CHECK(reason(concurrency.admit(row.what)) == row.result);
    }
  }
  CHECK(concurrency.running("a") == 1);
  CHECK(concurrency.running("reserves2") == 2);
  CHECK(concurrency.running("nobody") == 0);
  CHECK(concurrency.running_in_all() == 5);
}

TEST_CASE("a throttle has AWS's message") {
  Concurrency concurrency(0);
  const Status status = concurrency.admit("a");
  REQUIRE_FALSE(status.ok());
  CHECK(status.error().code == Error::Code::kThrottled);
  CHECK(status.error().message == "Rate Exceeded.");
}

TEST_CASE("reservations may change while calls run") {
  Concurrency concurrency(3);
  CHECK(concurrency.admit("a").ok());
  CHECK(concurrency.admit("a").ok());
  concurrency.set_reserved("a", 2);  // its two calls count as reserved from now on
  CHECK(reason(concurrency.admit("a")) == kReserved);
  CHECK(concurrency.admit("b").ok());
  CHECK(reason(concurrency.admit("b")) == kAccount);
  concurrency.set_reserved("a", std::nullopt);
  CHECK(reason(concurrency.admit("a")) == kAccount);
  concurrency.release("b");
  CHECK(concurrency.admit("a").ok());
  CHECK(concurrency.running_in_all() == 3);
}
