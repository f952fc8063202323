// AWS::Serverless::Application -> a nested stack.
#include <doctest/doctest.h>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

std::string application(const std::string& properties, const std::string& attributes = "") {
  return "Transform: AWS::Serverless-2016-10-31\n"
         "Parameters: {Id: {Type: String, Default: from-parameter}}\n"
         "Mappings: {M: {a: {b: '2.0.0'}}}\n"
         "Resources:\n"
         "  A:\n"
         "    Type: AWS::Serverless::Application\n" +
         attributes + "    Properties: {" + properties + "}\n";
}

void refused_application(const std::string& properties, std::string_view words) {
  const std::string message = rejection(application(properties));
  INFO(message);
  CHECK(message.find("Resource with id [A] is invalid. " + std::string(words)) !=
        std::string::npos);
}

}  // namespace

TEST_CASE("an application beside the template is a nested stack") {
  const Value root = expanded(application(
      "Location: ./inner.yaml, Parameters: {P: 1}, NotificationARNs: [n], TimeoutInMinutes: 5, "
      "Tags: {k: v, e: ''}",
      "    DependsOn: B\n    DeletionPolicy: Retain\n    Metadata: {m: 1}\n"));
  CHECK(at(root, {"Resources", "A"}) ==
        R"({"Type":"AWS::CloudFormation::Stack","DependsOn":"B","Properties":{"Parameters":)"
        R"({"P":1},"NotificationARNs":["n"],"TimeoutInMinutes":5,"TemplateURL":"./inner.yaml",)"
        R"("Tags":[{"Key":"lambda:createdBy","Value":"SAM"},{"Key":"k","Value":"v"},)"
        R"({"Key":"e","Value":""}]},"DeletionPolicy":"Retain"})");
}

TEST_CASE("an application of the repository is tagged with what it is, and stays empty") {
  const std::string text =
      application("Location: {ApplicationId: !Ref Id, SemanticVersion: !FindInMap [M, a, b]}");
  const Value root = expanded(text);
  CHECK(at(root, {"Resources", "A", "Properties"}) ==
        R"({"TemplateURL":"","Tags":[{"Key":"lambda:createdBy","Value":"SAM"},)"
        R"({"Key":"serverlessrepo:applicationId","Value":"from-parameter"},)"
        R"({"Key":"serverlessrepo:semanticVersion","Value":"2.0.0"}]})");
  CHECK(described(Diagnostic::Severity::kNote, transform(text).diagnostics)
            .find("are not fetched: `A` stays empty") != std::string::npos);
}

TEST_CASE("a location that SAM cannot follow is refused in its words") {
  refused_application("TimeoutInMinutes: 1",
                      "Resource is missing the required [Location] property.");
  refused_application("Location: {SemanticVersion: 1.0.0}",
                      "Resource is missing the required [ApplicationId] property.");
  refused_application("Location: {ApplicationId: a}",
                      "Resource is missing the required [SemanticVersion] property.");
  refused_application("Location: {ApplicationId: , SemanticVersion: 1.0.0}",
                      "Property 'ApplicationId' is required.");
  refused_application("Location: {ApplicationId: {x: y}, SemanticVersion: 1.0.0}",
                      "Property 'ApplicationId' cannot be resolved. Only FindInMap and Ref");
  refused_application("Location: {ApplicationId: a, SemanticVersion: ''}",
                      "Property 'SemanticVersion' cannot be blank.");
  refused_application("Location: {ApplicationId: 1, SemanticVersion: 1.0.0}",
                      "Property 'Location.ApplicationId' should be a string.");
  refused_application("Location: {ApplicationId: '{{resolve:ssm:x}}', SemanticVersion: 1.0.0}",
                      "Serverless Application Repostiory does not support dynamic reference");
  refused_application("Location: l, Tags: {'lambda:createdBy': me, b: c}",
                      "lambda:createdBy is a reserved Tag key name");
}
