#include <doctest/doctest.h>

#include "emulator/aws/protocol/event_stream.h"
#include "emulator/aws/protocol/request_target.h"
#include "emulator/aws/protocol/rest_path.h"
#include "emulator/crypto/digest.h"
#include "emulator/text/hex.h"

using namespace brume::emulator::aws;
using brume::emulator::hex;

TEST_CASE("digests are those of the standards' own examples") {
  CHECK(hex(sha256("")) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  // RFC 4231, test case 2.
  CHECK(hex(hmac_sha256("Jefe", "what do ya want for nothing?")) ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  CHECK(crc32("123456789") == 0xCBF43926);
}

TEST_CASE("percent escapes are undone once, and what is none stays") {
  CHECK(percent_decode("a%20b%2Fc") == "a b/c");
  CHECK(percent_decode("100%") == "100%");
  CHECK(percent_decode("%zz%4") == "%zz%4");
  CHECK(percent_decode("a+b") == "a+b");
  CHECK(percent_decode("a+b", true) == "a b");
  CHECK(percent_encode("a b/ü~") == "a%20b%2F%C3%BC~");
  CHECK(percent_encode("a b/c", true) == "a%20b/c");
}

TEST_CASE("a request's target is taken apart") {
  CHECK(path_segments("/2015-03-31//functions/a%3Ab%2Fc/") ==
        std::vector<std::string>{"2015-03-31", "functions", "a:b/c"});
  const QueryParameters query = parse_query("a=1&b&c=x%20y&a=2");
  REQUIRE(query.size() == 4);
  CHECK(*find_parameter(query, "a") == "1");
  CHECK(find_parameter(query, "b")->empty());
  CHECK(*find_parameter(query, "c") == "x y");
  CHECK(find_parameter(query, "d") == nullptr);
}

TEST_CASE("a path's pattern takes whole segments") {
  const auto found = match_path("/f/{Name}/aliases/{Alias}", {"f", "a/b", "aliases", "c"});
  REQUIRE(found);
  CHECK(found->at("Name") == "a/b");
  CHECK(found->at("Alias") == "c");
  CHECK_FALSE(match_path("/f/{Name}", {"f"}));
  CHECK_FALSE(match_path("/f/{Name}", {"f", "a", "b"}));
  CHECK_FALSE(match_path("/f/{Name}", {"g", "a"}));
}

TEST_CASE("an event stream message is the specification's example") {
  // Source: the AWS event stream test vectors, "empty_message" and "payload_no_headers".
  CHECK(hex(event_stream_message({}, "")) == "000000100000000005c248eb7d98c8ff");
  CHECK(hex(event_stream_message({}, "{'foo':'bar'}")) ==
        "0000001d00000000fd528c5a7b27666f6f273a27626172277dc3653936");
}

TEST_CASE("an event names its type") {
  const std::string message = event_stream_event("PayloadChunk", "text/plain", "hi");
  CHECK(message.find("\x0b:event-type\x07") != std::string::npos);
  CHECK(message.find("PayloadChunk") != std::string::npos);
  CHECK(message.size() == static_cast<unsigned char>(message[3]));
}
