#include "emulator/text/wildcard.h"

#include <doctest/doctest.h>

using namespace brume::emulator;

TEST_CASE("wildcards match any text and single characters") {
  CHECK(matches_wildcard("*", ""));
  CHECK(matches_wildcard("a*c", "abbc"));
  CHECK(matches_wildcard("a?c*", "abc"));
  CHECK(matches_wildcard("*/GET/*/x", "p/GET/a/GET/b/x"));
  CHECK_FALSE(matches_wildcard("a?c", "ac"));
  CHECK_FALSE(matches_wildcard("a*c", "abcd"));
  CHECK_FALSE(matches_wildcard("", "a"));
}

TEST_CASE("a question mark is itself where only the star is a wildcard") {
  CHECK_FALSE(matches_wildcard("a?c", "abc", Wildcards::kStar));
  CHECK(matches_wildcard("a?*", "a?c", Wildcards::kStar));
  CHECK(matches_wildcard("http://*.com", "http://a.b.com", Wildcards::kStar));
  CHECK_FALSE(matches_wildcard("ab*ba", "aba", Wildcards::kStar));
}
