#include <doctest/doctest.h>

#include "emulator/aws/protocol/xml_writer.h"
#include "emulator/services/s3/protocol/xml_element.h"

using namespace brume::emulator::aws::s3;

TEST_CASE("a body of XML is read into elements") {
  const auto root = parse_xml(
      "<?xml version=\"1.0\"?><!-- c --><a:Delete xmlns:a=\"x\"><Object><Key>a&amp;b&#xD;</Key>"
      "<Empty/></Object><Object><Key> </Key></Object>"
      "<Grantee xmlns:xsi=\"y\" xsi:type=\"Group\"/></a:Delete>",
      "Delete");
  REQUIRE(root.ok());
  REQUIRE(root.value().children.size() == 3);
  CHECK(root.value().children[0].text_of("Key") == "a&b\r");
  CHECK(root.value().children[0].child("Empty") != nullptr);
  CHECK(root.value().children[0].child("Other") == nullptr);
  CHECK(root.value().children[1].text_of("Key") == " ");
  CHECK(root.value().child("Grantee")->type == "Group");
}

TEST_CASE("what is not the XML that is asked for is malformed") {
  std::string deep;
  for (int i = 0; i < 100; ++i) deep += "<a>";
  for (int i = 0; i < 100; ++i) deep += "</a>";
  for (const std::string& text :
       {std::string(), std::string("<a>"), std::string("text"), std::string("<b/>"),
        std::string("<a></b>"), deep, std::string("<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>")}) {
    CAPTURE(text);
    const auto root = parse_xml(text, "a");
    REQUIRE_FALSE(root.ok());
    CHECK(root.error().reason == "MalformedXML");
  }
}

TEST_CASE("answers are written as S3 writes them") {
  XmlWriter writer("Result");
  writer.open("Contents").text("Key", "a<b>&\"").number("Size", 12).boolean("Last", true);
  CHECK(writer.close("Contents").finish() ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<Result xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><Contents>"
        "<Key>a&lt;b&gt;&amp;&quot;</Key><Size>12</Size><Last>true</Last></Contents></Result>");
}
