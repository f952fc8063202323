#include "emulator/services/s3/protocol/address.h"

#include <doctest/doctest.h>

#include "emulator/services/s3/protocol/ranges.h"

using namespace brume::emulator::aws::s3;
namespace http = brume::emulator::http;

namespace {

Address address(const std::string& host, const std::string& target,
                const std::string& method = "GET") {
  http::RequestHead head;
  head.method = method;
  head.target = target;
  head.headers.add("Host", host);
  return address_of(head, [](const std::string& bucket) { return bucket == "photos"; });
}

}  // namespace

TEST_CASE("a bucket is named by the host or by the path") {
  struct Case {
    const char *host, *target, *bucket, *key;
  };
  const Case cases[] = {
      {"localhost:4566", "/photos/a/b.jpg?x=1", "photos", "a/b.jpg"},
      {"127.0.0.1:4566", "/photos", "photos", ""},
      {"127.0.0.1:4566", "/photos/", "photos", ""},
      {"localhost", "/", "", ""},
      {"s3.localhost:4566", "/photos/a", "photos", "a"},
      {"s3.us-east-1.localhost", "/photos/a", "photos", "a"},
      {"s3.amazonaws.com", "/photos/a", "photos", "a"},
      {"s3-eu-west-1.amazonaws.com", "/photos/a", "photos", "a"},
      {"s3.dualstack.us-east-1.amazonaws.com", "/photos/a", "photos", "a"},
      {"new.s3.localhost:4566", "/a", "new", "a"},
      {"new.s3.us-east-1.localhost", "/", "new", ""},
      {"new.s3.amazonaws.com", "/a", "new", "a"},
      {"new.s3-eu-west-1.amazonaws.com", "/a", "new", "a"},
      {"My.Dotted.S3.data.s3.localhost", "/a", "my.dotted.s3.data", "a"},
      {"s3.s3.localhost", "/a", "s3", "a"},
      {"photos.localhost:4566", "/a/b", "photos", "a/b"},
      {"nobody.localhost:4566", "/photos/b", "photos", "b"},
  };
  for (const Case& one : cases) {
    CAPTURE(one.host);
    const Address found = address(one.host, one.target);
    CHECK(found.bucket == one.bucket);
    CHECK(found.key == one.key);
  }
  CHECK(address("nobody.localhost", "/", "PUT").bucket == "nobody");
}

TEST_CASE("a key is whatever stands behind its bucket") {
  CHECK(address("localhost", "/b//a").key == "/a");
  CHECK(address("localhost", "/b/a/").key == "a/");
  CHECK(address("localhost", "/b/../../etc/passwd").key == "../../etc/passwd");
  CHECK(address("localhost", "/b/a+b%2Bc%20d%2Fe%00f").key == std::string("a+b+c d/e\0f", 11));
  CHECK(address("new.s3.localhost", "//a").key == "/a");
}

TEST_CASE("ranges are one of bytes, or none") {
  const auto range = [](const char* header) { return read_range(header, 10); };
  CHECK((*range("bytes=0-3"))->last == 3);
  CHECK((*range("bytes=4-"))->first == 4);
  CHECK((*range("bytes=4-"))->last == 9);
  CHECK((*range("bytes=5-100"))->last == 9);
  CHECK((*range("bytes=-3"))->first == 7);
  CHECK((*range("bytes=-30"))->first == 0);
  CHECK((*range("bytes=0-3"))->content_range(10) == "bytes 0-3/10");
  for (const char* none : {"", "bytes=", "bytes=-", "bytes=a-b", "bytes=3-2", "lines=0-1",
                           "bytes=0-1,3-4", "bytes=99999999999999999999-"}) {
    CAPTURE(none);
    CHECK_FALSE(range(none)->has_value());
  }
  CHECK(range("bytes=10-").error().reason == "InvalidRange");
  CHECK(range("bytes=-0").error().reason == "InvalidRange");
  CHECK(read_range("bytes=-1", 0).error().reason == "InvalidRange");
  CHECK(read_copy_range("bytes=2-9", 10)->size() == 8);
  CHECK_FALSE(read_copy_range("bytes=2-10", 10).ok());
  CHECK_FALSE(read_copy_range("bytes=2-", 10).ok());
}
