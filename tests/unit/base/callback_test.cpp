#include "emulator/base/callback.h"

#include <doctest/doctest.h>

#include <array>
#include <memory>
#include <string>

using brume::emulator::Callback;

namespace {

// Holds `token` in a function of so many bytes at least.
template <std::size_t bytes>
Callback<void(int)> holding(const std::shared_ptr<int>& token) {
  std::array<char, bytes> ballast{};
  return [token, ballast](int value) { *token = value + ballast[0]; };
}

template <std::size_t bytes>
void check_a_life() {
  auto token = std::make_shared<int>(0);
  {
    Callback<void(int)> first = holding<bytes>(token);
    CHECK(token.use_count() == 2);
    Callback<void(int)> second = std::move(first);
    CHECK(!first);  // NOLINT(bugprone-use-after-move): what is left is empty
    CHECK(token.use_count() == 2);
    second(7);
    CHECK(*token == 7);
    CHECK(!second);
    CHECK(token.use_count() == 1);
    second = holding<bytes>(token);
    second = holding<bytes>(token);
    CHECK(token.use_count() == 2);
  }
  CHECK(token.use_count() == 1);
}

}  // namespace

TEST_CASE("a function small or large runs once, moves, and is gone with its callback") {
  check_a_life<1>();
  check_a_life<8>();
  check_a_life<9>();
  check_a_life<4096>();
}

TEST_CASE("a callback may be set anew while it runs") {
  Callback<void()> next;
  int runs = 0;
  next = [&] {
    ++runs;
    next = [&runs] { runs += 10; };
  };
  next();
  REQUIRE(next);
  next();
  CHECK(runs == 11);
}

TEST_CASE("arguments are moved through, and references stay references") {
  std::string heard;
  Callback<void(std::unique_ptr<int>, std::string&)> callback =
      [](std::unique_ptr<int> number, std::string& out) { out = std::to_string(*number); };
  callback(std::make_unique<int>(5), heard);
  CHECK(heard == "5");
}
