// Messages wait in the order of the changes until they are taken.
#include "emulator/delivery/outbox_table.h"

#include <doctest/doctest.h>

#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
using namespace brume::emulator::storage;
using brume::emulator::testing::TemporaryFolder;

namespace {

Database opened(const std::filesystem::path& file) {
  auto database = Database::open(file);
  REQUIRE(database.ok());
  REQUIRE(database->migrate({kOutboxTable}).ok());
  return std::move(database).value();
}

Message message(const std::string& payload) {
  return {Notification::Target::kQueue, "arn:aws:sqs:us-east-1:123456789012:q", payload, "Root=1"};
}

std::vector<std::string> payloads(Database& database, std::int64_t after, int max) {
  auto rows = read_outbox(database, after, max);
  REQUIRE(rows.ok());
  std::vector<std::string> all;
  for (const OutboxRow& row : *rows) all.push_back(row.message.payload);
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("messages come out whole, in order, a batch at a time") {
  Database database = opened(":memory:");
  for (const char* payload : {"one", "two", "three"}) {
    REQUIRE(add_to_outbox(database, message(payload)).ok());
  }
  CHECK(payloads(database, 0, 2) == Texts{"one", "two"});
  auto rows = read_outbox(database, 0, 2);
  REQUIRE(rows.ok());
  CHECK(payloads(database, rows.value()[1].id, 2) == Texts{"three"});
  const Message& first = rows.value()[0].message;
  CHECK(first.target == Notification::Target::kQueue);
  CHECK(first.arn == "arn:aws:sqs:us-east-1:123456789012:q");
  CHECK(first.trace_header == "Root=1");
}

TEST_CASE("what is removed does not come again, and its place is not used again") {
  Database database = opened(":memory:");
  REQUIRE(add_to_outbox(database, message("one")).ok());
  const std::int64_t id = read_outbox(database, 0, 1).value()[0].id;
  REQUIRE(remove_from_outbox(database, id).ok());
  CHECK(payloads(database, 0, 10).empty());
  REQUIRE(add_to_outbox(database, message("two")).ok());
  CHECK(payloads(database, id, 10) == Texts{"two"});
}

TEST_CASE("a message that was committed is there when the file is opened again") {
  const TemporaryFolder folder;
  {
    Database database = opened(folder.path / "storage.db");
    const auto add = [&database] { return add_to_outbox(database, message("kept")); };
    REQUIRE(database.transact(add).ok());
  }
  Database again = opened(folder.path / "storage.db");
  CHECK(payloads(again, 0, 10) == Texts{"kept"});
}

TEST_CASE("a message whose change was rolled back is not there") {
  Database database = opened(":memory:");
  const auto failing = [&database]() -> Status {
    if (Status added = add_to_outbox(database, message("lost")); !added) return added;
    return Error{Error::Code::kUnavailable, "the change failed"};
  };
  REQUIRE_FALSE(database.transact(failing).ok());
  CHECK(payloads(database, 0, 10).empty());
}

TEST_CASE("without its table an outbox says so") {
  auto database = Database::open(":memory:");
  REQUIRE(database.ok());
  CHECK_FALSE(add_to_outbox(*database, message("one")).ok());
  CHECK_FALSE(read_outbox(*database, 0, 1).ok());
}
