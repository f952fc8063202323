#include "emulator/aws/protocol/input.h"

#include <doctest/doctest.h>

#include "emulator/aws/protocol/codec.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;

namespace {

// An input that came in one of the protocols, with what is wrong with it.
struct Sent {
  Sent(Protocol protocol, std::string_view text) : errors(protocol) {
    Result<Value> read = protocol == Protocol::kQuery ? read_form(text, {}) : read_json(text);
    REQUIRE(read.ok());
    value = std::move(*read);
  }
  Input input() { return Input(value, errors); }
  std::string message() const {
    const Status verdict = errors.verdict();
    return verdict ? "" : verdict.error().reason + ": " + verdict.error().message;
  }

  Value value;
  ValidationErrors errors;
};

Sent json(std::string_view text) {
  return Sent(Protocol::kJson10, text);
}
Sent query(std::string_view text) {
  return Sent(Protocol::kQuery, text);
}

// Reads one member of each type.
template <typename Read>
std::string wrong_type(Sent sent, Read read) {
  Input input = sent.input();
  CHECK_FALSE(read(input));
  return sent.message();
}

}  // namespace

TEST_CASE("every type is read from JSON and from a form alike") {
  Sent sents[] = {
      json(R"({"Text":"a b","Number":-12,"Truth":true,"Blob":"AQI=","List":["x","y"],)"
           R"("Map":{"k":"v"},"Inner":{"Text":"in"},"Inners":[{"Text":"1"},{"Text":"2"}],)"
           R"("Named":{"n":{"Text":"3"}}})"),
      query("Action=Do&Version=1&Text=a+b&Number=-12&Truth=true&Blob=AQI%3D&List.member.2=y&"
            "List.member.1=x&Map.entry.1.key=k&Map.entry.1.value=v&Inner.Text=in&"
            "Inners.member.1.Text=1&Inners.member.2.Text=2&Named.entry.1.key=n&"
            "Named.entry.1.value.Text=3")};
  for (Sent& sent : sents) {
    CAPTURE(static_cast<int>(sent.errors.protocol()));
    Input input = sent.input();
    CHECK(input.text("Text") == "a b");
    CHECK(input.number("Number", -20, 20) == -12);
    CHECK(input.truth("Truth") == true);
    CHECK(input.blob("Blob") == "\x01\x02");
    CHECK(input.choice("Text", {"a b", "c"}) == "a b");
    CHECK(input.text_list("List") == std::vector<std::string>{"x", "y"});
    CHECK(input.text_map("Map") == std::map<std::string, std::string>{{"k", "v"}});
    CHECK(input.structure("Inner")->text("Text") == "in");
    auto inners = input.structure_list("Inners");
    REQUIRE(inners->size() == 2);
    CHECK((*inners)[1].text("Text") == "2");
    auto named = input.structure_map("Named");
    REQUIRE(named->size() == 1);
    CHECK((*named)[0].first == "n");
    CHECK((*named)[0].second.text("Text") == "3");
    CHECK_FALSE(input.has("Action"));
    CHECK(sent.message() == "");
  }
}

TEST_CASE("what is absent or null is nothing, and no error") {
  for (Sent sent : {json(R"({"Text":null})"), query("")}) {
    Input input = sent.input();
    CHECK_FALSE(input.has("Text"));
    CHECK_FALSE(input.text("Text"));
    CHECK_FALSE(input.number("Text"));
    CHECK_FALSE(input.truth("Text"));
    CHECK_FALSE(input.text_list("Text"));
    CHECK_FALSE(input.text_map("Text"));
    CHECK_FALSE(input.structure("Text"));
    CHECK_FALSE(input.structure_list("Text"));
    CHECK_FALSE(input.structure_map("Text"));
    CHECK(sent.message() == "");
  }
}

TEST_CASE("a form's empty text is an empty list, map or structure too") {
  Sent sent = query("List=&Map=&Inner=");
  Input input = sent.input();
  CHECK(input.text_list("List")->empty());
  CHECK(input.structure_list("List")->empty());
  CHECK(input.text_map("Map")->empty());
  CHECK_FALSE(input.structure("Inner")->has("Text"));
  CHECK(sent.message() == "");
}

TEST_CASE("a member of the wrong type is a SerializationException, in Query a MalformedInput") {
  const auto number = [](Input& input) { return input.number("X"); };
  const auto truth = [](Input& input) { return input.truth("X"); };
  const auto text = [](Input& input) { return input.text("X"); };
  const auto texts = [](Input& input) { return input.text_list("X"); };
  const auto map = [](Input& input) { return input.text_map("X"); };
  const auto structure = [](Input& input) { return input.structure("X").has_value(); };
  const auto structures = [](Input& input) { return input.structure_list("X").has_value(); };
  const auto named = [](Input& input) { return input.structure_map("X").has_value(); };
  const auto blob = [](Input& input) { return input.blob("X"); };
  const std::string json_code = "SerializationException: 'X' must be ";
  // JSON has types: a text that looks like a number is none.
  CHECK(wrong_type(json(R"({"X":"1"})"), number) == json_code + "an integer");
  CHECK(wrong_type(json(R"({"X":1.5})"), number) == json_code + "an integer");
  CHECK(wrong_type(json(R"({"X":"true"})"), truth) == json_code + "a boolean");
  CHECK(wrong_type(json(R"({"X":1})"), text) == json_code + "a string");
  CHECK(wrong_type(json(R"({"X":""})"), texts) == json_code + "a list");
  CHECK(wrong_type(json(R"({"X":[1]})"), texts) == json_code + "a list of strings");
  CHECK(wrong_type(json(R"({"X":[null]})"), texts) == json_code + "a list of strings");
  CHECK(wrong_type(json(R"({"X":[]})"), map) == json_code + "a map");
  CHECK(wrong_type(json(R"({"X":[]})"), structure) == json_code + "a structure");
  CHECK(wrong_type(json(R"({"X":["a"]})"), structures) == json_code + "a list of structures");
  CHECK(wrong_type(json(R"({"X":3})"), named) == json_code + "a map");
  CHECK(wrong_type(json(R"({"X":"*"})"), blob) == json_code + "Base64");

  const std::string query_code = "MalformedInput: 'X' must be ";
  CHECK(wrong_type(query("X=1x"), number) == query_code + "an integer");
  CHECK(wrong_type(query("X="), number) == query_code + "an integer");
  CHECK(wrong_type(query("X=yes"), truth) == query_code + "a boolean");
  CHECK(wrong_type(query("X.member.1=a"), text) == query_code + "a string");
  CHECK(wrong_type(query("X=a"), texts) == query_code + "a list");
  CHECK(wrong_type(query("X=a"), map) == query_code + "a map");
  CHECK(wrong_type(query("X=a"), structure) == query_code + "a structure");
}

TEST_CASE("validation names each member that is wrong by its path, in AWS's words") {
  for (Sent sent : {json(R"({"Size":99,"Name":"abcdef","Kind":"C","Entries":[{},{"Id":""}],)"
                         R"("Tables":{"t":{}}})"),
                    query("Size=99&Name=abcdef&Kind=C&Entries.member.1.Other=1&"
                          "Entries.member.2.Id=&Tables.entry.1.key=t&"
                          "Tables.entry.1.value.Other=1")}) {
    Input input = sent.input();
    CHECK(input.number("Size", 1, 10) == 10);
    input.text("Name", {.least = 1, .most = 5});
    input.choice("Kind", {"A", "B"});
    input.require("Missing");
    auto entries = input.structure_list("Entries");
    REQUIRE(entries);
    for (Input& entry : *entries) {
      entry.require("Id");
      entry.text("Id", {.least = 1});
    }
    auto tables = input.structure_map("Tables");
    REQUIRE(tables);
    (*tables)[0].second.require("Keys");
    const bool is_query = sent.errors.protocol() == Protocol::kQuery;
    CHECK(sent.message() ==
          std::string(is_query ? "ValidationError" : "ValidationException") +
              ": 7 validation errors detected: "
              "Value '99' at 'size' failed to satisfy constraint: "
              "Member must have value less than or equal to 10; "
              "Value 'abcdef' at 'name' failed to satisfy constraint: "
              "Member must have length less than or equal to 5; "
              "Value 'C' at 'kind' failed to satisfy constraint: "
              "Member must satisfy enum value set: [A, B]; "
              "Value null at 'missing' failed to satisfy constraint: Member must not be null; "
              "Value null at 'entries.1.member.id' failed to satisfy constraint: "
              "Member must not be null; "
              "Value '' at 'entries.2.member.id' failed to satisfy constraint: "
              "Member must have length greater than or equal to 1; "
              "Value null at 'tables.t.member.keys' failed to satisfy constraint: "
              "Member must not be null");
  }
}

TEST_CASE("a wrong type comes before any constraint") {
  Sent sent = json(R"({"Text":1})");
  Input input = sent.input();
  input.require("Missing");
  input.text("Text");
  CHECK(sent.message() == "SerializationException: 'Text' must be a string");
}

TEST_CASE("lengths count characters, and huge numbers are only too large") {
  Sent sent = json(R"({"Name":"ééé","Size":99999999999999999999,"Least":-99999999999999999999})");
  Input input = sent.input();
  CHECK(input.text("Name", {.most = 3}) == "ééé");
  CHECK(sent.message() == "");
  CHECK(input.number("Size", 0, 5) == 5);
  CHECK(input.number("Least", 0, 5) == 0);
  CHECK(sent.message().find("Value '99999999999999999999' at 'size'") != std::string::npos);
  CHECK(sent.message().find("2 validation errors") != std::string::npos);
}
