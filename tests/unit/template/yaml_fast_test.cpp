#include "emulator/template/parse/yaml_fast.h"

#include <doctest/doctest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/fuzz/two_readers.h"

using namespace brume::emulator;

namespace {

// Of all files of a folder; how many both readers have read.
int compare_all(const std::filesystem::path& folder) {
  int both = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::ifstream file(entry.path(), std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    CAPTURE(entry.path().string());
    const TwoReadings readings = read_twice(text);
    CHECK(readings.fast == readings.thorough);
    both += readings.both ? 1 : 0;
  }
  return both;
}

bool reads_fast(const std::string& text) {
  const SourceText source(text, 0);
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  TreeBuilder builder(source, reporter);
  return read_yaml_fast(source, builder) == FastEnd::kDone && diagnostics.empty();
}

}  // namespace

TEST_CASE("the fast reader finds the same values in the same places") {
  const std::filesystem::path root = BRUME_TEST_DATA "/../..";
  CHECK(compare_all(root / "tests/fuzz/corpus/template") > 10);
  const char* given = std::getenv("BRUME_SHARED_DATA");
  const std::filesystem::path shared = given != nullptr ? given : root / "../shared/data";
  const std::filesystem::path templates = shared / "sam/templates";
  std::error_code error;
  if (std::filesystem::exists(templates, error)) CHECK(compare_all(templates) > 400);
}

TEST_CASE("all that YAML has is read fast, JSON too") {
  const char* texts[] = {
      "a: {b: [c, 'd', \"e\\n\"], ? f : g}\n",
      "a: |-\n  text\nb: >\n  folded\n  text\n",
      "a: &x {b: c}\nd: *x\ne: {<<: *x}\n",
      "a: !Sub b\nc: !GetAtt [d, e]\nf: !!str 1\n",
      "a:\nb: ~\nc: [ ]\nd:\n- \n- e: f\n",
      "\xc3\xa9: h\xc3\xa9 # \xf0\x9f\x98\x80\nb: c\n",
      "{\"a\": {\"b\": [1, true, null, \"\\u00e9\\/\"]}}",
  };
  for (const char* text : texts) {
    CAPTURE(text);
    CHECK(reads_fast(text));
    const TwoReadings readings = read_twice(text);
    CHECK(readings.both);
    CHECK(readings.fast == readings.thorough);
  }
}

TEST_CASE("what needs words is left to the thorough reader") {
  const char* texts[] = {
      "a: [b", "a: b: c",    "a: *nothing",        "a: 1\na: 2\n",     "a: \"\\ud83d\\ude00\"",
      ": a",   "a: !nope b", "a: b\xe2\x80\xa8\n", "a: 1\n---\nb: 2\n"};
  for (const char* text : texts) {
    CAPTURE(text);
    CHECK_FALSE(reads_fast(text));
  }
}
