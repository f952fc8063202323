#include <doctest/doctest.h>

#include "emulator/aws/protocol/codec.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;

namespace {

// As SQS writes its lists and maps, and SNS its message attributes.
constexpr QueryShape kQueueShapes[] = {
    {"AttributeNames", "AttributeName"},
    {"Attributes", "Attribute", "Name", "Value"},
    {"Tags", "Tag", "Key", "Value"},
    {"Entries", "SendMessageBatchRequestEntry"},
    {"Messages", "Message"},
    {"queueUrls", "QueueUrl"},
    {"MessageAttributes", "", "Name", "Value"},
};

// The form's values, as JSON writes them.
std::string read(std::string_view form) {
  const Result<Value> value = read_form(form, kQueueShapes);
  return value ? write_json(value.value()) : value.error().reason + ": " + value.error().message;
}

}  // namespace

TEST_CASE("a form's lists, maps and structures are read, flattened or not") {
  CHECK(read("") == "{}");
  CHECK(read("Action=A&Version=2012-11-05&QueueUrl=http%3A%2F%2Fq&N=5") ==
        R"({"N":"5","QueueUrl":"http://q"})");
  CHECK(read("Names.member.1=a&Names.member.10=c&Names.member.2=b") ==
        R"({"Names":["a","b","c"]})");
  CHECK(read("AttributeName.1=All&AttributeName.2=x") == R"({"AttributeNames":["All","x"]})");
  CHECK(read("Attribute.1.Name=a&Attribute.1.Value=1&Attribute.2.Name=b&Attribute.2.Value=2") ==
        R"({"Attributes":{"a":"1","b":"2"}})");
  CHECK(read("Tag.1.Key=a&Tag.1.Value=") == R"({"Tags":{"a":""}})");
  CHECK(read("Map.entry.1.key=member.1&Map.entry.1.value=v") == R"({"Map":{"member.1":"v"}})");
  CHECK(read("MessageAttributes.entry.1.Name=n&MessageAttributes.entry.1.Value.DataType=String&"
             "MessageAttributes.entry.1.Value.StringValue=%C3%A9") ==
        R"({"MessageAttributes":{"n":{"DataType":"String","StringValue":"é"}}})");
  CHECK(read("SendMessageBatchRequestEntry.1.Id=1&"
             "SendMessageBatchRequestEntry.1.Attribute.1.Name=n&"
             "SendMessageBatchRequestEntry.1.Attribute.1.Value=v") ==
        R"({"Entries":[{"Attributes":{"n":"v"},"Id":"1"}]})");
  CHECK(read("A.member.1.member.1=x") == R"({"A":[["x"]]})");
  CHECK(read("AttributeName=") == R"({"AttributeNames":[]})");
}

TEST_CASE("of a parameter that is there twice, the last counts") {
  CHECK(read("A=1&A=2") == R"({"A":"2"})");
}

TEST_CASE("a form that is no form is a MalformedQueryString") {
  for (const std::string& form : {std::string("A=%"), std::string("A=%4"), std::string("A=%zz"),
                                  std::string("%G0=1"), std::string("A..B=1"), std::string(".A=1"),
                                  std::string("A.=1"), std::string("=1"), "A" + [] {
                                    std::string parts;
                                    for (int i = 0; i < 200; ++i) parts += ".B";
                                    return parts;
                                  }() + "=1"}) {
    CAPTURE(form);
    CHECK(read(form) == "MalformedQueryString: The query string contains a syntax error.");
  }
  CHECK(input_error(read_form("A=%", {}).error()).status == 404);
}

TEST_CASE("values in places where they cannot be are MalformedInput") {
  const char* const forms[] = {"A=1&A.B=2",
                               "A.member=x",
                               "A.member.x=1",
                               "A.member.0=1",
                               "A.member.1x=1",
                               "A.member.99999999999=1",
                               "A.member.1=x&A.member.01=y",
                               "AttributeName.x=1",
                               "AttributeName=a&AttributeName.1=b",
                               "Attribute.1.Value=x",
                               "Attribute.1.Name.x=y",
                               "Map.entry.1.value=x"};
  for (const char* form : forms) {
    CAPTURE(form);
    CHECK(read(form).starts_with("MalformedInput: "));
    CHECK(input_error(read_form(form, kQueueShapes).error()).status == 400);
  }
}

TEST_CASE("XML writes lists and maps as Query does, and escapes texts") {
  using namespace std::chrono_literals;
  const auto xml = [](const Structure& output) { return write_xml("R", output, kQueueShapes); };
  CHECK(xml({}) == "<R></R>");
  CHECK(xml({{"Text", "<a> & \"b\""}, {"N", 5}, {"T", false}, {"None", Value()}}) ==
        "<R><Text>&lt;a&gt; &amp; &quot;b&quot;</Text><N>5</N><T>false</T></R>");
  CHECK(xml({{"Blob", Blob{"\x01\x02"}}, {"At", Timestamp{Timestamp().at + 1700000000s}}}) ==
        "<R><Blob>AQI=</Blob><At>2023-11-14T22:13:20Z</At></R>");
  CHECK(xml({{"At", Timestamp{Timestamp().at + 1700000000050ms}}}) ==
        "<R><At>2023-11-14T22:13:20.050Z</At></R>");
  CHECK(xml({{"Topics", List{Structure{{"Arn", "a"}}, Structure{{"Arn", "b"}}}}}) ==
        "<R><Topics><member><Arn>a</Arn></member><member><Arn>b</Arn></member></Topics></R>");
  CHECK(xml({{"Topics", List()}, {"Attributes", Map()}}) == "<R><Topics></Topics></R>");
  CHECK(xml({{"Map", Map{{"k&", "v"}}}}) ==
        "<R><Map><entry><key>k&amp;</key><value>v</value></entry></Map></R>");
  CHECK(xml({{"queueUrls", List{"a", "b"}}}) ==
        "<R><QueueUrl>a</QueueUrl><QueueUrl>b</QueueUrl></R>");
  CHECK(
      xml({{"Messages", List{Structure{{"Body", "x"}, {"Attributes", Map{{"SenderId", "1"}}}}}}}) ==
      "<R><Message><Body>x</Body><Attribute><Name>SenderId</Name><Value>1</Value></Attribute>"
      "</Message></R>");
  CHECK(xml({{"MessageAttributes", Map{{"n", Structure{{"DataType", "String"}}}}}}) ==
        "<R><MessageAttributes><entry><Name>n</Name><Value><DataType>String</DataType></Value>"
        "</entry></MessageAttributes></R>");
}
