#include "emulator/store/database.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/store/temporary_folder.h"

namespace brume::emulator {
namespace {

Database opened(const std::filesystem::path& file) {
  auto database = Database::open(file);
  REQUIRE(database.ok());
  return std::move(database).value();
}

std::int64_t count(Database& database, const std::string& table) {
  auto query = database.prepare("SELECT count(*) FROM " + table);
  REQUIRE(query.ok());
  REQUIRE(query->next().value());
  return query->integer(0);
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("what was stored is there when the file is opened again") {
  const testing::TemporaryFolder folder;
  const std::string bytes("a\0\xff", 3);
  {
    Database database = opened(folder.path / "a.db");
    REQUIRE(database.migrate({"CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB, y TEXT)"}).ok());
    auto insert = database.prepare("INSERT INTO t (x, y) VALUES (?1, ?2)");
    REQUIRE(insert.ok());
    CHECK(insert->run(Blob{bytes}, "one").ok());
    CHECK(insert->run(Blob{}, "").ok());
    CHECK(database.changes() == 1);
  }
  Database database = opened(folder.path / "a.db");
  auto query = database.prepare("SELECT x, y, id FROM t WHERE id <= ?1 ORDER BY id");
  REQUIRE(query.ok());
  REQUIRE(query->start(10).ok());
  REQUIRE(query->next().value());
  CHECK(query->text(0) == bytes);
  CHECK(query->copy(1) == "one");
  REQUIRE(query->next().value());
  CHECK(query->text(0).empty());
  CHECK(query->integer(2) == 2);
  CHECK_FALSE(query->next().value());
}

TEST_CASE("each step of a migration runs once, and a failing one leaves nothing") {
  const testing::TemporaryFolder folder;
  const std::string first = "CREATE TABLE t (x); INSERT INTO t VALUES (1)";
  {
    Database database = opened(folder.path / "a.db");
    REQUIRE(database.migrate({first}).ok());
  }
  Database database = opened(folder.path / "a.db");
  const Status wrong = database.migrate({first, "INSERT INTO t VALUES (2); nonsense"});
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().code == Error::Code::kInternal);
  CHECK(count(database, "t") == 1);
  REQUIRE(database.migrate({first, "INSERT INTO t VALUES (2)"}).ok());
  REQUIRE(database.migrate({first, "INSERT INTO t VALUES (2)"}).ok());
  CHECK(count(database, "t") == 2);

  const Status newer = database.migrate({first});
  REQUIRE_FALSE(newer.ok());
  CHECK(newer.error().code == Error::Code::kInvalidArgument);
  CHECK(has(newer.error().message, "a.db: written by a newer brume (version 2"));
}

TEST_CASE("a transaction that fails leaves nothing") {
  Database database = opened(":memory:");
  REQUIRE(database.execute("CREATE TABLE t (x UNIQUE)").ok());
  const Status failed = database.transact([&] {
    CHECK(database.execute("INSERT INTO t VALUES (1)").ok());
    return database.execute("INSERT INTO t VALUES (1)");
  });
  REQUIRE_FALSE(failed.ok());
  CHECK(has(failed.error().message, "UNIQUE constraint failed"));
  CHECK(count(database, "t") == 0);
  CHECK(database.transact([&] { return database.execute("INSERT INTO t VALUES (1)"); }).ok());
  CHECK(count(database, "t") == 1);
}

TEST_CASE("a full disk is said with the file and the statement, and what was there stays") {
  const testing::TemporaryFolder folder;
  Database database = opened(folder.path / "a.db");
  REQUIRE(database.execute("CREATE TABLE t (x)").ok());
  REQUIRE(database.limit_pages(4).ok());
  auto insert = database.prepare("INSERT INTO t VALUES (?1)");
  REQUIRE(insert.ok());
  REQUIRE(insert->run("small").ok());
  const Status failed = database.transact([&] { return insert->run(std::string(100'000, 'x')); });
  REQUIRE_FALSE(failed.ok());
  CHECK(failed.error().code == Error::Code::kUnavailable);
  CHECK(has(failed.error().message, "a.db: database or disk is full (INSERT INTO t"));
  CHECK(count(database, "t") == 1);
  CHECK(insert->run("small").ok());
}

TEST_CASE("a file that is no database, or cannot be, is named") {
  const testing::TemporaryFolder folder;
  std::ofstream(folder.path / "text.db") << std::string(5000, 'x');
  const auto text = Database::open(folder.path / "text.db");
  REQUIRE_FALSE(text.ok());
  CHECK(text.error().code == Error::Code::kInvalidArgument);
  CHECK(has(text.error().message, "text.db: file is not a database"));

  const auto nowhere = Database::open(folder.path / "missing" / "a.db");
  REQUIRE_FALSE(nowhere.ok());
  CHECK(nowhere.error().code == Error::Code::kUnavailable);
  CHECK(has(nowhere.error().message, "missing/a.db: unable to open database file"));
}

TEST_CASE("wrong SQL is a mistake that names itself") {
  Database database = opened(":memory:");
  const auto wrong = database.prepare("SELECT x FROM nowhere");
  REQUIRE_FALSE(wrong.ok());
  CHECK(wrong.error().code == Error::Code::kInternal);
  CHECK(has(wrong.error().message, "no such table: nowhere (SELECT x FROM nowhere)"));
}

}  // namespace brume::emulator
