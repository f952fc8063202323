// Messages wait in the order of the changes until they are taken.
#include "emulator/delivery/outbox_table.h"

#include <doctest/doctest.h>

#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
using namespace brume::emulator::delivery;
using brume::emulator::testing::TemporaryFolder;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kNow{Duration(1'800'000'000'000'000)};

Database opened(const std::filesystem::path& file) {
  auto database = Database::open(file);
  REQUIRE(database.ok());
  REQUIRE(database->migrate({kOutboxTable}).ok());
  return std::move(database).value();
}

Message message(const std::string& payload) {
  return {.target = "arn:aws:sqs:us-east-1:123456789012:q",
          .payload = payload,
          .trace_header = "Root=1",
          .source = "aws.s3",
          .source_arn = "arn:aws:s3:::b",
          .subject = "a notification",
          .dead_letter = "arn:aws:sqs:us-east-1:123456789012:dead",
          .attributes = "{}"};
}

Status put(Database& database, const std::string& payload) {
  return put_in_outbox(database, message(payload), {}, kNow);
}

OutboxBatch read(Database& database, OutboxQuery query) {
  auto batch = read_outbox(database, query);
  REQUIRE(batch.ok());
  return std::move(batch).value();
}

std::vector<std::string> payloads(const OutboxBatch& batch) {
  std::vector<std::string> all;
  for (const OutboxRow& row : batch.rows) all.push_back(row.message.payload);
  return all;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("messages come out whole, in order, a batch at a time") {
  Database database = opened(":memory:");
  const RetryPolicy policy{3, 1h, 2s, 4s, true};
  for (const char* payload : {"one", "two", "three"}) {
    REQUIRE(put_in_outbox(database, message(payload), policy, kNow).ok());
  }
  const OutboxBatch first = read(database, {.now = kNow, .count_max = 2});
  CHECK(payloads(first) == Texts{"one", "two"});
  CHECK(first.more);
  const std::set<std::int64_t> seen{first.rows[0].id, first.rows[1].id};
  const OutboxBatch rest = read(database, {.now = kNow, .except = seen, .count_max = 2});
  CHECK(payloads(rest) == Texts{"three"});
  CHECK_FALSE(rest.more);
  CHECK(first.rows[0].message == message("one"));
  CHECK(first.rows[0].policy == policy);
  CHECK(first.rows[0].accepted == kNow);
  CHECK(first.rows[0].attempts == 0);
}

TEST_CASE("a batch has no more bytes than asked for, but for its first message") {
  Database database = opened(":memory:");
  for (int i = 0; i < 3; ++i) REQUIRE(put(database, std::string(100, 'x')).ok());
  const OutboxBatch batch = read(database, {.now = kNow, .count_max = 10, .bytes_max = 150});
  CHECK(batch.rows.size() == 2);
  CHECK(batch.more);
  CHECK(read(database, {.now = kNow, .count_max = 10, .bytes_max = 1}).rows.size() == 1);
}

TEST_CASE("what is removed does not come again, and its place is not used again") {
  Database database = opened(":memory:");
  REQUIRE(put(database, "one").ok());
  const std::int64_t id = read(database, {.now = kNow}).rows[0].id;
  REQUIRE(remove_from_outbox(database, id).ok());
  CHECK(read(database, {.now = kNow}).rows.empty());
  REQUIRE(put(database, "two").ok());
  CHECK(read(database, {.now = kNow}).rows[0].id > id);
}

TEST_CASE("what is postponed comes when it is due, behind what is new") {
  Database database = opened(":memory:");
  REQUIRE(put(database, "one").ok());
  REQUIRE(put(database, "two").ok());
  const std::int64_t one = read(database, {.now = kNow}).rows[0].id;
  REQUIRE(postpone_in_outbox(database, one, 4, kNow + 10s).ok());
  const OutboxBatch now = read(database, {.now = kNow, .count_max = 10});
  CHECK(payloads(now) == Texts{"two"});
  CHECK(now.next_due == kNow + 10s);
  const OutboxBatch later = read(database, {.now = kNow + 10s, .count_max = 10});
  CHECK(payloads(later) == Texts{"two", "one"});
  CHECK(later.rows[1].attempts == 4);
  CHECK_FALSE(later.next_due);
}

TEST_CASE("what is parked comes when the outbox is unparked, and no sooner") {
  Database database = opened(":memory:");
  REQUIRE(put(database, "one").ok());
  REQUIRE(park_in_outbox(database, read(database, {.now = kNow}).rows[0].id).ok());
  const OutboxBatch batch = read(database, {.now = kNow + 24h * 365 * 100});
  CHECK(batch.rows.empty());
  CHECK_FALSE(batch.next_due);
  REQUIRE(unpark_outbox(database).ok());
  CHECK(payloads(read(database, {.now = kNow})) == Texts{"one"});
}

TEST_CASE("a message that was committed is there when the file is opened again") {
  const TemporaryFolder folder;
  {
    Database database = opened(folder.path / "storage.db");
    REQUIRE(database.transact([&database] { return put(database, "kept"); }).ok());
  }
  Database again = opened(folder.path / "storage.db");
  CHECK(payloads(read(again, {.now = kNow})) == Texts{"kept"});
}

TEST_CASE("a message whose change was rolled back is not there") {
  Database database = opened(":memory:");
  const auto failing = [&database]() -> Status {
    if (Status added = put(database, "lost"); !added) return added;
    return Error{Error::Code::kUnavailable, "the change failed"};
  };
  REQUIRE_FALSE(database.transact(failing).ok());
  CHECK(read(database, {.now = kNow}).rows.empty());
}

TEST_CASE("without its table an outbox says so") {
  auto database = Database::open(":memory:");
  REQUIRE(database.ok());
  CHECK_FALSE(put(*database, "one").ok());
  CHECK_FALSE(read_outbox(*database, {.now = kNow}).ok());
}
