// What of a response is a success, a partial one, or a failure of the whole batch.
#include "emulator/polling/batch_response.h"

#include <doctest/doctest.h>

#include <string>

using namespace brume::emulator::polling;

namespace {

using Items = std::vector<std::size_t>;

const std::vector<Record> kRecords = {
    {.json = "1", .item_id = "a"}, {.json = "2", .item_id = "b"}, {.json = "3", .item_id = "c\""}};

std::optional<Items> failed_items(std::string_view response) {
  return read_batch_response(response, kRecords);
}

}  // namespace

TEST_CASE("a null or empty response, or list, is a success") {
  for (const char* const response :
       {"", " \n", "null", R"("")", "[]", "{}", R"({"batchItemFailures":null})",
        R"({"batchItemFailures":[]})", R"({"batchItemFailures":""})", R"({"statusCode":200})",
        R"({"deep":[{"batchItemFailures":[{"itemIdentifier":"a"}]}]})", " { } "}) {
    CAPTURE(response);
    CHECK(failed_items(response) == Items{});
  }
}

TEST_CASE("named items fail, in the batch's order and each once") {
  CHECK(failed_items(R"({"batchItemFailures":[{"itemIdentifier":"b"}]})") == Items{1});
  CHECK(failed_items(R"({"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"a"}]})") ==
        Items{0, 1});
  CHECK(failed_items(R"({"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"b"}]})") ==
        Items{1});
  CHECK(failed_items(R"({"batchItemFailures":[{"itemIdentifier":"c\""}]})") == Items{2});
  CHECK(failed_items(
            R"({"x":1,"batchItemFailures":[{"why":{},"itemIdentifier":"a","y":[]}],"z":2})") ==
        Items{0});
}

TEST_CASE("a message that is in the batch twice fails twice") {
  const std::vector<Record> twice = {{.item_id = "a"}, {.item_id = "b"}, {.item_id = "a"}};
  CHECK(read_batch_response(R"({"batchItemFailures":[{"itemIdentifier":"a"}]})", twice) ==
        Items{0, 2});
}

TEST_CASE("an item identifier that is no record's fails the whole batch") {
  for (const char* const item :
       {R"({"itemIdentifier":""})", R"({"itemIdentifier":null})", R"({"itemIdentifier":"unknown"})",
        R"({"foo":"a"})", R"({})", R"({"itemIdentifier":1})", R"({"itemIdentifier":["a"]})",
        R"("a")", "null", "[]"}) {
    CAPTURE(item);
    const std::string head = R"({"batchItemFailures":[)";
    CHECK_FALSE(failed_items(head + item + "]}").has_value());
    CHECK_FALSE(failed_items(head + R"({"itemIdentifier":"a"},)" + item + "]}").has_value());
  }
}

TEST_CASE("a response that is not such an object fails the whole batch") {
  for (const char* const response :
       {"1", "true", R"("done")", R"(["a"])", "{", R"({"batchItemFailures":[})",
        R"({"batchItemFailures":[{"itemIdentifier":"a"})", R"({"batchItemFailures":{}})",
        R"({"batchItemFailures":"a"})", R"({"batchItemFailures":1})", "{} {}", "null null",
        R"({"batchItemFailures":["a"]})", "not JSON"}) {
    CAPTURE(response);
    CHECK_FALSE(failed_items(response).has_value());
  }
}
