#include "emulator/cli/answer_diff.h"

#include <doctest/doctest.h>

using namespace brume::emulator::cli;

namespace {

// "path: was -> is", a line each.
std::string all(std::string_view was, std::string_view is) {
  std::string text;
  for (const auto& one : answer_differences(was, is)) {
    text += one.path + ": " + one.was + " -> " + one.is + "\n";
  }
  return text;
}

}  // namespace

TEST_CASE("answers that mean the same do not differ") {
  CHECK(all("", "").empty());
  CHECK(all("no JSON", "no JSON").empty());
  CHECK(all(R"({"a":1,"b":[2,{}]})", R"({ "b": [2.0, {}], "a": 1 })").empty());
  CHECK(all(R"({"body":"{\"a\":1,\"b\":2}"})", R"({"body":"{\"b\": 2, \"a\": 1}"})") ==
        R"($.body: "{\"a\":1,\"b\":2}" -> "{\"b\": 2, \"a\": 1}")"
        "\n");  // but for the bytes of a text, which its reader gets as they are
}

TEST_CASE("what differs is named by its path") {
  CHECK(all(R"({"total":3,"items":[1,2],"x":{"y z":true}})",
            R"({"total":4,"items":[1,5,6],"x":{"y z":null},"new":"n"})") ==
        "$.items[1]: 2 -> 5\n"
        "$.items[2]:  -> 6\n"
        "$.total: 3 -> 4\n"
        "$.x[\"y z\"]: true -> null\n"
        "$.new:  -> \"n\"\n");
  CHECK(all(R"({"gone":[]})", "{}") == "$.gone: [] -> \n");
  CHECK(all("1", "\"1\"") == "$: 1 -> \"1\"\n");
  CHECK(all("{}", "[]") == "$: {} -> []\n");
}

TEST_CASE("JSON within a text is looked into") {
  CHECK(all(R"({"statusCode":200,"body":"{\"message\":\"a\"}"})",
            R"({"statusCode":200,"body":"{\"message\":\"b\"}"})") ==
        "$.body => $.message: \"a\" -> \"b\"\n");
  CHECK(all(R"({"body":"5"})", R"({"body":"6"})") == "$.body: \"5\" -> \"6\"\n");
}

TEST_CASE("what is not JSON is compared as a text") {
  CHECK(all("plain", "{}") == "answer: plain -> {}\n");
}

TEST_CASE("differences are bounded, and so are the values that are shown") {
  std::string was = "[0", is = "[1";
  for (int i = 0; i < 500; ++i) {
    was += ",0";
    is += ",1";
  }
  CHECK(answer_differences(was + "]", is + "]").size() == kMaxDifferences);
  const auto differences = answer_differences("\"" + std::string(10'000, 'x') + "\"", "{}");
  CHECK(difference_text(differences).size() < 1000);
  CHECK(difference_text(differences).find("(10002 bytes)") != std::string::npos);
}
