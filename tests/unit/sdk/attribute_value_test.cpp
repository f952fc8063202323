#include <doctest/doctest.h>
#include <brume/events/dynamodb.hpp>

#include <string>
#include <variant>

using brume::AttributeValue;
using brume::DynamoDbBinary;
using brume::DynamoDbNumber;
using brume::json;

TEST_CASE("every kind of attribute value is read as what it is, and written back equal") {
  const json item = json::parse(R"({
      "s": {"S": ""}, "n": {"N": "123456789012345678901234567890.12345678"},
      "b": {"B": "AAEqQQ=="}, "yes": {"BOOL": true}, "no": {"BOOL": false}, "null": {"NULL": true},
      "l": {"L": [{"S": "a"}, {"L": []}, {"NULL": true}]}, "m": {"M": {"x": {"M": {}}}},
      "ss": {"SS": ["a", "b"]}, "ns": {"NS": ["1", "2.5"]}, "bs": {"BS": ["AA==", "AQ=="]},
      "none": {"SS": []}, "later": {"VEC": [1, 2]}, "odd": {"NULL": false}, "bare": "x"})");
  const auto map = item.get<brume::AttributeMap>();
  CHECK(map.at("s").get<std::string>() == "");
  CHECK(map.at("n").get<DynamoDbNumber>().text == "123456789012345678901234567890.12345678");
  CHECK(map.at("b").get<DynamoDbBinary>().bytes() == std::string("\x00\x01*A", 4));
  CHECK(map.at("yes").get<bool>());
  CHECK_FALSE(map.at("no").get<bool>());
  CHECK(map.at("null").is<std::nullptr_t>());
  CHECK(map.at("l").get<AttributeValue::List>().at(0) == AttributeValue("a"));
  CHECK(map.at("m").get<AttributeValue::Map>().at("x").is<AttributeValue::Map>());
  CHECK(map.at("ss").get<AttributeValue::StringSet>().values.size() == 2);
  CHECK(map.at("ns").get<AttributeValue::NumberSet>().values[1] == DynamoDbNumber{"2.5"});
  CHECK(map.at("bs").get<AttributeValue::BinarySet>().values[1].bytes() == "\x01");
  CHECK(map.at("later").is<AttributeValue::Other>());
  CHECK(json(map) == item);
}

TEST_CASE("attribute values are made from C++ values") {
  const brume::AttributeMap item = {{"name", "Joe"},
                                    {"age", DynamoDbNumber{"35"}},
                                    {"photo", DynamoDbBinary::from_bytes("\x01\x02")},
                                    {"member", true},
                                    {"gone", nullptr},
                                    {"tags", AttributeValue::StringSet{{"a"}}},
                                    {"list", AttributeValue::List{"x", DynamoDbNumber{"1"}}}};
  CHECK(json(item) == json::parse(R"({"name": {"S": "Joe"}, "age": {"N": "35"},
      "photo": {"B": "AQI="}, "member": {"BOOL": true}, "gone": {"NULL": true},
      "tags": {"SS": ["a"]}, "list": {"L": [{"S": "x"}, {"N": "1"}]}})"));
}

TEST_CASE("a number is converted on request, and refused when it does not fit") {
  CHECK(DynamoDbNumber{"42"}.to<int>() == 42);
  CHECK(DynamoDbNumber{"-2.5"}.to<double>() == -2.5);
  CHECK_THROWS_AS(DynamoDbNumber{"2.5"}.to<int>(), brume::Error);
  CHECK_THROWS_AS(DynamoDbNumber{"3000000000"}.to<int>(), brume::Error);
  CHECK_THROWS_AS(DynamoDbNumber{""}.to<int>(), brume::Error);
}

TEST_CASE("asking for another kind than it is throws, or gives null") {
  const AttributeValue value = "text";
  CHECK(value.get_if<bool>() == nullptr);
  CHECK_THROWS_AS(static_cast<void>(value.get<bool>()), std::bad_variant_access);
}

TEST_CASE("a value that does not fit its tag is refused with its place") {
  try {
    json::parse(R"({"Records":[{"dynamodb":{"Keys":{"id":{"N":5}}}}]})")
        .get<brume::DynamoDbEvent>();
    FAIL("it was accepted");
  } catch (const brume::Error& error) {
    CHECK(error.type() == "Runtime.UnmarshalError");
    CHECK(std::string(error.what()).rfind("Records[0].dynamodb.Keys.id: ", 0) == 0);
  }
}
