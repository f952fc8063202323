#include <doctest/doctest.h>

#include "emulator/aws/protocol/codec.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;

TEST_CASE("JSON that is read and written again stays the same") {
  for (const char* text :
       {"{}", R"({"a":"b"})", R"({"n":-1.50e+400,"t":true,"f":false,"l":[1,"x",[],{}]})",
        R"({"deep":{"er":{"est":[{"a":"\u0000 \" é"}]}}})", R"({"l":[null]})"}) {
    CAPTURE(text);
    const Result<Value> value = read_json(text);
    REQUIRE(value.ok());
    CHECK(write_json(value.value()) == text);
  }
  CHECK(write_json(*read_json("")) == "{}");
  CHECK(write_json(*read_json(R"( { "a" : null , "b" : 1 } )")) == R"({"b":1})");
}

TEST_CASE("of a name that is there twice, the last counts") {
  const Result<Value> value = read_json(R"({"a":1,"a":2})");
  REQUIRE(value.ok());
  CHECK(*value.value().members()->find("a") == Value(2));
}

TEST_CASE("a body that is no JSON object is a SerializationException") {
  const std::string deep(200, '[');
  for (const std::string& text :
       {std::string("{"), std::string("[]"), std::string("\"a\""), std::string("{\"a\":}"),
        std::string("{}x"), std::string("{\"a\":01}"), std::string("{\"a\":\"\xff\"}"),
        std::string("null"), "{\"a\":" + deep + std::string(200, ']') + "}"}) {
    CAPTURE(text);
    const Result<Value> value = read_json(text);
    REQUIRE_FALSE(value.ok());
    CHECK(value.error().reason == "SerializationException");
    CHECK(input_error(value.error()).status == 400);
  }
}

TEST_CASE("JSON writes blobs as Base64, timestamps as seconds, and no null members") {
  using namespace std::chrono_literals;
  const Value value(Structure{{"Blob", Blob{"\x01\x02"}},
                              {"None", Value()},
                              {"Whole", Timestamp{Timestamp().at + 1700000000s}},
                              {"Part", Timestamp{Timestamp().at + 1700000000050ms}},
                              {"Map", Map{{"k", true}}},
                              {"List", List{1, "a"}}});
  CHECK(write_json(value) == R"({"Blob":"AQI=","Whole":1700000000,"Part":1700000000.05,)"
                             R"("Map":{"k":true},"List":[1,"a"]})");
}
