#include "emulator/base/result.h"

#include <doctest/doctest.h>

#include <memory>

#include "emulator/base/callback.h"

using namespace brume::emulator;

TEST_CASE("a result is a value or an error") {
  Result<int> good = 7;
  CHECK(good.ok());
  CHECK(*good == 7);
  Result<int> bad = Error{Error::Code::kNotFound, "no such function"};
  CHECK_FALSE(bad.ok());
  CHECK(bad.error().code == Error::Code::kNotFound);
  CHECK(bad.error().message == "no such function");
}

TEST_CASE("a result carries what can only be moved") {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(3);
  const std::unique_ptr<int> taken = std::move(result).value();
  CHECK(*taken == 3);
}

TEST_CASE("a callback runs once and then lets go of what it holds") {
  auto held = std::make_shared<int>(0);
  Callback<void(int)> callback = [held](int by) { *held += by; };
  CHECK(held.use_count() == 2);
  callback(5);
  CHECK(*held == 5);
  CHECK(held.use_count() == 1);
  CHECK_FALSE(static_cast<bool>(callback));
}
