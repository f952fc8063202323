// Programs that speak Lambda's Runtime API by themselves: a bootstrap in bash with curl.
#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "emulator/runtime_api/program_worker.h"
#include "tests/integration/hosting/real_hosting.h"

using namespace brume::emulator;
using namespace brume::emulator::testing;
using namespace std::chrono_literals;

namespace {

// Asks for events and answers them: what it does with one is `body`, which sees $event and $id, and
// may call `answer` and `fail` with what they post.
constexpr const char* kLoop = R"(#!/bin/bash
api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
answer() { curl -sS -o /dev/null -X POST -d "$1" "$api/invocation/$id/response"; }
fail() { curl -sS -o /dev/null -X POST -d "$1" "$api/invocation/$id/error"; }
BEFORE
while true; do
  headers=$(mktemp)
  event=$(curl -sS -D "$headers" "$api/invocation/next")
  id=$(grep -i lambda-runtime-aws-request-id "$headers" | tr -d '\r' | cut -d' ' -f2)
  BODY
done
)";

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  return text.replace(text.find(what), what.size(), with);
}

// A function whose bootstrap is that loop.
class BashFunction {
 public:
  explicit BashFunction(const std::string& body, const std::string& before = "")
      : BashFunction(Text{replaced(replaced(kLoop, "BEFORE", before), "BODY", body)}) {}
  struct Text {
    std::string text;
  };
  explicit BashFunction(const Text& bootstrap) {
    std::string folder = (std::filesystem::temp_directory_path() / "brume-bash-XXXXXX").string();
    BRUME_CHECK(::mkdtemp(folder.data()) != nullptr);
    folder_ = folder;
    std::ofstream(folder_ / "bootstrap") << bootstrap.text;
    BRUME_CHECK(::chmod((folder_ / "bootstrap").c_str(), 0755) == 0);
    launcher_ = std::make_unique<runtime_api::ProgramWorkers>(hosting.loop, hosting.zygote);
    services_.emplace(InvokeServices{hosting.loop, hosting.loop, hosting.ids, hosting.log,
                                     *launcher_, *hosting.symbolizer});
    invoker_ = std::make_unique<Invoker>(*services_);
    FunctionConfig config;
    config.name = "bash";
    config.arn = "arn:aws:lambda:us-east-1:123456789012:function:bash";
    config.handler = "any.thing";
    config.task_root = folder_;
    config.program = RuntimeProgram{"provided.al2023", {"/var/task/bootstrap"}};
    config.timeout = 2s;
    config.log_group = "/aws/lambda/bash";
    BRUME_CHECK(invoker_->add_function(std::move(config)).ok());
  }
  ~BashFunction() {
    invoker_.reset();
    std::filesystem::remove_all(folder_);
  }

  Reply call(const std::string& payload) {
    std::optional<Result<Reply>> result;
    invoker_->invoke("bash", Event{.payload = payload},
                     [&](Result<Reply> reply) { result.emplace(std::move(reply)); });
    hosting.run_until([&] { return result.has_value(); });
    INFO(hosting.log.all());
    REQUIRE(result->ok());
    return std::move(*result).value();
  }

  RealHosting hosting;

 private:
  std::filesystem::path folder_;
  std::unique_ptr<runtime_api::ProgramWorkers> launcher_;
  std::optional<InvokeServices> services_;
  std::unique_ptr<Invoker> invoker_;
};

}  // namespace

TEST_CASE("a bootstrap in bash answers, cold and then warm in the same process") {
  BashFunction function(R"(echo "has $event"; answer "{\"pid\":$$}")");
  const Reply cold = function.call(R"({"n":1})");
  INFO(function.hosting.log.all());
  CHECK(cold.end == Reply::End::kSuccess);
  CHECK(cold.init_duration.has_value());
  CHECK(function.hosting.log.contains(R"(has {"n":1})"));
  // Its curl may be slow to ask again: then the next call finds it at rest, and begins another.
  std::set<std::string> processes{cold.payload};
  Reply reply = function.call(R"({"n":2})");
  for (; reply.init_duration.has_value(); reply = function.call(R"({"n":2})")) {
    processes.insert(reply.payload);
  }
  CHECK(processes.contains(reply.payload));
}

TEST_CASE("a program sees AWS's folders, and a /tmp of its own") {
  BashFunction function(
      R"x(answer "$(pwd) $LAMBDA_TASK_ROOT $(ls /tmp | wc -l) $(ls /var/task)")x");
  CHECK(function.call("{}").payload == "/var/task /var/task 1 bootstrap");
}

TEST_CASE("what a program posts as an error is what its caller gets") {
  BashFunction function(R"(fail '{"errorMessage":"no","errorType":"Mine","more":1}')");
  const Reply reply = function.call("{}");
  CHECK(reply.end == Reply::End::kFunctionError);
  CHECK(reply.payload == R"({"errorMessage":"no","errorType":"Mine","more":1})");
  CHECK(function.call("{}").end == Reply::End::kFunctionError);
}

TEST_CASE("a program that ends in an invocation is AWS's exit error") {
  BashFunction function("exit 3");
  const Reply reply = function.call("{}");
  CHECK(reply.end == Reply::End::kCrash);
  CHECK(reply.payload.find("Runtime exited with error: exit status 3") != std::string::npos);
}

TEST_CASE("a program that does not answer is cut off at its timeout") {
  BashFunction function("sleep 60");
  CHECK(function.call("{}").end == Reply::End::kTimeout);
}

TEST_CASE("a program that answers and never asks again has answered") {
  BashFunction function(R"(answer '"done"'; sleep 60)");
  const Reply first = function.call("{}");
  CHECK(first.end == Reply::End::kSuccess);
  CHECK(first.payload == R"("done")");
  const Reply second = function.call("{}");
  CHECK(second.init_duration.has_value());
}

TEST_CASE("an error of initialisation is what the caller gets, after a second try") {
  BashFunction function("", R"(echo trying
curl -sS -o /dev/null -X POST -d '{"errorMessage":"bad","errorType":"Init"}' "$api/init/error"
exit 1)");
  const Reply reply = function.call("{}");
  CHECK(reply.end == Reply::End::kInitError);
  CHECK(reply.payload == R"({"errorMessage":"bad","errorType":"Init"})");
}

TEST_CASE("what cannot be run is Runtime.InvalidEntrypoint") {
  BashFunction function(BashFunction::Text{"not a program\n\x7f"});
  const Reply reply = function.call("{}");
  INFO(reply.payload << "\n" << function.hosting.log.all());
  CHECK(reply.payload.find("Runtime.InvalidEntrypoint") != std::string::npos);
  CHECK(reply.payload.find("fork/exec /var/task/bootstrap: exec format error") !=
        std::string::npos);
}
