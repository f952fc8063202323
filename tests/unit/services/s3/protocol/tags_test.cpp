#include "emulator/services/s3/protocol/tags.h"

#include <doctest/doctest.h>

using namespace brume::emulator::aws::s3;

namespace {

std::string document(const std::string& tags) {
  return "<Tagging xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"><TagSet>" + tags +
         "</TagSet></Tagging>";
}

std::string tag(const std::string& key, const std::string& value) {
  return "<Tag><Key>" + key + "</Key><Value>" + value + "</Value></Tag>";
}

std::string reason(const std::string& tags) {
  const auto read = read_tagging(document(tags), kMaxObjectTags);
  return read ? "" : read.error().reason;
}

}  // namespace

TEST_CASE("tags are read from XML and from the header") {
  CHECK(*read_tagging(document(tag("a", "1") + tag("b c", "")), kMaxObjectTags) ==
        Tags{{"a", "1"}, {"b c", ""}});
  CHECK(read_tagging(document(""), kMaxObjectTags)->empty());
  CHECK(*read_tagging_header("a=1&b%20c=x%2Fy") == Tags{{"a", "1"}, {"b c", "x/y"}});
}

TEST_CASE("tags that cannot be are refused") {
  CHECK(reason(tag("", "1")) == "InvalidTag");
  CHECK(reason(tag(std::string(129, 'k'), "1")) == "InvalidTag");
  CHECK(reason(tag(std::string(128, 'k'), "1")).empty());
  CHECK(reason(tag("k", std::string(257, 'v'))) == "InvalidTag");
  CHECK(reason(tag("k", "a&lt;b")) == "InvalidTag");
  CHECK(reason(tag("aws:k", "1")) == "InvalidTag");
  CHECK(reason(tag("k", "1") + tag("k", "2")) == "InvalidTag");
  CHECK(reason("<Tag><Key>k</Key></Tag>") == "MalformedXML");
  std::string eleven;
  for (int i = 0; i < 11; ++i) eleven += tag("k" + std::to_string(i), "v");
  CHECK(reason(eleven) == "BadRequest");
  CHECK_FALSE(read_tagging("<Tagging/>", kMaxObjectTags).ok());
}
