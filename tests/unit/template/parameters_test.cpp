#include "emulator/template/sections/parameters.h"

#include <doctest/doctest.h>

#include "tests/unit/template/support.h"

#include "emulator/template/sections/overrides.h"

using namespace brume::emulator;

namespace {

// One parameter `P` with these attributes, given or not -> its resolved value as text, or errors.
std::string value_of(const std::string& attributes, std::map<std::string, std::string> given = {}) {
  const Loaded loaded = load_text("Parameters:\n  P: {" + attributes +
                                      "}\nResources:\n  Q: {Type: AWS::SQS::Queue}\n"
                                      "Outputs:\n  Out: {Value: !Ref P}\n",
                                  std::move(given));
  if (!loaded.application) return errors_of(loaded);
  const Value& out = loaded.application->outputs.at("Out");
  if (!out.is_list()) return out.text();
  std::string text;
  for (const Value& item : out.items()) text += "[" + item.text() + "]";
  return text;
}

using Overrides = std::map<std::string, std::string>;

Overrides overrides(const std::vector<std::string>& arguments) {
  auto parsed = parse_parameter_overrides(arguments);
  if (!parsed) return {{"error", parsed.error().message}};
  return std::move(parsed).value();
}

}  // namespace

TEST_CASE("a given value wins over the default") {
  CHECK(value_of("Type: String, Default: a") == "a");
  CHECK(value_of("Type: String, Default: a", {{"P", "b"}}) == "b");
  CHECK(value_of("Type: String, Default: \"\"") == "");
  CHECK(value_of("Type: Number, Default: 010") == "8");
  CHECK(value_of("Type: Number, Default: \"010\"") == "010");
}

TEST_CASE("a parameter without a value says how to give one") {
  CHECK(value_of("Type: String") ==
        "2:3 parameter `P` has no value | give it a `Default`, or run with --parameter-overrides "
        "P=VALUE\n");
}

TEST_CASE("lists are split at commas and trimmed") {
  CHECK(value_of("Type: CommaDelimitedList, Default: \"a, b ,c\"") == "[a][b][c]");
  CHECK(value_of("Type: List<Number>, Default: \"1,2\"") == "[1][2]");
  CHECK(value_of("Type: List<Number>, Default: \"1,x\"").find("`x` is not a number") !=
        std::string::npos);
  CHECK(value_of("Type: List<AWS::EC2::Subnet::Id>, Default: \"s1,s2\"") == "[s1][s2]");
}

TEST_CASE("constraints are checked, with the declared explanation") {
  CHECK(value_of("Type: Number, Default: x").find("`x` is not a number") != std::string::npos);
  CHECK(value_of("Type: Number, Default: 5, MinValue: 6").find("`5` is below MinValue 6") !=
        std::string::npos);
  CHECK(value_of("Type: Number, Default: 7, MaxValue: 6").find("`7` is above MaxValue 6") !=
        std::string::npos);
  CHECK(value_of("Type: String, Default: ab, MinLength: 3").find("is below MinLength 3") !=
        std::string::npos);
  CHECK(value_of("Type: String, Default: abcd, MaxLength: 3").find("is above MaxLength 3") !=
        std::string::npos);
  CHECK(value_of("Type: String, Default: c, AllowedValues: [a, b]")
            .find("`c` is not one of the AllowedValues: a, b") != std::string::npos);
  CHECK(value_of("Type: Number, Default: 3, AllowedValues: [1, 3]") == "3");
  CHECK(value_of("Type: String, Default: abc, AllowedPattern: '[a-c]+'") == "abc");
  CHECK(value_of("Type: String, Default: abcd, AllowedPattern: '[a-c]+', "
                 "ConstraintDescription: only a to c")
            .find("does not match AllowedPattern `[a-c]+` (parameter `P`) | only a to c") !=
        std::string::npos);
}

TEST_CASE("a wrong default is shown at the default, a wrong override at the parameter") {
  CHECK(value_of("Type: Number, Default: x").find("2:30 ") == 0);
  CHECK(value_of("Type: Number, Default: 1", {{"P", "x"}}).find("2:3 `x` is not a number") == 0);
}

TEST_CASE("the value of a NoEcho parameter is never shown") {
  const std::string errors = value_of("Type: String, NoEcho: true, Default: hunter2, MaxLength: 3");
  CHECK(errors.find("hunter2") == std::string::npos);
  CHECK(errors.find("the value is above MaxLength 3") != std::string::npos);
}

TEST_CASE("declarations are checked") {
  CHECK(value_of("Default: a").find("parameter `P` has no `Type`") != std::string::npos);
  CHECK(value_of("Type: Strin, Default: a").find("did you mean `String`?") != std::string::npos);
  CHECK(value_of("Type: String, Defualt: a").find("did you mean `Default`?") != std::string::npos);
  CHECK(value_of("Type: String, Default: [a]").find("a parameter's default must be a string") !=
        std::string::npos);
}

TEST_CASE("an SSM parameter type is noted and taken by its name") {
  const Loaded loaded = load_text(
      "Parameters:\n  P: {Type: \"AWS::SSM::Parameter::Value<String>\", Default: /a/b}\n"
      "Resources:\n  Q: {Type: AWS::SQS::Queue}\nOutputs:\n  Out: {Value: !Ref P}\n");
  REQUIRE(loaded.application);
  CHECK(loaded.application->outputs.at("Out").as_string() == "/a/b");
  CHECK(notes_of(loaded).find("is taken as the name it has") != std::string::npos);
}

TEST_CASE("an override that names no parameter is a warning with the nearest name") {
  const Loaded loaded = load_text(
      "Parameters:\n  Stage: {Type: String, Default: a}\nResources:\n  Q: {Type: "
      "AWS::SQS::Queue}\n",
      {{"Stagee", "b"}});
  CHECK(loaded.application);
  CHECK(warnings_of(loaded) ==
        "0:0 --parameter-overrides: the template has no parameter `Stagee` | did you mean "
        "`Stage`?\n");
}

TEST_CASE("overrides are read in both forms") {
  CHECK(overrides({"A=1", "B=x y"}) == Overrides{{"A", "1"}, {"B", "x y"}});
  CHECK(overrides({"A=1 B=2"}) == Overrides{{"A", "1"}, {"B", "2"}});
  CHECK(overrides({"A=\"x B=2\" C=3"}) == Overrides{{"A", "x B=2"}, {"C", "3"}});
  CHECK(overrides({"A=k=v,l=w"}) == Overrides{{"A", "k=v,l=w"}});
  CHECK(overrides({"A="}) == Overrides{{"A", ""}});
  CHECK(overrides({"A=\"say \\\"hi\\\"\""}) == Overrides{{"A", "say \"hi\""}});
  CHECK(overrides({"ParameterKey=A,ParameterValue=1"}) == Overrides{{"A", "1"}});
  CHECK(overrides({"ParameterKey=A,ParameterValue=a,b ParameterKey=B,ParameterValue=\"x y\""}) ==
        Overrides{{"A", "a,b"}, {"B", "x y"}});
  CHECK(overrides({"ParameterKey=A,ParameterValue=a\\,b"}) == Overrides{{"A", "a,b"}});
  CHECK(overrides({"A=1", "A=2"}) == Overrides{{"A", "2"}});
  CHECK(overrides({""}).empty());
}

TEST_CASE("malformed overrides are an error that shows them") {
  for (const char* text : {"A", "=1", "ParameterKey=A", "ParameterKey=A,Value=1", "a b=1"}) {
    CAPTURE(text);
    CHECK(overrides({text}).count("error") == 1);
  }
}
