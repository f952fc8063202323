// Reading and writing by one list of fields: nothing is lost, and what does not fit is named.
#include <doctest/doctest.h>
#include <brume/fields.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

using brume::json;

namespace {

struct Owner {
  std::string name;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("Name", self.name);
  }
};

struct Thing {
  std::string text = "initial";
  int number = 0;
  bool truth = false;
  double seconds = 0;
  std::optional<int> maybe;
  std::vector<std::string> list;
  std::map<std::string, Owner> owners;
  Owner owner;
  json any;
  std::vector<int> forced;
  json extra;
  template <typename Self, typename Fields>
  static void fields(Self& self, Fields& each) {
    each("text", self.text);
    each("number", self.number);
    each("truth", self.truth);
    each("seconds", self.seconds);
    each("maybe", self.maybe);
    each("list", self.list);
    each("owners", self.owners);
    each("owner", self.owner);
    each("any", self.any);
    each("forced", self.forced);
  }
};

std::string error_of(const char* text) {
  try {
    json::parse(text).get<Thing>();
  } catch (const brume::Error& error) {
    CHECK(error.type() == "Runtime.UnmarshalError");
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("what was read is written back equal, be it absent, null, empty or unknown") {
  for (const char* text : {
           "{}",
           R"({"text":"","number":0,"truth":false,"list":[],"owners":{},"owner":{},"any":null})",
           R"({"text":null,"number":null,"truth":null,"list":null,"owners":null,"owner":null})",
           R"({"text":"a","number":-3,"truth":true,"seconds":1.5,"maybe":0,"list":["x",""]})",
           R"({"owners":{"a":{},"b":{"Name":"B","age":3}},"owner":{"Name":null,"more":[1,{}]}})",
           R"({"any":{"deep":[null]},"unknown":{"x":null},"Text":"other case","seconds":0.0})",
       }) {
    CAPTURE(text);
    CHECK(json(json::parse(text).get<Thing>()) == json::parse(text));
  }
}

TEST_CASE("an absent or null field is the empty value, not the initial one") {
  CHECK(json::parse("{}").get<Thing>().text == "");
  CHECK(json::parse(R"({"text":null})").get<Thing>().text == "");
  CHECK(json::parse(R"({"text":null})").get<Thing>().extra.contains("text"));
  CHECK_FALSE(json::parse("{}").get<Thing>().extra.contains("text"));
}

TEST_CASE("a field set after reading is written, one emptied is left out") {
  Thing thing = json::parse(R"({"text":null,"number":4,"owner":{"x":1}})").get<Thing>();
  thing.text = "now";
  thing.number = 0;
  thing.owner.name = "N";
  CHECK(json(thing) == json::parse(R"({"text":"now","owner":{"Name":"N","x":1}})"));
}

TEST_CASE("a new object writes what is set in it") {
  CHECK(json(Thing()) == json::parse(R"({"text":"initial"})"));
}

TEST_CASE("whole numbers are written without a fraction") {
  Thing thing;
  thing.seconds = 1480642020;
  CHECK(json(thing)["seconds"].dump() == "1480642020");
  thing.seconds = 1480642020.25;
  CHECK(json(thing)["seconds"].dump() == "1480642020.25");
}

TEST_CASE("an event that does not fit is refused with the place and what was expected there") {
  CHECK(error_of("[]") == "event: expected an object, got array");
  CHECK(error_of(R"({"text":1})") == "text: expected a string, got number");
  CHECK(error_of(R"({"number":"1"})") == "number: expected a number, got string");
  CHECK(error_of(R"({"number":1.5})") == "number: expected a whole number");
  CHECK(error_of(R"({"number":1e99})") == "number: out of range");
  CHECK(error_of(R"({"number":3000000000})") == "number: out of range");
  CHECK(error_of(R"({"truth":"yes"})") == "truth: expected true or false, got string");
  CHECK(error_of(R"({"list":["a",{}]})") == "list[1]: expected a string, got object");
  CHECK(error_of(R"({"owners":{"o":{"Name":[]}}})") ==
        "owners.o.Name: expected a string, got array");
}
