#include "emulator/template/resolve/resolve.h"

#include <doctest/doctest.h>

#include "emulator/template/model/value_json.h"
#include "emulator/template/parse/parse.h"
#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

Value read_data(const std::string& name) {
  SourceFiles sources;
  Diagnostics diagnostics;
  Reporter reporter(diagnostics);
  auto value =
      parse_file(std::filesystem::path(BRUME_TEST_DATA) / "template" / name, sources, reporter);
  INFO(render_text(diagnostics, sources, false));
  REQUIRE(value);
  return std::move(*value);
}

// Conditions section -> what goes wrong when all are evaluated.
std::string condition_errors(const std::string& conditions) {
  const Loaded loaded =
      load_text("Conditions:\n" + conditions + "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n");
  return errors_of(loaded);
}

}  // namespace

TEST_CASE("every intrinsic gives what CloudFormation gives") {
  const Value data = read_data("intrinsics.yaml");
  const Value& root = *data.find("preamble");
  Diagnostics preamble_diagnostics;
  Reporter preamble_reporter(preamble_diagnostics);
  const ParameterValues parameters = read_parameters(root, {}, preamble_reporter);
  REQUIRE(preamble_diagnostics.empty());
  for (const Value& each : data.find("cases")->items()) {
    const Value& value = *each.find("value");
    CAPTURE(to_json(value));
    CAPTURE(each.at().line);
    Diagnostics diagnostics;
    Reporter reporter(diagnostics);
    Resolver resolver(root, parameters, {}, reporter);
    const auto resolved = resolver.resolve(value, Path());
    if (const Value* expected = each.find("is")) {
      const std::string errors = described(Diagnostic::Severity::kError, diagnostics);
      CAPTURE(errors);
      REQUIRE(resolved);
      CHECK(to_json(*resolved) == to_json(*expected));
    } else {
      CHECK_FALSE(resolved);
      REQUIRE_FALSE(diagnostics.empty());
      CHECK(diagnostics[0].message.find(each.find("error")->as_string()) != std::string::npos);
      CHECK(diagnostics[0].at.line != 0);
    }
  }
}

TEST_CASE("conditions that depend on each other in a circle are an error") {
  CHECK(condition_errors("  A: !Not [!Condition B]\n  B: !Or [!Condition C, !Condition C]\n"
                         "  C: !And [!Condition A, !Condition A]\n")
            .find("conditions depend on each other in a circle: A -> B -> C -> A") !=
        std::string::npos);
  CHECK(condition_errors("  A: !Condition A\n").find("circle: A -> A") != std::string::npos);
}

TEST_CASE("conditions are checked even when nothing uses them") {
  CHECK(condition_errors("  A: !Equals [a]\n").find("takes a list of two values") !=
        std::string::npos);
  CHECK(condition_errors("  A: !Not [!Condition Nope]\n").find("there is no condition `Nope`") !=
        std::string::npos);
  CHECK(condition_errors("  A: hello\n").find("expected a condition, found a string") !=
        std::string::npos);
  CHECK(condition_errors("  A: !Or [!Equals [a, a]]\n").find("takes 2 to 10 conditions") !=
        std::string::npos);
  CHECK(condition_errors("  A: !Equals [!Ref Q, a]\n")
            .find("a condition cannot depend on the resource `Q`") != std::string::npos);
  CHECK(condition_errors("  A: !Join [a, [b]]\n").find("`Fn::Join` is no condition") !=
        std::string::npos);
}

TEST_CASE("a resource whose condition is false is not there") {
  const char* text =
      "Parameters:\n  Make: {Type: String, Default: \"no\"}\n"
      "Conditions:\n  Wanted: !Equals [!Ref Make, \"yes\"]\n"
      "Resources:\n  A: {Type: AWS::SQS::Queue}\n"
      "  B: {Type: AWS::SQS::Queue, Condition: Wanted}\n"
      "Outputs:\n  Url: {Condition: Wanted, Value: !Ref B}\n";
  const Loaded without = load_text(text);
  REQUIRE(without.application);
  CHECK(without.application->resources.size() == 1);
  CHECK(without.application->outputs.empty());
  const Loaded with = load_text(text, {{"Make", "yes"}});
  REQUIRE(with.application);
  CHECK(with.application->resources.size() == 2);
  CHECK(with.application->outputs.at("Url").as_string() == "http://localhost:4566/123456789012/B");
}

TEST_CASE("cyclic references between resources are an error with the circle") {
  const Loaded loaded = load_text(
      "Resources:\n"
      "  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !GetAtt B.QueueName}}\n"
      "  B: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub \"${C}\"}}\n"
      "  C: {Type: AWS::SNS::Topic, Properties: {TopicName: !Ref A}}\n");
  CHECK(errors_of(loaded).find("Circular dependency between resources: [A, B, C]") !=
        std::string::npos);
}

TEST_CASE("DependsOn counts for circles and must name a resource") {
  const Loaded loaded = load_text(
      "Resources:\n"
      "  A: {Type: AWS::SQS::Queue, DependsOn: B}\n"
      "  B: {Type: AWS::SQS::Queue, DependsOn: [A, Nope]}\n");
  CHECK(errors_of(loaded).find("Circular dependency between resources: [A, B]") !=
        std::string::npos);
  CHECK(errors_of(loaded).find("there is no resource `Nope`") != std::string::npos);
}

TEST_CASE("a resource that refers to itself is a circle") {
  const Loaded loaded =
      load_text("Resources:\n  A: {Type: AWS::SQS::Queue, Properties: {QueueName: !Ref A}}\n");
  CHECK(errors_of(loaded).find("Circular dependency between resources: [A]") != std::string::npos);
}

TEST_CASE("a chain of thousands of references is no danger to the stack") {
  std::string text = "Resources:\n";
  constexpr int kLinks = 3000;
  for (int i = 0; i < kLinks; ++i) {
    text += "  Q" + std::to_string(i) + ": {Type: AWS::SQS::Queue, Properties: {Tags: [!Ref Q" +
            std::to_string((i + 1) % kLinks) + "]}}\n";
  }
  CHECK(errors_of(load_text(text)).find("Circular dependency") != std::string::npos);
}

TEST_CASE("an enormous Sub is an error") {
  const std::string big(3000, 'x');
  std::string text = "Parameters:\n  P: {Type: String, Default: " + big +
                     "}\nResources:\n"
                     "  Q: {Type: AWS::SQS::Queue, Properties: {QueueName: !Sub \"";
  for (int i = 0; i < 1000; ++i) text += "${P}";
  CHECK(errors_of(load_text(text + "\"}}\n")).find("grows beyond 1 MiB") != std::string::npos);
}

TEST_CASE("a value that failed is not complained about twice") {
  const Loaded loaded = load_text(function_template("      Timeout: !Ref Nope\n"));
  CHECK(errors_of(loaded).find("`Nope` is no parameter") != std::string::npos);
  CHECK(errors_of(loaded).find("`Timeout`") == std::string::npos);
}

TEST_CASE("what a parameter makes wrong is shown where it is used") {
  const Loaded loaded = load_text("Parameters:\n  T: {Type: Number, Default: 5000}\n" +
                                  function_template("      Timeout: !Ref T\n"));
  CHECK(errors_of(loaded) == "11:16 `Timeout` must be an integer from 1 to 900, found `5000`\n");
}
