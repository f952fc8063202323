// A state folder of before goes on: the notifications that wait in its first outbox are kept.
#include <doctest/doctest.h>

#include "emulator/delivery/outbox_table.h"
#include "emulator/services/s3/objects/notifications.h"
#include "tests/unit/services/s3/storage_world.h"

namespace brume::emulator::storage {
namespace {

constexpr const char* kFunction = "arn:aws:lambda:us-east-1:123456789012:function:resize";

// As the first version left the file: with a message to a function, and one to a queue.
void make_first_version(const std::filesystem::path& file) {
  auto database = Database::open(file);
  REQUIRE(database.ok());
  const Status made = database->execute(
      "DROP TABLE outbox;"
      "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, target INTEGER NOT NULL,"
      " arn TEXT NOT NULL, payload TEXT NOT NULL, trace TEXT NOT NULL);"
      "INSERT INTO outbox (target, arn, payload, trace) VALUES"
      " (0, 'arn:aws:lambda:us-east-1:123456789012:function:resize', '{\"Records\":[]}', 'Root=1'),"
      " (1, 'arn:aws:sqs:us-east-1:123456789012:q', '{}', '');"
      "PRAGMA user_version=1");
  REQUIRE(made.ok());
}

TEST_CASE("a database of the first version opens, and what waits in it keeps waiting") {
  testing::StorageWorld world;
  REQUIRE(world.create("photos").ok());
  world.storage.reset();
  make_first_version(world.folder.path / "s.db");
  world.open();
  CHECK(world.storage->bucket("photos") != nullptr);
  auto batch = std::make_shared<delivery::OutboxBatch>();
  const Status read = world.wait<Done>([&](auto done) {
    world.storage->store().submit(
        [batch, now = world.loop.wall()](Database& database) -> Status {
          auto found = delivery::read_outbox(database, {.now = now, .count_max = 10});
          if (!found) return std::move(found).error();
          *batch = std::move(*found);
          return Done{};
        },
        std::move(done));
  });
  REQUIRE(read.ok());
  REQUIRE(batch->rows.size() == 2);
  const delivery::OutboxRow& first = batch->rows[0];
  CHECK(first.message.target == kFunction);
  CHECK(first.message.payload == R"({"Records":[]})");
  CHECK(first.message.trace_header == "Root=1");
  CHECK(first.message.source == "aws.s3");
  CHECK(first.policy == kNotificationRetries);
  CHECK(first.attempts == 0);
  CHECK(batch->rows[1].message.target == "arn:aws:sqs:us-east-1:123456789012:q");
}

}  // namespace
}  // namespace brume::emulator::storage
