// What is remembered of schedules outlives the process that did.
#include "emulator/services/schedule/stored_memory.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/services/schedule/scheduler_world.h"
#include "tests/unit/template/support.h"

using namespace brume::emulator;
using namespace brume::emulator::schedule;
using namespace brume::emulator::schedule::testing;

TEST_CASE("what was remembered is there when the file is opened again") {
  const Folder folder;
  const auto file = folder.path() / "schedules.db";
  Loop loop;
  NotingLog log;
  const WallTime created = instant("2027-01-01T00:00:00Z"), seen = instant("2027-01-02T00:00:00Z");
  {
    auto memory = StoredMemory::open(loop, log, file);
    REQUIRE(memory.ok());
    CHECK(memory.value()->all().empty());
    memory.value()->remember("a", {"rate", created, created});
    memory.value()->remember("b", {"cron", created, created});
    memory.value()->remember("a", {"rate", created, seen});
    memory.value()->forget("b");
  }
  auto again = StoredMemory::open(loop, log, file);
  REQUIRE(again.ok());
  REQUIRE(again.value()->all().size() == 1);
  const StoredSchedule& remembered = again.value()->all().at("a");
  CHECK(remembered.fingerprint == "rate");
  CHECK(remembered.created == created);
  CHECK(remembered.seen == seen);
  CHECK(log.lines.empty());
}

TEST_CASE("a file that is no database is refused by name") {
  const Folder folder;
  const auto file = folder.write("schedules.db", std::string(5000, 'x'));
  Loop loop;
  NotingLog log;
  const auto memory = StoredMemory::open(loop, log, file);
  REQUIRE_FALSE(memory.ok());
  CHECK(memory.error().message.find("schedules.db") != std::string::npos);
}
