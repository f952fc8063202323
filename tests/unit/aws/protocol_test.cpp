#include <doctest/doctest.h>

#include "emulator/aws/protocol/event_stream.h"
#include "emulator/aws/protocol/request_target.h"
#include "emulator/aws/protocol/rest_path.h"
#include "emulator/text/hex.h"

using namespace brume::emulator::aws;
using brume::emulator::hex;

TEST_CASE("a request's target is taken apart") {
  CHECK(path_segments("/2015-03-31//functions/a%3Ab%2Fc/") ==
        std::vector<std::string>{"2015-03-31", "functions", "a:b/c"});
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
