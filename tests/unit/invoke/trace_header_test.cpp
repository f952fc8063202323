#include "emulator/invoke/trace_header.h"

#include <doctest/doctest.h>

#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;

namespace {

const std::string kRoot = "Root=1-2-3;Parent=4;Sampled=1";

struct Hop {
  std::string trace_header;
  int before;
};

Hop next_hop(std::string header, std::string_view arn) {
  const int before = add_hop(header, lineage_hash(arn));
  return {header, before};
}

}  // namespace

TEST_CASE("each invocation of a function in a chain is counted") {
  Hop hop = next_hop(kRoot, "a");
  CHECK(hop.before == 0);
  CHECK(hop.trace_header.starts_with(kRoot + ";Lineage="));
  CHECK(hop.trace_header.ends_with(":0"));
  hop = next_hop(hop.trace_header, "a");
  CHECK(hop.before == 1);
  hop = next_hop(hop.trace_header, "b");
  CHECK(hop.before == 0);
  CHECK(hop.trace_header.find(":1|") != std::string::npos);
  hop = next_hop(hop.trace_header, "a");
  CHECK(hop.before == 2);
}

TEST_CASE("the lineage may stand anywhere, and strange ones are kept") {
  const std::string counted = next_hop("", "a").trace_header;
  CHECK(counted == "Lineage=" + counted.substr(8, 8) + ":0");
  CHECK(next_hop(counted + ";Root=1-2-3", "a").before == 1);
  CHECK(next_hop("Lineage=1:ffffffff:7;" + kRoot, "a").trace_header ==
        kRoot + ";Lineage=1:ffffffff:7|" + counted.substr(8));
  const std::string wrong = counted.substr(8, 8) + ":x";
  CHECK(next_hop("Lineage=" + wrong, "a").before == 0);
}

TEST_CASE("a synchronous loop is refused in AWS's words") {
  testing::FakeHosting hosting;
  hosting.add("hello");
  std::string header = kRoot;
  for (int i = 0; i < kMaxHops; ++i) {
    const auto call = hosting.call("hello", Event{.payload = "{}", .trace_header = header});
    hosting.launcher.last().ready();
    header = hosting.launcher.last().invokes.back().trace_id;
    hosting.launcher.last().reply("1");
    CHECK(call->result->ok());
  }
  const auto refused = hosting.call("hello", Event{.payload = "{}", .trace_header = header});
  CHECK(refused->error().reason == "RecursiveInvocationException");
  REQUIRE(hosting.invoker->allow_recursion("hello", true).ok());
  CHECK_FALSE(hosting.call("hello", Event{.payload = "{}", .trace_header = header})->answered());
  CHECK_FALSE(hosting.invoker->allow_recursion("nobody", true).ok());
}
