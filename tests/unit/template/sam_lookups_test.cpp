// What SAM looks up while it expands: parameters and mappings.
#include <doctest/doctest.h>

#include <map>
#include <string>

#include "tests/unit/template/sam_support.h"

using namespace brume::emulator;

namespace {

std::string with_destination(const std::string& parameters, const std::string& sub) {
  return "Parameters: {" + parameters +
         "}\nResources:\n  F: {Type: AWS::Serverless::Function, Properties: {Runtime: r, Handler: "
         "h, CodeUri: 's3://b/k', EventInvokeConfig: {DestinationConfig: {OnSuccess: {Type: SQS, "
         "Destination: !Sub '" +
         sub + "'}}}}}\n";
}

std::string destination(const std::string& parameters, const std::string& sub) {
  return at(expanded(with_destination(parameters, sub)),
            {"Resources", "FEventInvokeConfig", "Properties", "DestinationConfig", "OnSuccess",
             "Destination", "Fn::Sub"});
}

std::string deployed(const std::string& mappings, const std::string& type) {
  return mappings +
         "\nResources:\n  F: {Type: AWS::Serverless::Function, Properties: {Runtime: r, Handler: "
         "h, CodeUri: 's3://b/k', AutoPublishAlias: live, DeploymentPreference: {Type: " +
         type + "}}}\n";
}

void stops(const std::string& text, const std::string& said) {
  const std::string json = rejection(text);
  INFO(json);
  CHECK(json.find("Number of errors found: 1. Structure of the SAM template is invalid. " + said +
                  "\"") != std::string::npos);
}

}  // namespace

TEST_CASE("in a Sub, SAM replaces parameters and leaves literals and all else as they stand") {
  const std::string parameters = "P: {Type: String, Default: v}, N: {Type: Number, Default: 3}";
  CHECK(destination(parameters, "${!P} ${P} ${ P } ${N} ${Q} ${AWS::AccountId} ${") ==
        R"("${!P} v ${ P } 3 ${Q} ${AWS::AccountId} ${")");
  stops(with_destination("P: {Type: String, Default: [v]}", "${P}"),
        "Invalid Fn::Sub variable value ['v']. Fn::Sub expects all variables to be strings.");
}

TEST_CASE("a default counts for SAM whatever else is wrong with its parameter") {
  CHECK(destination("P: {Default: v}", "${P}") == R"("v")");
  CHECK(destination("P: {Type: String, Default: v, AllowedValues: [w]}", "${P}") == R"("v")");
}

TEST_CASE("a FindInMap has three keys and a mapping two levels, or SAM stops") {
  const std::string mappings = "Mappings: {M: {a: {b: AllAtOnce}, c: text}}";
  CHECK(transform(deployed(mappings, "!FindInMap [M, a, b]")).accepted);
  CHECK(transform(deployed(mappings, "!FindInMap [M, x, b]")).accepted);
  stops(deployed(mappings, "!FindInMap [M, a]"),
        "Invalid FindInMap value ['M', 'a']. FindInMap expects an array with 3 values.");
  stops(deployed(mappings, "!FindInMap [M, c, b]"),
        "Cannot use Fn::FindInMap on Mapping 'M' which is not a a two-level map.");
}

TEST_CASE("Mappings that are no map stop SAM, be they used or not") {
  for (const std::string mappings : {"Mappings:", "Mappings: [a]"}) {
    stops(deployed(mappings, "AllAtOnce"),
          "'Mappings' or 'Parameters' is either null or not a valid dictionary.");
  }
}
