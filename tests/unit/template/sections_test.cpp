// What CloudFormation demands of a template beside its resources, and legal oddities.
#include <doctest/doctest.h>

#include "emulator/template/model/value_json.h"
#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

const std::string kQueue = "Resources: {Q: {Type: AWS::SQS::Queue}}\n";

std::string errors(const std::string& text, std::map<std::string, std::string> overrides = {}) {
  return errors_of(load_text(text + kQueue, std::move(overrides)));
}

bool mentions(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

// The value of one output as JSON; or what is wrong.
std::string output(const std::string& value, const std::string& sections = {}) {
  const Loaded loaded = load_text(sections + kQueue + "Outputs:\n  O:\n    Value: " + value + "\n");
  if (!loaded.application) return errors_of(loaded);
  return to_json(loaded.application->outputs.at("O"));
}

const std::string kRules = R"(
Parameters:
  Stage: {Type: String, Default: dev}
  Sizes: {Type: CommaDelimitedList, Default: 'small,small'}
  Key: {Type: AWS::EC2::KeyPair::KeyName, Default: mine}
  Stored: {Type: 'AWS::SSM::Parameter::Value<String>', Default: /x}
Rules:
  R:
)";

std::string rule_errors(const std::string& rule, const std::string& stage = "dev") {
  return errors(kRules + rule, {{"Stage", stage}});
}

std::string asserted(const std::string& assertion) {
  return rule_errors("    Assertions: [{Assert: " + assertion + ", AssertDescription: why}]\n");
}

}  // namespace

TEST_CASE("rules: assertions that do not hold are errors with their description") {
  const std::string rule =
      "    RuleCondition: !Equals [!Ref Stage, prod]\n"
      "    Assertions:\n"
      "      - Assert: !EachMemberEquals [!Ref Sizes, large]\n"
      "        AssertDescription: production needs large ones\n";
  CHECK(rule_errors(rule) == "");
  CHECK(rule_errors(rule, "prod") ==
        "11:17 rule `R` does not hold | production needs large ones\n");
}

TEST_CASE("rules: every function") {
  const std::string broken = "rule `R` does not hold | why";
  for (const char* holds :
       {"!Contains [[dev, prod], !Ref Stage]", "!EachMemberEquals [!Ref Sizes, small]",
        "!EachMemberIn [!Ref Sizes, [small, large]]",
        "!Equals [!RefAll 'AWS::EC2::KeyPair::KeyName', "
        "[mine]]",
        "!And [!Equals [a, a], !Not [!Equals [a, b]]]", "!Or [!Equals [a, b], true]",
        "!Equals [!ValueOf [Key, KeyName], x]", "!Equals [!Ref Stored, x]",
        "!Or [!Equals [!Ref Stored, x], !Equals [a, b]]"}) {
    INFO(holds);
    CHECK(asserted(holds) == "");
  }
  for (const char* fails :
       {"!Contains [[prod], !Ref Stage]", "!EachMemberEquals [!Ref Sizes, large]",
        "!EachMemberIn [!Ref Sizes, [large]]", "!Not [!Equals [!Ref Stage, dev]]",
        "!And [!Equals [a, a], !Equals [a, b]]", "!Or [!Equals [a, b], false]",
        "!And [!Equals [!Ref Stored, x], !Equals [a, b]]"}) {
    INFO(fails);
    CHECK(mentions(asserted(fails), broken));
  }
}

TEST_CASE("rules that are written wrong") {
  CHECK(mentions(asserted("!Equals [!Ref Stagee, dev]"), "`Stagee` is no parameter"));
  CHECK(mentions(asserted("!Sub x"), "`Fn::Sub` is no condition of a rule"));
  CHECK(mentions(asserted("!Contains [a, b]"), "`Fn::Contains` looks into a list"));
  CHECK(mentions(asserted("!Not [true, true]"), "`Fn::Not` takes 1 condition"));
  CHECK(mentions(asserted("!And [true]"), "`Fn::And` takes 2 to 10 conditions"));
  CHECK(mentions(rule_errors("    RuleCondition: true\n"), "needs a list of `Assertions`"));
  CHECK(mentions(rule_errors("    Assertions: [{Asert: true}]\n"), "did you mean `Assert`"));
  CHECK(mentions(errors("Rules: [a]\n"), "`Rules` must be a map"));
}

TEST_CASE("the head of a template, and names in its sections") {
  CHECK(errors("AWSTemplateFormatVersion: 2010-09-09\nDescription: x\n") == "");
  CHECK(mentions(errors("AWSTemplateFormatVersion: 2010-09-10\n"),
                 "1:27 AWS knows one version of templates | write 2010-09-09"));
  CHECK(mentions(errors("Description: [a]\n"), "`Description` must be a string"));
  CHECK(mentions(errors("Description: " + std::string(1025, 'x') + "\n"),
                 "the description has 1025 bytes; AWS takes at most 1024"));
  CHECK(mentions(errors("Parameters: {a-b: {Type: String, Default: x}}\n"),
                 "`a-b` cannot name a parameter"));
  CHECK(mentions(errors("Mappings: {a-b: {c: {d: e}}}\n"), "`a-b` cannot name a mapping"));
  CHECK(mentions(errors("Outputs: {a-b: {Value: x}}\n"), "`a-b` cannot name an output"));
}

TEST_CASE("mappings have two levels of keys, then strings or lists") {
  CHECK(errors("Mappings: {M: {123456789012: {a.b-c: 1, l: [x, y]}}}\n") == "");
  CHECK(mentions(errors("Mappings: {M: {a: b}}\n"), "found a string where a map must be"));
  CHECK(mentions(errors("Mappings: {M: b}\n"), "found a string where a map must be"));
  CHECK(mentions(errors("Mappings: {M: {a: {b: {c: d}}}}\n"), "lists of strings, found a map"));
  CHECK(mentions(errors("Mappings: {M: {a: {b: [[c]]}}}\n"), "lists of strings, found a list"));
}

TEST_CASE("outputs: their attributes, and exports of one name") {
  CHECK(
      mentions(errors("Outputs: {O: {Value: x, Descripton: y}}\n"), "did you mean `Description`"));
  CHECK(mentions(errors("Outputs: {O: {Value: x, Export: {}}}\n"), "`Export` needs a `Name`"));
  CHECK(mentions(
      errors("Outputs: {O: {Value: x, Export: {Name: n}}, P: {Value: y, Export: {Name: n}}}\n"),
      "`n` is exported by `O` already"));
}

TEST_CASE("functions cannot stand for all properties of a resource") {
  const Loaded loaded = load_text(
      "Conditions: {C: !Equals [a, a]}\n"
      "Resources: {Q: {Type: AWS::SQS::Queue, Properties: !If [C, {QueueName: a}, {}]}}\n");
  CHECK(mentions(errors_of(loaded), "`Fn::If` cannot stand for all properties"));
}

TEST_CASE("lengths of parameters are counted in characters") {
  CHECK(errors("Parameters: {P: {Type: String, Default: üü, MaxLength: 2, MinLength: 2}}\n") == "");
  CHECK(mentions(errors("Parameters: {P: {Type: String, Default: üü, MinLength: 3}}\n"),
                 "is below MinLength 3"));
}

TEST_CASE("functions in all their spellings, and numbers as YAML 1.1 has them") {
  CHECK(output("{Fn::GetAtt: Q.QueueName}") == "\"Q\"");
  CHECK(output("{Fn::GetAtt: [Q, QueueName]}") == "\"Q\"");
  CHECK(output("!GetAtt [Q, QueueName]") == "\"Q\"");
  CHECK(output("{Fn::Sub: ['${a}-${!a}-$${a}-${Q.QueueName}', {a: !Select ['0', [x]]}]}") ==
        "\"x-${a}-$x-Q\"");
  CHECK(output("!Join ['|', [010, 1:30, yes, 1.10, 0x1F, 1_000, 12345678901234567890123, 08]]") ==
        "\"8|90|true|1.1|31|1000|12345678901234567890123|08\"");
  CHECK(output("!If [Late, a, b]",
               "Conditions: {Late: !Not [{Condition: Early}], Early: !Equals [a, b]}\n") ==
        "\"a\"");
  CHECK(output("!Join [',', [a, !Ref AWS::NoValue, b]]") == "\"a,b\"");
  CHECK(output("!FindInMap [M, !Ref AWS::AccountId, 2]",
               "Mappings: {M: {123456789012: {2: two}}}\n") == "\"two\"");
}
