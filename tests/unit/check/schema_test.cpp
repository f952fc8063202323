#include "emulator/check/schema.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/check/embedded_schema.h"
#include "emulator/check/type_notation.h"
#include "emulator/template/resolve/ref_and_getatt.h"
#include "emulator/template/resolve/resource_attributes_table.h"

namespace brume::emulator::check {
namespace {

bool fits(std::string_view notation, const Value& value) {
  const Notation read = read_notation(notation).front();
  return has_kind(value, read) && measure(value, read).about == ValueError::About::kNothing;
}

}  // namespace

TEST_CASE("every published type is found by its name, and no other") {
  Schema schema;
  const auto names = Schema::type_names();
  CHECK(names.size() > 1000);
  for (const std::string_view name : names) {
    const TypeSchema* type = schema.type(name);
    REQUIRE_MESSAGE(type != nullptr, name);
    CHECK(type->name == name);
  }
  CHECK(schema.type("AWS::SQS::Queu") == nullptr);
  CHECK(schema.type("AWS::AAA::A") == nullptr);
  CHECK(schema.type("AWS::zzz::Z") == nullptr);
  CHECK(schema.type("") == nullptr);
}

TEST_CASE("the texts are sorted by type, as the search wants them") {
  for (const std::string_view text : {cloudformation_text(), sam_text(), limits_text()}) {
    std::vector<std::string_view> names;
    for (std::size_t at = text.find("\nA"); at != text.npos; at = text.find("\nA", at + 1)) {
      names.push_back(text.substr(at + 1, text.find('\n', at + 1) - at - 1));
    }
    CHECK(std::is_sorted(names.begin(), names.end()));
  }
}

TEST_CASE("a type has its properties, attributes, and the limits written by hand") {
  Schema schema;
  const TypeSchema* queue = schema.type("AWS::SQS::Queue");
  REQUIRE(queue != nullptr);
  CHECK(queue->properties.find("QueueName") != nullptr);
  CHECK(queue->properties.find("DelaySeconds")->notation == "i0..900");
  CHECK(std::count(queue->attributes.begin(), queue->attributes.end(), "QueueUrl") == 1);
  const TypeSchema* function = schema.type("AWS::Lambda::Function");
  CHECK(function->properties.find("Role")->required);
  CHECK(refer(schema, *function, ".Code").properties->find("S3Key") != nullptr);
  CHECK(refer(schema, *queue, "AWS::Lambda::Function.Code").type == function);
  CHECK(refer(schema, *queue, ".Nothing").properties == nullptr);
}

TEST_CASE("what SAM's types and limits refer to exists") {
  Schema schema;
  for (const std::string_view name : Schema::type_names()) {
    if (!name.starts_with("AWS::Serverless::")) continue;
    const TypeSchema& type = *schema.type(name);
    const auto check = [&](const StructSchema& properties) {
      for (const PropertySchema& property : properties.properties) {
        for (Notation each : read_notation(property.notation)) {
          while (!each.of.empty() && each.kind != Notation::Kind::kStruct) {
            each = read_notation(each.of).front();
          }
          if (each.kind != Notation::Kind::kStruct) continue;
          CHECK_MESSAGE(refer(schema, type, each.of).properties != nullptr, name, " ", each.of);
        }
      }
    };
    check(type.properties);
    for (const auto& [part, properties] : type.types) check(properties);
  }
}

TEST_CASE("whatever Ref and GetAtt may ask of the services here has an answer") {
  constexpr std::string_view kServices[] = {
      "AWS::Lambda::",         "AWS::ApiGateway::",   "AWS::ApiGatewayV2::", "AWS::Events::",
      "AWS::Scheduler::",      "AWS::SQS::",          "AWS::SNS::",          "AWS::Logs::",
      "AWS::SecretsManager::", "AWS::S3::Bucket",     "AWS::DynamoDB::",     "AWS::SSM::Parameter",
      "AWS::StepFunctions::",  "AWS::Kinesis::Stream"};
  Schema schema;
  std::size_t types = 0;
  for (const std::string_view name : Schema::type_names()) {
    if (std::none_of(std::begin(kServices), std::end(kServices),
                     [&](std::string_view service) { return name.starts_with(service); })) {
      continue;
    }
    ++types;
    CHECK_MESSAGE(find_physical_type(name) != nullptr, name);
  }
  CHECK(types > 90);
}

TEST_CASE("a resource has the attributes that are published, and no others") {
  Schema schema;
  for (const PhysicalType& type : physical_types()) {
    if (type.type.starts_with("AWS::Serverless::")) continue;
    const TypeSchema* published = schema.type(type.type);
    REQUIRE_MESSAGE(published != nullptr, type.type);
    const auto ours = attributes_of(type.type);
    for (const std::string_view name : published->attributes) {
      if (name == "Outputs") continue;  // of a stack: its template says which
      const bool told = std::any_of(ours.begin(), ours.end(), [&](std::string_view own) {
        return own == name || own.starts_with(std::string(name) + ".");
      });
      CHECK_MESSAGE(told, type.type, " ", name);
    }
    for (const std::string_view own : ours) {
      const bool known = std::any_of(
          published->attributes.begin(), published->attributes.end(), [&](std::string_view name) {
            return own == name || own.starts_with(std::string(name) + ".");
          });
      CHECK_MESSAGE(known, type.type, " has no ", own);
    }
    for (const std::string_view property : {type.name_property, type.qualifier_property}) {
      const std::string_view first = property.substr(0, property.find_first_of(".|"));
      if (first.empty()) continue;
      CHECK_MESSAGE(published->properties.find(first) != nullptr, type.type, " ", property);
    }
  }
}

TEST_CASE("notations: kinds as CloudFormation converts them") {
  CHECK(fits("s", Value(5)));
  CHECK(fits("i", Value("5")));
  CHECK_FALSE(fits("i", Value("5.5")));
  CHECK_FALSE(fits("i", Value("five")));
  CHECK(fits("n", Value("5.5")));
  CHECK(fits("b", Value("True")));
  CHECK_FALSE(fits("b", Value("yes")));
  CHECK_FALSE(has_kind(Value("a"), read_notation("[s").front()));
}

TEST_CASE("notations: ranges, lengths, characters, values") {
  CHECK(fits("i-1..10", Value(-1)));
  CHECK_FALSE(fits("i-1..10", Value(11)));
  CHECK(fits("s1..3[-a-c]", Value("a-c")));
  CHECK_FALSE(fits("s1..3[-a-c]", Value("a-ca")));
  CHECK_FALSE(fits("s1..3[-a-c]", Value("ad")));
  CHECK(fits("s(On|a%7Cb)", Value("a|b")));
  CHECK_FALSE(fits("s(On|Off)", Value("on")));
  CHECK(read_notation("s(a|b)|.Code").size() == 2);
  CHECK(expectation(read_notation("i1..900").front()) == "an integer from 1 to 900");
  CHECK(name_rule(read_notation("s1..80[-_a-zA-Z0-9]").front()) ==
        "1 to 80 letters, digits and `- _`");
}

}  // namespace brume::emulator::check
