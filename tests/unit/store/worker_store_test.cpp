#include "emulator/store/worker_store.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <vector>

#include "tests/unit/store/temporary_folder.h"

namespace brume::emulator {
namespace {

using namespace std::chrono_literals;

constexpr int kMany = 2000;
constexpr const char* kTable = "CREATE TABLE t (x UNIQUE)";

Database opened_file(const std::filesystem::path& file) {
  auto database = Database::open(file);
  REQUIRE(database.ok());
  return std::move(database).value();
}

Store::Work insert(int value) {
  return [value](Database& database) {
    return database.execute("INSERT INTO t VALUES (" + std::to_string(value) + ")");
  };
}

std::int64_t count_rows(Database& database) {
  auto query = database.prepare("SELECT count(*) FROM t");
  REQUIRE(query.ok());
  REQUIRE(query->next().value());
  return query->integer(0);
}

template <typename Condition>
void run_until(Loop& loop, Condition condition) {
  const Timer give_up = loop.start(30s, [] { BRUME_CHECK(!"in time"); });
  while (!condition()) loop.run_once(true);
}

}  // namespace

TEST_CASE("work is done in order, and its end reported in order on the loop") {
  const testing::TemporaryFolder folder;
  Loop loop;
  Database database = opened_file(folder.path / "a.db");
  REQUIRE(database.execute(kTable).ok());
  std::vector<int> done;
  std::int64_t seen = -1;
  WorkerStore store(loop, std::move(database));
  for (int i = 0; i < kMany; ++i) {
    store.submit(insert(i), [i, &done](Status status) {
      CHECK(status.ok());
      done.push_back(i);
    });
    CHECK(done.empty());
  }
  store.submit(
      [&seen](Database& inside) {
        seen = count_rows(inside);
        return Status(Done{});
      },
      [&done](Status) { done.push_back(kMany); });
  run_until(loop, [&] { return done.size() == kMany + 1; });
  for (int i = 0; i <= kMany; ++i) REQUIRE(done[static_cast<std::size_t>(i)] == i);
  CHECK(seen == kMany);
  // Committed: another connection sees it.
  Database other = opened_file(folder.path / "a.db");
  CHECK(count_rows(other) == kMany);
}

TEST_CASE("work that nobody waits for is done soon, in its place in the order") {
  Loop loop;
  Database database = opened_file(":memory:");
  REQUIRE(database.execute(kTable).ok());
  WorkerStore store(loop, std::move(database));
  std::vector<int> done;
  for (int i = 0; i < kMany; ++i) {
    const auto note = [i, &done](Status status) {
      CHECK(status.ok());
      done.push_back(i);
    };
    i % 7 == 0 ? store.submit(insert(i), note) : store.submit_soon(insert(i), note);
  }
  run_until(loop, [&] { return done.size() == kMany; });
  CHECK(std::is_sorted(done.begin(), done.end()));
  store.submit_soon(insert(kMany), [&done](Status) { done.push_back(kMany); });
  run_until(loop, [&] { return done.size() == kMany + 1; });
}

TEST_CASE("work that fails takes nobody with it") {
  Loop loop;
  Database database = opened_file(":memory:");
  REQUIRE(database.execute(kTable).ok());
  WorkerStore store(loop, std::move(database));
  std::vector<bool> ends;
  for (const int value : {1, 2, 1, 3}) {
    store.submit(insert(value), [&ends](Status status) { ends.push_back(status.ok()); });
  }
  run_until(loop, [&] { return ends.size() == 4; });
  CHECK(ends == std::vector<bool>{true, true, false, true});
}

TEST_CASE("a full disk fails what does not fit, and the store goes on") {
  Loop loop;
  Database database = opened_file(":memory:");
  REQUIRE(database.execute("CREATE TABLE t (x)").ok());
  REQUIRE(database.limit_pages(4).ok());
  WorkerStore store(loop, std::move(database));
  std::vector<Status> ends;
  const auto note = [&ends](Status status) { ends.push_back(std::move(status)); };
  store.submit(insert(1), note);
  store.submit(
      [](Database& inside) { return inside.execute("INSERT INTO t VALUES (zeroblob(100000))"); },
      note);
  store.submit(insert(2), note);
  run_until(loop, [&] { return ends.size() == 3; });
  CHECK(ends[0].ok());
  REQUIRE_FALSE(ends[1].ok());
  CHECK(ends[1].error().code == Error::Code::kUnavailable);
  CHECK(ends[2].ok());
}

TEST_CASE("a store that goes does what it was given and calls nobody") {
  const testing::TemporaryFolder folder;
  Loop loop;
  Database database = opened_file(folder.path / "a.db");
  REQUIRE(database.execute(kTable).ok());
  int called = 0;
  {
    WorkerStore store(loop, std::move(database));
    for (int i = 0; i < 100; ++i) store.submit(insert(i), [&called](Status) { ++called; });
  }
  while (loop.run_once(false)) continue;
  CHECK(called == 0);
  Database other = opened_file(folder.path / "a.db");
  CHECK(count_rows(other) == 100);
}

TEST_CASE("a callback may submit more, and may end the store") {
  Loop loop;
  Database database = opened_file(":memory:");
  REQUIRE(database.execute(kTable).ok());
  auto store = std::make_unique<WorkerStore>(loop, std::move(database));
  bool ended = false;
  const auto end = [&](Status status) {
    CHECK(status.ok());
    store.reset();
    ended = true;
  };
  store->submit(insert(1), [&](Status) { store->submit(insert(2), end); });
  run_until(loop, [&] { return ended; });
}

}  // namespace brume::emulator
