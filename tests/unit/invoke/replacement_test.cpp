#include <doctest/doctest.h>

#include <map>

#include "tests/unit/invoke/fake_workers.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

FunctionConfig changed(const FakeHosting& hosting, const std::string& name,
                       const std::string& version = "$LATEST") {
  FunctionConfig config = *hosting.invoker->find(name);
  config.version = version;
  config.timeout = 5s;
  return config;
}

// Calls `function`, lets its new environment answer, and returns the version that ran.
std::string version_that_runs(FakeHosting& hosting, const std::string& function) {
  const std::size_t before = hosting.launcher.processes.size();
  const auto call = hosting.call(function);
  for (const auto& process : hosting.launcher.processes) {
    if (process->alive() && process->invokes.size() > 0 && !call->answered()) {
      if (hosting.launcher.processes.size() > before) hosting.launcher.last().ready();
      process->reply("null");
    }
  }
  return call->reply().executed_version;
}

}  // namespace

TEST_CASE("a call ends on the environment it began on; the next begins on the new function") {
  FakeHosting hosting;
  hosting.add("hello");
  const auto running = hosting.call("hello");
  hosting.launcher.last().ready();
  REQUIRE(hosting.invoker->replace_function(changed(hosting, "hello")).ok());

  const auto next = hosting.call("hello");
  REQUIRE(hosting.launcher.processes.size() == 2);
  CHECK(hosting.launcher.process(0).invokes[0].timeout == 3s);
  CHECK(hosting.launcher.process(1).invokes[0].timeout == 5s);
  CHECK(hosting.launcher.process(0).kills == 0);

  hosting.launcher.process(0).reply("\"old\"");
  CHECK(running->reply().payload == "\"old\"");
  CHECK(hosting.launcher.process(0).kills == 1);  // nobody will use it again
  hosting.time.advance(100ms);
  hosting.launcher.process(1).ready();
  hosting.launcher.process(1).reply("\"new\"");
  CHECK(next->reply().payload == "\"new\"");
  CHECK(hosting.invoker->environments() == 1);
}

TEST_CASE("idle environments of a replaced function end at once") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.warm_up("hello");
  REQUIRE(hosting.invoker->replace_function(changed(hosting, "hello")).ok());
  CHECK(hosting.launcher.process(0).kills == 1);
  CHECK(hosting.invoker->environments() == 0);
  hosting.time.advance(1s);
  hosting.warm_up("hello");
  CHECK(hosting.launcher.processes.size() == 2);
}

TEST_CASE("a call that initialises while its function is replaced still ends, also by a retry") {
  FakeHosting hosting;
  hosting.add("hello");
  const auto call = hosting.call("hello");
  REQUIRE(hosting.invoker->replace_function(changed(hosting, "hello")).ok());
  hosting.launcher.last().exit_with(1);
  REQUIRE(hosting.launcher.processes.size() == 2);
  hosting.launcher.last().ready();
  hosting.launcher.last().reply("1");
  CHECK(call->reply().payload == "1");
  hosting.time.advance(1s);
  CHECK(hosting.invoker->environments() == 0);
}

TEST_CASE("old and new environments share the function's reserved concurrency") {
  FakeHosting hosting;
  hosting.add("hello", [](FunctionConfig& config) { config.reserved_concurrency = 1; });
  const auto running = hosting.call("hello");
  REQUIRE(hosting.invoker->replace_function(changed(hosting, "hello")).ok());
  CHECK(hosting.call("hello")->error().code == Error::Code::kThrottled);
  hosting.launcher.last().ready();
  hosting.launcher.last().reply("1");
  CHECK_FALSE(hosting.call("hello")->answered());
}

TEST_CASE("a removed function is not found; what it runs still ends and counts") {
  FakeHosting hosting(2);
  hosting.add("hello");
  hosting.add("other");
  const auto running = hosting.call("hello");
  REQUIRE(hosting.invoker->remove_function("hello").ok());
  CHECK(hosting.call("hello")->error().code == Error::Code::kNotFound);
  CHECK(hosting.invoker->find("hello") == nullptr);
  CHECK_FALSE(hosting.invoker->remove_function("hello").ok());
  const auto other = hosting.call("other");
  CHECK(hosting.call("other")->error().code == Error::Code::kThrottled);

  hosting.launcher.process(0).ready();
  hosting.launcher.process(0).reply("\"still\"");
  CHECK(running->reply().payload == "\"still\"");
  hosting.time.advance(1ms);
  CHECK(hosting.invoker->environments() == 1);
  CHECK_FALSE(hosting.call("other")->answered());
}

TEST_CASE("a function removed while it runs may be added again under its name") {
  FakeHosting hosting;
  hosting.add("hello", [](FunctionConfig& config) { config.reserved_concurrency = 1; });
  const auto old = hosting.call("hello");
  REQUIRE(hosting.invoker->remove_function("hello").ok());
  CHECK(hosting.invoker->reserved_in_all() == 0);
  hosting.add("hello", [](FunctionConfig& config) { config.reserved_concurrency = 2; });
  const auto next = hosting.call("hello");
  CHECK(hosting.call("hello")->error().code == Error::Code::kThrottled);
  hosting.launcher.process(0).ready();
  hosting.launcher.process(0).reply("1");
  CHECK(old->reply().payload == "1");
  CHECK_FALSE(hosting.call("hello")->answered());
}

TEST_CASE("reserved concurrency changes while calls are running") {
  FakeHosting hosting;
  hosting.add("hello");
  const auto first = hosting.call("hello");
  const auto second = hosting.call("hello");
  REQUIRE(hosting.invoker->set_reserved_concurrency("hello", 1).ok());
  const Error throttled = hosting.call("hello")->error();
  CHECK(throttled.reason == "ReservedFunctionConcurrentInvocationLimitExceeded");
  REQUIRE(hosting.invoker->set_reserved_concurrency("hello", {}).ok());
  CHECK_FALSE(hosting.call("hello")->answered());
  REQUIRE(hosting.invoker->set_reserved_concurrency("hello", 0).ok());
  CHECK(hosting.call("hello")->error().code == Error::Code::kThrottled);
  CHECK_FALSE(hosting.invoker->set_reserved_concurrency("nobody", 1).ok());
}

TEST_CASE("a qualifier chooses a version, and the function sees it in its ARN") {
  FakeHosting hosting;
  hosting.add("hello");
  REQUIRE(hosting.invoker->put_version(changed(hosting, "hello", "1")).ok());
  CHECK(version_that_runs(hosting, "hello:1") == "1");
  CHECK(hosting.launcher.last().invokes[0].function_arn ==
        "arn:aws:lambda:us-east-1:123456789012:function:hello:1");
  CHECK(version_that_runs(hosting, "hello:$LATEST") == "$LATEST");
  CHECK(version_that_runs(hosting, "hello") == "$LATEST");
  CHECK(hosting.call("hello:2")->error().code == Error::Code::kNotFound);
  CHECK(hosting.call("hello:")->error().code == Error::Code::kNotFound);
  CHECK(hosting.log.contains("Version: 1"));
}

TEST_CASE("a published version stays as it was when $LATEST is replaced") {
  FakeHosting hosting;
  hosting.add("hello");
  FunctionConfig version = *hosting.invoker->find("hello");
  version.version = std::string("1");
  REQUIRE(hosting.invoker->put_version(version).ok());
  REQUIRE(hosting.invoker->replace_function(changed(hosting, "hello")).ok());
  CHECK(hosting.invoker->find("hello")->timeout == 5s);
  CHECK(hosting.invoker->find("hello", "1")->timeout == 3s);
}

TEST_CASE("versions of one function share its concurrency") {
  FakeHosting hosting;
  hosting.add("hello", [](FunctionConfig& config) { config.reserved_concurrency = 1; });
  REQUIRE(hosting.invoker->put_version(changed(hosting, "hello", "1")).ok());
  const auto running = hosting.call("hello:1");
  CHECK(hosting.call("hello")->error().code == Error::Code::kThrottled);
}

TEST_CASE("an alias leads to its version, and by weight to another") {
  FakeHosting hosting;
  hosting.add("hello");
  for (const char* version : {"1", "2"}) {
    REQUIRE(hosting.invoker->put_version(changed(hosting, "hello", version)).ok());
  }
  REQUIRE(hosting.invoker->set_alias("hello", {"live", "1", {}}).ok());
  CHECK(version_that_runs(hosting, "hello:live") == "1");
  CHECK(hosting.launcher.last().invokes[0].function_arn ==
        "arn:aws:lambda:us-east-1:123456789012:function:hello:live");

  REQUIRE(hosting.invoker->set_alias("hello", {"live", "1", {{"2", 0.25}}}).ok());
  std::map<std::string, int> runs;
  for (int i = 0; i < 1000; ++i) ++runs[version_that_runs(hosting, "hello:live")];
  CHECK(runs["1"] + runs["2"] == 1000);
  CHECK(runs["2"] > 200);
  CHECK(runs["2"] < 300);

  CHECK_FALSE(hosting.invoker->set_alias("hello", {"live", "9", {}}).ok());
  CHECK_FALSE(hosting.invoker->set_alias("hello", {"live", "1", {{"9", 0.5}}}).ok());
  CHECK_FALSE(hosting.invoker->remove_version("hello", "2").ok());
  REQUIRE(hosting.invoker->remove_alias("hello", "live").ok());
  CHECK_FALSE(hosting.invoker->remove_alias("hello", "live").ok());
  REQUIRE(hosting.invoker->remove_version("hello", "2").ok());
  CHECK(hosting.call("hello:2")->error().code == Error::Code::kNotFound);
  CHECK_FALSE(hosting.invoker->remove_version("hello", "$LATEST").ok());
}

TEST_CASE("shutting down ends what runs on replaced and removed functions too") {
  FakeHosting hosting;
  hosting.add("hello");
  hosting.add("other");
  const auto first = hosting.call("hello");
  const auto second = hosting.call("other");
  REQUIRE(hosting.invoker->replace_function(changed(hosting, "hello")).ok());
  REQUIRE(hosting.invoker->remove_function("other").ok());
  hosting.invoker.reset();
  CHECK(first->reply().end == Reply::End::kCrash);
  CHECK(second->reply().end == Reply::End::kCrash);
}
