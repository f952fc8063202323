#include "emulator/app/log_text.h"

#include <doctest/doctest.h>

#include <string>

#include "emulator/invoke/call_summary.h"

using namespace brume::emulator;
using namespace brume::emulator::app;
using namespace std::chrono_literals;

namespace {

constexpr WallTime kAt{(12 * 3600 + 3 * 60 + 4) * 1'000'000LL * 1us + 123ms};
constexpr LogText::TimePoint kNow{};
using Kind = LogRecord::Kind;

// A log on a terminal without colours, or in a pipe.
struct Log {
  explicit Log(LogFormat format, Terminal terminal = {}) : text(format, terminal) {}

  void add(Kind kind, std::string_view line, std::string_view id = "r-1",
           LogText::TimePoint now = kNow) {
    text.add(out, {kind, kAt, "Hello", id, line}, now);
  }
  void end(const CallSummary& call, std::string_view id = "r-1") {
    TextBuffer line;
    add_summary(line, call);
    add(Kind::kCall, line.view(), id);
  }
  std::string take() { return std::exchange(out, {}); }

  LogText text;
  std::string out;
};

CallSummary call(Reply::End end, Duration took) {
  return {.end = end, .duration = took, .max_memory_mb = 4, .caller = "GET /hello"};
}

}  // namespace

TEST_CASE("a call is one line: who called what, how it ended, how long, how much, cold or warm") {
  Log log(LogFormat::kText, {nullptr, true, false, 60});
  CallSummary cold = call(Reply::End::kSuccess, 1240us);
  cold.init_duration = 850us;
  log.end(cold);
  CHECK(log.take() == "12:03:04 GET /hello  Hello         ok    1.24 ms   4 MB cold\n");
  log.end(call(Reply::End::kFunctionError, 12'340us));
  CHECK(log.take() == "12:03:04 GET /hello  Hello         error 12.3 ms   4 MB warm\n");
  log.end(call(Reply::End::kCrash, 999'400us));
  CHECK(log.take() == "12:03:04 GET /hello  Hello         crash  999 ms   4 MB warm\n");
}

TEST_CASE("every outcome has a word of its own, and says why where nothing else does") {
  Log log(LogFormat::kText);
  CallSummary late = call(Reply::End::kTimeout, 3'000'000us);
  late.why = "Task timed out after 3.00 seconds";
  log.end(late);
  std::string lines = log.take();
  CHECK(lines.find(" timeout  3.00 s   4 MB warm\n  Task timed out after 3.00 seconds\n") !=
        std::string::npos);
  log.end(call(Reply::End::kOutOfMemory, 60s));
  CHECK(log.take().find(" memory  60.0 s ") != std::string::npos);
  CallSummary slow = call(Reply::End::kInitError, 0us);
  slow.init_duration = 2s;
  log.end(slow);
  CHECK(log.take().find(" init  0.00 ms   4 MB cold +2.00 s\n") != std::string::npos);
}

TEST_CASE("what a function prints stands under its call, calls that overlap apart") {
  Log log(LogFormat::kText);
  log.add(Kind::kPlatform, "START RequestId: r-1 Version: $LATEST");
  log.add(Kind::kFunction, "one", "r-1");
  log.add(Kind::kFunction, "two", "r-2");
  log.add(Kind::kNotice, "Oops: no tea", "r-1");
  CHECK(log.take().empty());
  log.end(call(Reply::End::kFunctionError, 1ms), "r-1");
  const std::string first = log.take();
  CHECK(first.substr(first.find('\n')) == "\n  one\n  Oops: no tea\n");
  log.end(call(Reply::End::kSuccess, 1ms), "r-2");
  const std::string second = log.take();
  CHECK(second.substr(second.find('\n')) == "\n  two\n");
}

TEST_CASE("lines of a call that takes long are shown as they come") {
  Log log(LogFormat::kText);
  log.add(Kind::kFunction, "still at it");
  REQUIRE(log.text.release_at());
  CHECK(*log.text.release_at() == kNow + LogText::kHoldLines);
  log.text.release(log.out, kNow + LogText::kHoldLines - 1ms);
  CHECK(log.take().empty());
  log.text.release(log.out, kNow + LogText::kHoldLines);
  CHECK(log.take() == "12:03:04 Hello  still at it\n");
  CHECK_FALSE(log.text.release_at());
  log.add(Kind::kFunction, std::string(LogText::kHeldBytesMax, 'x'));
  CHECK(log.take().size() > LogText::kHeldBytesMax);  // who prints much is not kept waiting
  log.add(Kind::kFunction, "cut off");
  log.text.release_all(log.out);
  CHECK(log.take() == "12:03:04 Hello  cut off\n");
}

TEST_CASE("lines of no call are shown at once, with the day on a clock that skips days") {
  Log log(LogFormat::kText);
  log.text.show_dates();
  log.add(Kind::kFunction, "a thread of its own", "");
  CHECK(log.take() == "1970-01-01 12:03:04 Hello  a thread of its own\n");
}

TEST_CASE("a caller is cut to the terminal's width, the function never; files hold all of it") {
  CallSummary wide = call(Reply::End::kSuccess, 1ms);
  wide.caller = "GET /ürls/that/go/on/and/on/and/on/for/ever";
  Log narrow(LogFormat::kText, {nullptr, true, false, 60});
  narrow.end(wide);
  CHECK(narrow.take() == "12:03:04 GET /ürls/that/go…  Hello ok    1.00 ms   4 MB warm\n");
  Log file(LogFormat::kText);
  file.end(wide);
  CHECK(file.take().find(wide.caller) != std::string::npos);
}

TEST_CASE("errors are red, functions keep a colour, the rest stays in the background") {
  Log log(LogFormat::kText, {nullptr, true, true, 60});
  log.add(Kind::kNotice, "Oops: no tea");
  log.end(call(Reply::End::kFunctionError, 1ms));
  const std::string lines = log.take();
  CHECK(lines.find("\x1b[31merror\x1b[0m") != std::string::npos);
  CHECK(lines.find("\x1b[31mOops: no tea\x1b[0m") != std::string::npos);
  CHECK(lines.find("\x1b[2m warm\x1b[0m") != std::string::npos);
}

TEST_CASE("control characters of names and paths do not reach the terminal") {
  Log log(LogFormat::kText, {nullptr, true, false, 60});
  CallSummary nasty = call(Reply::End::kCrash, 1ms);
  nasty.caller = "GET /\x07";
  nasty.why = "b\x08";
  log.end(nasty);
  const std::string lines = log.take();
  CHECK(lines.find("GET /\\x07") != std::string::npos);
  CHECK(lines.find("b\\x08") != std::string::npos);
}

TEST_CASE("as AWS writes them, lines are bare; no call's summary is among them") {
  Log log(LogFormat::kAws);
  log.add(Kind::kPlatform, "START RequestId: r-1 Version: $LATEST");
  log.add(Kind::kFunction, "one");
  log.add(Kind::kNotice, "Oops: no tea");
  log.end(call(Reply::End::kFunctionError, 1ms));
  CHECK(log.take() == "START RequestId: r-1 Version: $LATEST\none\nbrume: Oops: no tea\n");
}

TEST_CASE("as JSON, a record is an object of one line; no call's summary is among them") {
  Log log(LogFormat::kJson);
  log.add(Kind::kFunction, "one");
  log.end(call(Reply::End::kSuccess, 1ms));
  CHECK(log.take() == R"({"time":"1970-01-01T12:03:04.123Z","function":"Hello","requestId":"r-1",)"
                      R"("kind":"function","text":"one"})"
                      "\n");
}

TEST_CASE("formats go by their names") {
  CHECK(log_format_of("text") == LogFormat::kText);
  CHECK(log_format_of("aws") == LogFormat::kAws);
  CHECK(log_format_of("json") == LogFormat::kJson);
  CHECK_FALSE(log_format_of("xml"));
}
