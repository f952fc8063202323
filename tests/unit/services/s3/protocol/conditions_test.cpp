#include "emulator/services/s3/protocol/conditions.h"

#include <doctest/doctest.h>

using namespace brume::emulator;
using namespace brume::emulator::aws::s3;

TEST_CASE("conditions of a read are judged together") {
  storage::Object object;
  object.etag = "abc";
  object.last_modified =
      std::chrono::sys_days(std::chrono::year(2026) / 11 / 21) + std::chrono::milliseconds(300);
  const char* const before = "Fri, 20 Nov 2026 00:00:00 GMT";
  const char* const same = "Sat, 21 Nov 2026 00:00:00 GMT";
  const char* const after = "Sun, 22 Nov 2026 00:00:00 GMT";
  struct Case {
    http::Headers headers;
    Verdict verdict;
  };
  const Case cases[] = {
      {{}, Verdict::kHolds},
      {{{"If-Match", "\"abc\""}}, Verdict::kHolds},
      {{{"If-Match", "abc"}}, Verdict::kHolds},
      {{{"If-Match", "\"x\", \"abc\""}}, Verdict::kHolds},
      {{{"If-Match", "*"}}, Verdict::kHolds},
      {{{"If-Match", "\"x\""}}, Verdict::kFailed},
      {{{"If-None-Match", "\"abc\""}}, Verdict::kNotModified},
      {{{"If-None-Match", "W/\"abc\""}}, Verdict::kNotModified},
      {{{"If-None-Match", "\"x\""}}, Verdict::kHolds},
      {{{"If-Modified-Since", before}}, Verdict::kHolds},
      {{{"If-Modified-Since", same}}, Verdict::kNotModified},
      {{{"If-Modified-Since", after}}, Verdict::kNotModified},
      {{{"If-Modified-Since", "nonsense"}}, Verdict::kHolds},
      {{{"If-Unmodified-Since", before}}, Verdict::kFailed},
      {{{"If-Unmodified-Since", same}}, Verdict::kHolds},
      {{{"If-Match", "\"abc\""}, {"If-Unmodified-Since", before}}, Verdict::kHolds},
      {{{"If-None-Match", "\"x\""}, {"If-Modified-Since", after}}, Verdict::kHolds},
  };
  for (const Case& one : cases) CHECK(judge(one.headers, "", object) == one.verdict);
  CHECK(judge({{"x-amz-copy-source-if-match", "\"x\""}}, "x-amz-copy-source-", object) ==
        Verdict::kFailed);
  CHECK(judge({{"If-Match", "\"x\""}}, "x-amz-copy-source-", object) == Verdict::kHolds);
}

TEST_CASE("conditions of a write") {
  CHECK(write_condition({{"If-None-Match", "*"}})->absent);
  CHECK(write_condition({{"If-Match", "\"abc\""}})->etag == "abc");
  CHECK_FALSE(write_condition({})->absent);
  CHECK(write_condition({{"If-None-Match", "\"abc\""}}).error().reason == "NotImplemented");
}
