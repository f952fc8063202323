// AWS::LanguageExtensions by its published rules: "AWS::LanguageExtensions transform" in the
// CloudFormation reference, and the RFCs of its language.
#include <doctest/doctest.h>

#include "emulator/template/model/value_json.h"
#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

const std::string kExtended = "Transform: AWS::LanguageExtensions\n";

// Its outputs as JSON; or what is wrong with it.
std::string outputs_of(const std::string& text) {
  const Loaded loaded = load_text(text);
  if (!loaded.application) return errors_of(loaded);
  Value outputs = Value::map();
  for (const auto& [name, value] : loaded.application->outputs) outputs.set(name, value);
  return to_json(outputs);
}

std::string output_of(const std::string& value, const std::string& sections = {}) {
  return outputs_of(kExtended + sections + "Resources: {Q: {Type: AWS::SQS::Queue}}\n" +
                    "Outputs:\n  O:\n    Value: " + value + "\n");
}

bool has_part(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

std::string loop_errors(const std::string& loops, const std::string& sections = {}) {
  return errors_of(
      load_text(kExtended + sections + "Resources:\n  Q: {Type: AWS::SQS::Queue}\n" + loops));
}

const std::string kBody = "{'X${I}': {Type: AWS::SQS::Queue}}";

}  // namespace

TEST_CASE("without the transform its functions are errors that say what is missing") {
  const auto errors = [](const std::string& value) {
    return errors_of(
        load_text("Mappings: {M: {a: {b: c}}}\n"
                  "Resources: {Q: {Type: AWS::SQS::Queue}}\n"
                  "Outputs: {O: {Value: " +
                  value + "}}\n"));
  };
  CHECK(has_part(errors("!Length [a]"),
                 "`Fn::Length` needs AWS::LanguageExtensions | add `Transform"));
  CHECK(has_part(errors("{Fn::ToJsonString: {a: b}}"), "`Fn::ToJsonString` needs"));
  CHECK(has_part(errors("!FindInMap [M, a, x, {DefaultValue: d}]"), "`DefaultValue` of"));
  CHECK(has_part(errors("!FindInMap [M, !Sub a, b]"), "`Fn::Sub` in `Fn::FindInMap` needs"));
  CHECK(errors("!FindInMap [M, a, b]") == "");
  CHECK(has_part(errors_of(load_text("Resources:\n  Fn::ForEach::L: [I, [a], " + kBody + "]\n")),
                 "2:3 `Fn::ForEach` needs AWS::LanguageExtensions"));
}

TEST_CASE("Length and ToJsonString take lists and maps, with functions inside") {
  const std::string list = "Parameters: {L: {Type: CommaDelimitedList, Default: 'a,b,c'}}\n";
  CHECK(output_of("!Length {Ref: L}", list) == R"({"O":3})");
  CHECK(output_of("!Length [a, !Ref AWS::NoValue, !Ref L]", list) == R"({"O":2})");
  CHECK(output_of("!Length {Ref: E}",
                  "Parameters: {E: {Type: CommaDelimitedList, Default: ''}}\n") == R"({"O":1})");
  CHECK(output_of("!Length {Fn::Split: ['|', 'a|b']}") == R"({"O":2})");
  CHECK(has_part(output_of("!Length abc"), "`Fn::Length` takes a list"));
  CHECK(output_of("{Fn::ToJsonString: {z: 1, a: !Ref AWS::Region, n: !Ref AWS::NoValue, "
                  "l: [x, {y: !Ref L}]}}",
                  list) ==
        R"({"O":"{\"z\":1,\"a\":\"us-east-1\",\"l\":[\"x\",{\"y\":[\"a\",\"b\",\"c\"]}]}"})");
  CHECK(has_part(output_of("{Fn::ToJsonString: text}"), "takes a list or a map"));
  CHECK(output_of("{Fn::ToJsonString: {q: !GetAtt Q.QueueName}}") == R"({"O":"{\"q\":\"Q\"}"})");
}

TEST_CASE("FindInMap: a default for any key that is missing, functions in the keys") {
  const std::string maps =
      "Parameters: {P: {Type: String, Default: x-east}}\n"
      "Conditions: {IsEast: !Equals [a, a]}\n"
      "Mappings: {M: {east: {b: c, l: [1, 2]}}}\n";
  CHECK(output_of("!FindInMap [M, east, none, {DefaultValue: d}]", maps) == R"({"O":"d"})");
  CHECK(output_of("!FindInMap [M, none, b, {DefaultValue: [x]}]", maps) == R"({"O":["x"]})");
  CHECK(output_of("!FindInMap [N, east, b, {DefaultValue: !FindInMap [M, east, l]}]", maps) ==
        R"({"O":[1,2]})");
  CHECK(output_of("!FindInMap [M, !Select [1, !Split ['-', !Ref P]], b]", maps) == R"({"O":"c"})");
  CHECK(output_of("!FindInMap [M, !If [IsEast, east, west], b]", maps) == R"({"O":"c"})");
}

TEST_CASE("loops: conditions, outputs, names made of variables") {
  CHECK(outputs_of(kExtended + R"(
Parameters:
  ParamA: {Type: String, Default: 'true'}
  ParamB: {Type: String, Default: 'false'}
Mappings: {Names: {Condition: {B: IsB}}}
Conditions:
  Fn::ForEach::Checks:
    - Id
    - [A, B]
    - Is${Id}: !Equals [{Ref: {Fn::Sub: 'Param${Id}'}}, 'true']
Resources:
  Fn::ForEach::Queues:
    - Id
    - [A, B]
    - Queue${Id}:
        Type: AWS::SQS::Queue
        Condition: !FindInMap [Names, Condition, !Ref Id, {DefaultValue: !Ref AWS::NoValue}]
        DependsOn: [!Sub 'Topic${Id}']
      Topic${Id}: {Type: AWS::SNS::Topic}
Outputs:
  Fn::ForEach::Attributes:
    - Id
    - [A]
    - Fn::ForEach::Inner:
        - Attribute
        - [Arn, QueueName]
        - Q${Id}${Attribute}: {Value: !GetAtt [!Sub 'Queue${Id}', !Ref Attribute]}
  None: {Condition: IsB, Value: x}
)") == R"({"QAArn":"arn:aws:sqs:us-east-1:123456789012:QueueA","QAQueueName":"QueueA"})");
}

TEST_CASE("a loop's list may be computed, of what is known") {
  const std::string parameters =
      "Parameters:\n  P: {Type: String, Default: 'a,b'}\n"
      "  S: {Type: CommaDelimitedList, Default: 'a,b', NoEcho: true}\n"
      "Mappings: {M: {k: {l: [c, d]}}}\n";
  const auto loop = [](const std::string& list) {
    return "  Fn::ForEach::L:\n    - I\n    - " + list + "\n    - " + kBody + "\n";
  };
  CHECK(loop_errors(loop("!Split [',', !Ref P]"), parameters) == "");
  CHECK(loop_errors(loop("!FindInMap [M, k, l]"), parameters) == "");
  CHECK(has_part(loop_errors(loop("[!Ref P]"), parameters), "`Xa,b` cannot name a resource"));
  CHECK(has_part(loop_errors(loop("!Ref S"), parameters), "cannot run over `S`: it has NoEcho"));
  CHECK(has_part(loop_errors(loop("[!Ref Q]"), parameters), "known before the stack exists"));
  CHECK(has_part(loop_errors(loop("!GetAtt Q.Arn"), parameters), "known before the stack exists"));
}

TEST_CASE("names of loops and variables are their own") {
  const std::string parameters = "Parameters: {P: {Type: String, Default: x}}\n";
  CHECK(has_part(loop_errors("  Fn::ForEach::P: [I, [a], " + kBody + "]\n", parameters),
                 "the loop `P` has the name of a parameter"));
  CHECK(has_part(loop_errors("  Fn::ForEach::Q: [I, [a], " + kBody + "]\n"),
                 "the loop `Q` has the name of a resource"));
  CHECK(has_part(
      loop_errors("  Fn::ForEach::L: [P, [a], {'X${P}': {Type: AWS::SQS::Queue}}]\n", parameters),
      "the variable `P` has the name of a parameter"));
  CHECK(has_part(
      loop_errors("  Fn::ForEach::L: [I, [a], {Fn::ForEach::K: [I, [b], " + kBody + "]}]\n"),
      "a loop around this one has the variable `I`"));
  CHECK(has_part(
      loop_errors("  XA: {Type: AWS::SQS::Queue}\n  Fn::ForEach::L: [I, [A], " + kBody + "]\n"),
      "the loop makes `XA` twice"));
}

TEST_CASE("loops stand in Conditions, Resources and Outputs alone") {
  const std::string loop = "{Fn::ForEach::L: [I, [a], {'M${I}': {k: {x: y}}}]}\n";
  for (const char* section : {"Mappings", "Metadata"}) {
    CHECK(has_part(loop_errors("", std::string(section) + ": " + loop),
                   "`Fn::ForEach` cannot stand in `" + std::string(section) + "`"));
  }
}

TEST_CASE("deletion policies may be computed with the transform only") {
  const auto load = [](const std::string& transform, const std::string& policy) {
    return errors_of(
        load_text(transform + "Parameters: {P: {Type: String, Default: Retain}}\n" +
                  "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    UpdateReplacePolicy: Delete\n" +
                  "    DeletionPolicy: " + policy + "\n"));
  };
  CHECK(load(kExtended, "!Ref P") == "");
  CHECK(has_part(load(kExtended, "!GetAtt Q.Arn"), "known before the stack exists"));
  CHECK(has_part(load("", "!Ref P"), "`DeletionPolicy` must be a string"));
}

TEST_CASE("macros that cannot run here are named") {
  const auto warned = [](const std::string& transform) {
    return warnings_of(
        load_text("Transform: " + transform + "\nResources: {Q: {Type: AWS::SQS::Queue}}\n"));
  };
  CHECK(warned("AWS::Serverless-2016-10-31") == "");
  CHECK(warned("[AWS::LanguageExtensions]") == "");
  const std::string two = warned("[Mine, AWS::CodeDeployBlueGreen]");
  CHECK(has_part(two, "1:13 the macro `Mine` cannot run here: what it makes is missing"));
  CHECK(has_part(two, "1:19 the macro `AWS::CodeDeployBlueGreen` cannot run here"));
  CHECK(has_part(warned("AWS::LanguageExtension"), "did you mean `AWS::LanguageExtensions`?"));
  CHECK(has_part(warned("{Name: Mine, Parameters: {A: b}}"), "1:19 the macro `Mine` cannot run"));
  CHECK(has_part(warned("{Name: AWS::Include, Parameters: {Location: s3://b/x}}"),
                 "only local files are included"));
  CHECK(
      has_part(errors_of(load_text("Transform: [[a]]\nResources: {Q: {Type: AWS::SQS::Queue}}\n")),
               "a transform is a name"));
}

TEST_CASE("the value of a NoEcho parameter is not written into the template") {
  const Folder folder;
  LoadOptions options;
  options.template_file = folder.write(
      "template.yaml",
      "Parameters: {S: {Type: String, NoEcho: true, Default: hushhush}}\n" +
          function_template("      Description: !Sub 'it is ${S}'\n"
                            "      Environment: {Variables: {AA: !Join ['', [!Ref S, b]]}}\n")
              .replace(0, std::string("Transform: AWS::Serverless-2016-10-31").size(),
                       "Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]"));
  const Transformed result = transform_template(options);
  CHECK(result.accepted);
  CHECK(has_part(result.json, "\"Default\": \"hushhush\""));
  CHECK(result.json.find("hushhush") == result.json.rfind("hushhush"));
}

TEST_CASE("SAM sees what the transform has computed") {
  const std::string text =
      "Mappings: {M: {us-east-1: {Alias: live}}}\n" +
      function_template(
          "      AutoPublishAlias: !FindInMap [M, !Ref AWS::Region, Alias, "
          "{DefaultValue: x}]\n")
          .substr(std::string("Transform: AWS::Serverless-2016-10-31\n").size());
  const Loaded loaded =
      load_text("Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]\n" + text);
  CHECK(errors_of(loaded) == "");
  REQUIRE(loaded.application);
  bool found = false;
  for (const Resource& each : loaded.application->resources) {
    found = found || each.logical_id == "HelloAliaslive";
  }
  CHECK(found);
  const Loaded loop = load_text(R"(
Transform: [AWS::LanguageExtensions, AWS::Serverless-2016-10-31]
Parameters: {Stage: {Type: String, Default: prod}}
Resources:
  Fn::ForEach::Functions:
    - Name
    - [Orders, Users]
    - Fn${Name}:
        Type: AWS::Serverless::Function
        Properties:
          CodeUri: .
          Handler: a.b
          Runtime: provided.al2023
          Events:
            Get: {Type: HttpApi, Properties: {Path: !Sub '/${Stage}/${Name}', Method: get}}
)");
  CHECK(errors_of(loop) == "");
  REQUIRE(loop.application);
  CHECK(loop.application->functions.at(1).events.at(0).properties.find("Path")->text() ==
        "/prod/Users");
  CHECK(has_part(warnings_of(load_text(
                     "Transform: [AWS::Serverless-2016-10-31, AWS::LanguageExtensions]\n" + text)),
                 "AWS expands transforms in their order"));
}
