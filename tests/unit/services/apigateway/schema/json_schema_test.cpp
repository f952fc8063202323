#include <doctest/doctest.h>

#include "emulator/services/apigateway/schema/json_schema.h"

using namespace brume::emulator::gateway;

namespace {

struct Row {
  const char* schema;
  const char* document;
  const char* complaint;  // "": it fits
};

constexpr Row kRows[] = {
    {R"({})", "1", ""},
    {R"({"type":"object"})", "{}", ""},
    {R"({"type":"object"})", "[]", "the body is of type array, not of [object]"},
    {R"({"type":["integer","null"]})", "null", ""},
    {R"({"type":"integer"})", "1.5", "the body is of type number, not of [integer]"},
    {R"({"type":"number"})", "1", ""},
    {R"({"type":"boolean"})", "true", ""},
    {R"({"enum":["a",{"b":1}]})", R"({"b":1})", ""},
    {R"({"enum":["a"]})", R"("b")", R"(the body is none of ["a"])"},
    {R"({"minimum":1})", "1", ""},
    {R"({"minimum":1,"exclusiveMinimum":true})", "1", "the body is too small"},
    {R"({"maximum":1})", "2", "the body is too large"},
    {R"({"maximum":1,"exclusiveMaximum":true})", "1", "the body is too large"},
    {R"({"multipleOf":0.1})", "0.3", ""},
    {R"({"multipleOf":2})", "3", "the body is not a multiple"},
    {R"({"minLength":2,"maxLength":2})", R"("éé")", ""},
    {R"({"minLength":2})", R"("é")", "the body is too short"},
    {R"({"maxLength":1})", R"("ab")", "the body is too long"},
    {R"({"pattern":"^\\d+$"})", R"("12")", ""},
    {R"({"pattern":"^a"})", R"("ba")", "the body does not match the pattern"},
    {R"({"pattern":"a"})", R"("bab")", ""},
    {R"({"items":{"type":"string"}})", R"(["a",1])", "/1 is of type number, not of [string]"},
    {R"({"items":[{"type":"string"}],"additionalItems":false})", R"(["a",1])", "/1 is not allowed"},
    {R"({"items":[{"type":"string"}]})", R"(["a",1])", ""},
    {R"({"additionalItems":false})", "[1]", ""},
    {R"({"minItems":1})", "[]", "the body has too few items"},
    {R"({"maxItems":1})", "[1,2]", "the body has too many items"},
    {R"({"uniqueItems":true})", "[1,[2],[2]]", "the body has the same item twice"},
    {R"({"uniqueItems":true})", "[1,[2],[3]]", ""},
    {R"({"required":["a","b","c"]})", R"({"b":1})",
     "the body has missing required properties [a, c]"},
    {R"({"required":["a"]})", "1", ""},
    {R"({"properties":{"a":{"properties":{"b":{"type":"string"}}}}})", R"({"a":{"b":1}})",
     "/a/b is of type number, not of [string]"},
    {R"({"properties":{"a":{}},"additionalProperties":false})", R"({"a":1,"b":2})",
     "/b is not allowed"},
    {R"({"patternProperties":{"^x":{}},"additionalProperties":false})", R"({"x1":1})", ""},
    {R"({"patternProperties":{"^x":{"type":"string"}}})", R"({"x1":1})",
     "/x1 is of type number, not of [string]"},
    {R"({"additionalProperties":{"type":"string"}})", R"({"a":1})",
     "/a is of type number, not of [string]"},
    {R"({"minProperties":1})", "{}", "the body has too few properties"},
    {R"({"maxProperties":0})", R"({"a":1})", "the body has too many properties"},
    {R"({"dependencies":{"a":["b"]}})", R"({"a":1})", "the body needs b beside a"},
    {R"({"dependencies":{"a":{"required":["c"]}}})", R"({"a":1})",
     "the body has missing required properties [c]"},
    {R"({"allOf":[{"type":"object"},{"required":["a"]}]})", "{}",
     "the body has missing required properties [a]"},
    {R"({"anyOf":[{"type":"string"},{"minimum":5}]})", "6", ""},
    {R"({"anyOf":[{"type":"string"},{"minimum":5}]})", "4", "the body fits none of anyOf"},
    {R"({"oneOf":[{"type":"number"},{"minimum":5}]})", "6", "the body fits not one of oneOf"},
    {R"({"not":{"type":"string"}})", R"("a")", "the body fits what it must not"},
    {R"({})", "{", "the body is no JSON"},
    {R"({})", "", "the body is no JSON"},
};

}  // namespace

TEST_CASE("a document fits a schema of draft 4, or the first misfit is named") {
  for (const Row& row : kRows) {
    CAPTURE(row.schema);
    CAPTURE(row.document);
    const auto schema = JsonSchema::compile(row.schema);
    REQUIRE(schema.ok());
    CHECK(schema.value().unsupported().empty());
    CHECK(schema.value().complaint(row.document) == row.complaint);
  }
}

TEST_CASE("what is no schema is refused") {
  for (const char* text :
       {"", "[]", R"({"enum":1})", R"({"minimum":"1"})", R"({"minLength":-1})",
        R"({"pattern":"("})", R"({"properties":[]})", R"({"required":[1]})", R"({"allOf":{}})",
        R"({"exclusiveMinimum":3})", R"({"multipleOf":0})", R"({"items":1})"}) {
    CAPTURE(text);
    CHECK_FALSE(JsonSchema::compile(text).ok());
  }
  std::string deep = "{}";
  for (int i = 0; i < 200; ++i) deep = R"({"not":)" + deep + "}";
  CHECK_FALSE(JsonSchema::compile(deep).ok());
}

TEST_CASE("keywords of other drafts are named, annotations are not") {
  const auto schema = JsonSchema::compile(
      R"({"$schema":"x","title":"t","description":"d","default":1,"const":1,"if":{},"x-y":1})");
  REQUIRE(schema.ok());
  CHECK(schema.value().unsupported() == std::vector<std::string>{"const", "if"});
  CHECK(schema.value().complaint("2").empty());
}

TEST_CASE("a document of any depth is answered for") {
  const auto schema = JsonSchema::compile(R"({"uniqueItems":true})");
  REQUIRE(schema.ok());
  const std::string deep = std::string(1'000'000, '[') + std::string(1'000'000, ']');
  CHECK(schema.value().complaint("[" + deep + "," + deep + "]") == "the body is nested too deeply");
}
