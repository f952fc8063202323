// The format of log lines, and that they reach standard output whole.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <brume/json.hpp>
#include <brume/log.hpp>
#include <cstdio>
#include <limits>
#include <string>
#include <thread>
#include <vector>

namespace logging = brume::log;
using logging::Level;
using logging::detail::Entry;

namespace {

Entry entry(std::string_view message) {
  using std::chrono::milliseconds;
  return {std::chrono::system_clock::time_point(milliseconds(1769860800042)), "id-1", Level::kInfo,
          message};
}

// What `work` writes to standard output.
template <typename Work>
std::string captured(Work&& work) {
  std::fflush(stdout);
  char name[] = "/tmp/brume-log-test-XXXXXX";
  const int file = mkstemp(name);
  const int saved = dup(STDOUT_FILENO);
  dup2(file, STDOUT_FILENO);
  work();
  dup2(saved, STDOUT_FILENO);
  std::string text(static_cast<std::size_t>(lseek(file, 0, SEEK_END)), '\0');
  CHECK(pread(file, text.data(), text.size(), 0) == static_cast<ssize_t>(text.size()));
  close(saved);
  close(file);
  unlink(name);
  return text;
}

}  // namespace

TEST_CASE("a text line has time, request id, level and message between tabs, then the fields") {
  CHECK(logging::detail::text_line(entry("order placed"),
                                   {{"orderId", "42"}, {"total", 12.5}, {"note", "two words"}}) ==
        "2026-01-31T12:00:00.042Z\tid-1\tINFO\torder placed orderId=42 total=12.5"
        " note=\"two words\"\n");
}

TEST_CASE("a JSON line has the members of AWS's runtimes, then its own") {
  const std::string line = logging::detail::json_line(
      entry("order placed"), {{"orderId", "42"},
                              {"total", 12.5},
                              {"count", 3},
                              {"big", std::numeric_limits<std::uint64_t>::max()},
                              {"paid", true},
                              {"coupon", nullptr},
                              {"infinite", std::numeric_limits<double>::infinity()},
                              {"items", brume::json::array({1, "two"})},
                              {"owned", std::string("text")}});
  CHECK(line == R"({"timestamp":"2026-01-31T12:00:00.042Z","level":"INFO","requestId":"id-1",)"
                R"("message":"order placed","orderId":"42","total":12.5,"count":3,)"
                R"("big":18446744073709551615,"paid":true,"coupon":null,"infinite":null,)"
                R"("items":[1,"two"],"owned":"text"})"
                "\n");
}

TEST_CASE("a field with the name of one of AWS's members is kept under another name") {
  const brume::json line = brume::json::parse(
      logging::detail::json_line(entry("m"), {{"level", 9}, {"message", "own"}}));
  CHECK(line["level"] == "INFO");
  CHECK(line["message"] == "m");
  CHECK(line["level_"] == 9);
  CHECK(line["message_"] == "own");
}

TEST_CASE("a line stays one line and valid, whatever is in the message") {
  const std::string nasty =
      "a\nEND RequestId: x\r\t\x01\x7F\"\\ \xC3\xA9 \xF0\x9F\x98\x80 \xFF\xC0\xAF "
      "\xED\xA0\x80 \xE2\x82";
  const std::string text = logging::detail::text_line(entry(nasty), {{"k", nasty}});
  CHECK(text.find('\n') == text.size() - 1);
  CHECK(text.find("a\\nEND") != std::string::npos);
  const brume::json line =
      brume::json::parse(logging::detail::json_line(entry(nasty), {{nasty, nasty}}));
  const std::string message = line["message"];
  CHECK(message.rfind("a\nEND RequestId: x\r\t\x01\x7F\"\\ \xC3\xA9 \xF0\x9F\x98\x80 ", 0) == 0);
  CHECK(message.find("\xEF\xBF\xBD") != std::string::npos);
}

TEST_CASE("format and level come from AWS's variables") {
  using logging::detail::settings_from;
  CHECK_FALSE(settings_from(nullptr, nullptr).json);
  CHECK(settings_from(nullptr, nullptr).lowest == Level::kTrace);
  CHECK_FALSE(settings_from("Text", nullptr).json);
  CHECK(settings_from("JSON", nullptr).json);
  CHECK(settings_from("JSON", nullptr).lowest == Level::kInfo);
  CHECK(settings_from("JSON", "TRACE").lowest == Level::kTrace);
  CHECK(settings_from(nullptr, "ERROR").lowest == Level::kError);
  CHECK(settings_from(nullptr, "LOUD").lowest == Level::kTrace);
}

TEST_CASE("lines of many threads arrive whole, under the running request's id") {
  const brume::detail::CurrentRequest current("request-7");
  constexpr int kThreads = 4;
  constexpr int kLines = 50;
  const std::string text = captured([] {
    std::vector<std::thread> threads;
    for (int thread = 0; thread < kThreads; ++thread) {
      threads.emplace_back([thread] {
        for (int line = 0; line < kLines; ++line) {
          logging::info(std::string(300, static_cast<char>('a' + thread)), {{"line", line}});
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  });
  int lines = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    const std::size_t end = text.find('\n', at);
    REQUIRE(end != std::string::npos);
    const std::string_view line = std::string_view(text).substr(at, end - at);
    CHECK(line.find("\trequest-7\tINFO\t") != std::string::npos);
    const std::string_view body = line.substr(line.rfind('\t') + 1);
    CHECK(body.find_first_not_of(body[0]) == 300);
    at = end + 1;
  }
  CHECK(lines == kThreads * kLines);
}
