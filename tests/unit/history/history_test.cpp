#include "emulator/history/history.h"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include "tests/unit/store/temporary_folder.h"

using namespace brume::emulator;
using namespace std::chrono_literals;

namespace {

Database memory() {
  auto history = open_history(":memory:");
  REQUIRE(history.ok());
  return std::move(*history);
}

std::shared_ptr<const RecordedInvocation> record(
    const std::string& request_id, const std::function<void(RecordedInvocation&)>& change = {}) {
  RecordedInvocation made;
  made.function = "hello";
  made.version = "$LATEST";
  made.request_id = request_id;
  made.environment = "{}";
  made.event = "{}";
  made.answer = "1";
  if (change) change(made);
  return std::make_shared<const RecordedInvocation>(std::move(made));
}

std::int64_t add(Database& history, const Records& records, const HistoryLimits& limits = {}) {
  std::int64_t dropped = 0;
  const Status added = history.transact([&]() -> Status {
    auto result = add_to_history(history, records, limits);
    if (!result) return std::move(result).error();
    dropped = *result;
    return Done{};
  });
  REQUIRE(added.ok());
  return dropped;
}

std::string listed(Database& history, const HistoryFilter& filter = {}) {
  const auto found = list_history(history, filter);
  REQUIRE(found.ok());
  std::string text;
  for (const auto& one : found.value()) text += one.request_id + " ";
  return text;
}

}  // namespace

TEST_CASE("what is recorded comes back as it was") {
  Database history = memory();
  const auto one = record("r-1", [](RecordedInvocation& made) {
    made.version = "3";
    made.qualifier = "live";
    made.trace_header = "Root=1-2-3";
    made.client_context = "{\"c\":1}";
    made.cognito_identity = "{\"i\":1}";
    made.at = WallTime(1234567us);
    made.environment = R"({"A":"b"})";
    made.event = std::string("\"with a \0 in it\"", 16);
    made.end = Reply::End::kTimeout;
    made.answer = "{}";
    made.streamed = "piece";
    made.is_streamed = true;
    made.left_out_bytes = 7;
    made.log = "START\nEND\n";
    made.duration = 3001us;
    made.init_duration = 700us;
    made.billed_ms = 4;
    made.max_memory_mb = 36;
  });
  add(history, {one});
  const auto found = find_in_history(history, "1");
  REQUIRE(found.ok());
  const RecordedInvocation& got = found.value();
  CHECK(got.id == 1);
  CHECK(got.function == "hello");
  CHECK(got.version == "3");
  CHECK(got.qualifier == "live");
  CHECK(got.request_id == "r-1");
  CHECK(got.trace_header == "Root=1-2-3");
  CHECK(got.client_context == "{\"c\":1}");
  CHECK(got.cognito_identity == "{\"i\":1}");
  CHECK(got.at == one->at);
  CHECK(got.environment == one->environment);
  CHECK(got.event == one->event);
  CHECK(got.end == Reply::End::kTimeout);
  CHECK(got.answer == "{}");
  CHECK(got.streamed == "piece");
  CHECK(got.is_streamed);
  CHECK(got.left_out_bytes == 7);
  CHECK(got.log == one->log);
  CHECK(got.duration == 3001us);
  CHECK(got.init_duration == 700us);
  CHECK(got.billed_ms == 4);
  CHECK(got.max_memory_mb == 36);
}

TEST_CASE("records are found by number, request id, its beginning, and as the last") {
  Database history = memory();
  add(history, {record("8f3c-1"), record("8f3c-1"), record("a000-2"), record("7777")});
  const auto id_of = [&](const std::string& name) {
    const auto found = find_in_history(history, name);
    return found ? found.value().id : -1;
  };
  CHECK(id_of("1") == 1);
  CHECK(id_of("8f3c-1") == 2);  // tried again: the latest
  CHECK(id_of("8f") == 2);
  CHECK(id_of("a") == 3);
  CHECK(id_of("777") == 4);
  CHECK(id_of("last") == 4);
  CHECK(id_of("5") == -1);
  CHECK(id_of("") == -1);
  CHECK(id_of("%") == -1);
  CHECK(find_in_history(history, "b").error().code == Error::Code::kNotFound);
}

TEST_CASE("the list is of a function, of failures, of the last ones, the oldest first") {
  Database history = memory();
  const auto failed = [](RecordedInvocation& made) { made.end = Reply::End::kFunctionError; };
  const auto other = [](RecordedInvocation& made) { made.function = "other"; };
  add(history, {record("a"), record("b", failed), record("c", other), record("d")});
  CHECK(listed(history) == "a b c d ");
  CHECK(listed(history, {.function = "hello"}) == "a b d ");
  CHECK(listed(history, {.failed_only = true}) == "b ");
  CHECK(listed(history, {.last = 2}) == "c d ");
  CHECK(listed(history, {.function = "none"}).empty());
}

TEST_CASE("the oldest go when there are too many, and that is counted") {
  Database history = memory();
  const HistoryLimits limits{.invocations_max = 3};
  CHECK(add(history, {record("a"), record("b")}, limits) == 0);
  CHECK(add(history, {record("c"), record("d"), record("e")}, limits) == 2);
  CHECK(listed(history) == "c d e ");
  const auto totals = totals_of(history);
  REQUIRE(totals.ok());
  CHECK(totals.value().kept == 3);
  CHECK(totals.value().dropped == 2);
  CHECK(find_in_history(history, "last").value().id == 5);
}

TEST_CASE("the oldest go when they are too large together") {
  Database history = memory();
  const HistoryLimits limits{.bytes_max = 100'000};
  const auto large = [](RecordedInvocation& made) { made.event = std::string(40'000, 'x'); };
  add(history, {record("a", large), record("b", large)}, limits);
  CHECK(listed(history) == "a b ");
  CHECK(add(history, {record("c", large)}, limits) == 1);
  CHECK(listed(history) == "b c ");
  // One that is larger than all that may be kept leaves nothing.
  const auto huge = [](RecordedInvocation& made) { made.event = std::string(200'000, 'x'); };
  CHECK(add(history, {record("d", huge)}, limits) == 3);
  CHECK(listed(history).empty());
  CHECK(totals_of(history).value().bytes == 0);
}

TEST_CASE("the file is for its owner's eyes only, and outlives whoever wrote it") {
  const testing::TemporaryFolder folder;
  const auto file = folder.path / "made" / "history.db";
  {
    auto history = open_history(file);
    REQUIRE(history.ok());
    add(*history, {record("a")});
  }
  struct stat status {};
  REQUIRE(::stat(file.c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
  auto again = open_history(file);
  REQUIRE(again.ok());
  CHECK(listed(*again) == "a ");
}
