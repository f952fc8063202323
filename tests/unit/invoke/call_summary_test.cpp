#include "emulator/invoke/call_summary.h"

#include <doctest/doctest.h>

using namespace brume::emulator;
using namespace std::chrono_literals;

TEST_CASE("a call's summary is read as it was written") {
  TextBuffer line;
  add_summary(line, {.end = Reply::End::kTimeout,
                     .duration = 3s,
                     .init_duration = 2ms,
                     .max_memory_mb = 17,
                     .why = "Task timed out",
                     .caller = "GET /hello"});
  const auto read = read_summary(line.view());
  REQUIRE(read);
  CHECK(read->end == Reply::End::kTimeout);
  CHECK(read->duration == 3s);
  CHECK(read->init_duration == Duration(2ms));
  CHECK(read->max_memory_mb == 17);
  CHECK(read->why == "Task timed out");
  CHECK(read->caller == "GET /hello");
}

TEST_CASE("warm calls have no initialisation; tabs and line ends cannot move a field") {
  TextBuffer line;
  add_summary(line, {.why = "a\tb\nc", .caller = "\r"});
  const auto read = read_summary(line.view());
  REQUIRE(read);
  CHECK_FALSE(read->init_duration);
  CHECK(read->why == "a b c");
  CHECK(read->caller == " ");
}

TEST_CASE("what is no summary is not read as one") {
  for (const char* text : {"", "START RequestId", "9\t1\t-1\t1\t\t", "-1\t1\t-1\t1\t\t", "0\tx"}) {
    CHECK_FALSE(read_summary(text));
  }
}
