#include "emulator/check/check.h"

#include <doctest/doctest.h>

#include "emulator/check/sarif.h"
#include "tests/unit/template/support.h"

namespace brume::emulator::check {
namespace {

CheckResult check_text(const std::string& text) {
  const Folder folder;
  LoadOptions options;
  options.template_file = folder.write("template.yaml", text);
  return check_template(options);
}

std::string found(const std::string& text) {
  std::string result;
  for (const Diagnostic& each : check_text(text).loaded.diagnostics) {
    if (each.severity == Diagnostic::Severity::kNote) continue;
    result +=
        std::string(each.rule) + " " + std::to_string(each.at.line) + ": " + each.message + "\n";
  }
  return result;
}

const std::string kTopic = "Resources:\n  T:\n    Type: AWS::SNS::Topic\n    Properties:\n";

}  // namespace

TEST_CASE("a correct template has nothing to be said of") {
  CHECK(found(kTopic + "      TopicName: news\n") == "");
  CHECK(found(kTopic + "      Tags: [{Key: a, Value: !Sub '${AWS::Region}'}]\n") == "");
  CHECK(found("Resources: {C: {Type: 'Custom::Thing', Properties: {Any: thing}}}\n"
              "Outputs: {O: {Value: !GetAtt C.Whatever}}\n") == "");
}

TEST_CASE("both branches of Fn::If are judged, and values only where they are taken") {
  const std::string head =
      "Parameters: {Name: {Type: String, Default: 'a b'}}\n"
      "Conditions: {Named: !Equals [a, b]}\n";
  CHECK(found(head + kTopic + "      TopicName: !If [Named, {a: b}, !Ref Other]\n")
            .find("value 7: `TopicName` must be a string, found a map") != std::string::npos);
  CHECK(found(head + kTopic + "      TopicName: !If [Named, !Ref Name, news]\n") == "");
  CHECK(found(head + kTopic + "      TopicName: !If [Named, news, !Ref Name]\n") ==
        "name 7: AWS rejects the `TopicName` `a b`\n");
}

TEST_CASE("text of a function is no list") {
  CHECK(found(kTopic + "      Tags: !Join ['', [!ImportValue a]]\n")
            .find("`Tags` must be a list, found a string") != std::string::npos);
}

TEST_CASE("what is not known before the stack exists passes") {
  CHECK(found(kTopic + "      TopicName: '{{resolve:ssm:/a/name with spaces}}'\n"
                       "      Tags: !GetAtt T.TopicArn\n")
            .find("TopicName") == std::string::npos);
  CHECK(found(kTopic + "      TopicName: !ImportValue name\n") == "");
}

TEST_CASE("unknown types have the nearest one") {
  const CheckResult checked = check_text("Resources: {T: {Type: 'AWS::SNS::Topik'}}\n");
  REQUIRE(checked.loaded.diagnostics.size() >= 1);
  CHECK(checked.loaded.diagnostics[0].rule == rules::kUnknownType);
  CHECK(checked.loaded.diagnostics[0].hint == "did you mean `AWS::SNS::Topic`?");
  CHECK(found("Resources: {T: {Type: 'AWS::New::Service'}}\n") ==
        "unknown-type 1: there is no resource type `AWS::New::Service`\n");
}

TEST_CASE("a macro may make what a template seems not to have") {
  CHECK(found("Transform: MyMacro\nParameters: {A: {Type: String, Default: b}}\n" + kTopic +
              "      TopicName: news\nOutputs: {O: {Value: x}}\n") ==
        "not-emulated 1: the macro `MyMacro` cannot run here: what it makes is missing\n");
}

TEST_CASE("SARIF: names are references, columns are code points") {
  Diagnostic diagnostic;
  diagnostic.at = {0, 2, 3};
  diagnostic.length = 4;
  diagnostic.message = "wrong";
  diagnostic.rule = rules::kValue;
  const std::string log = render_sarif({diagnostic}, {{"a b%.yaml", ""}}, "1.0");
  CHECK(log.find("\"uri\": \"a%20b%25.yaml\"") != std::string::npos);
  CHECK(log.find("\"endColumn\": 7") != std::string::npos);
  CHECK(log.find("\"columnKind\": \"unicodeCodePoints\"") != std::string::npos);
  diagnostic.at = {9, 0, 0};
  CHECK(render_sarif({diagnostic}, {}, "1.0").find("\"locations\"") == std::string::npos);
}

}  // namespace brume::emulator::check
