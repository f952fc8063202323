#include "emulator/invoke/worker/environment_variables.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace brume::emulator;

namespace {

FunctionConfig sample() {
  FunctionConfig function;
  function.name = "hello";
  function.handler = "hello.handler";
  function.task_root = "/app/hello";
  function.memory_mb = 512;
  function.log_group = "/aws/lambda/hello";
  function.region = "eu-west-1";
  return function;
}

std::vector<std::string> variables_of(const FunctionConfig& function,
                                      const HostingVariables& hosting = {}) {
  return environment_variables(function, hosting,
                               {.log_stream = "2026/11/21/[$LATEST]0f",
                                .task = function.task_root.string(),
                                .layers = "/opt",
                                .tmp_dir = "/tmp/b/1"});
}

bool has(const std::vector<std::string>& all, const std::string& entry) {
  return std::find(all.begin(), all.end(), entry) != all.end();
}

}  // namespace

TEST_CASE("a function sees AWS's variables, and no others") {
  CHECK(variables_of(sample()) == std::vector<std::string>{
                                      "AWS_ACCESS_KEY_ID=brume",
                                      "AWS_DEFAULT_REGION=eu-west-1",
                                      "AWS_EXECUTION_ENV=AWS_Lambda_provided.al2023",
                                      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE=512",
                                      "AWS_LAMBDA_FUNCTION_NAME=hello",
                                      "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
                                      "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
                                      "AWS_LAMBDA_LOG_FORMAT=Text",
                                      "AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/hello",
                                      "AWS_LAMBDA_LOG_STREAM_NAME=2026/11/21/[$LATEST]0f",
                                      "AWS_REGION=eu-west-1",
                                      "AWS_SAM_LOCAL=true",
                                      "AWS_SECRET_ACCESS_KEY=brume",
                                      "AWS_SESSION_TOKEN=brume",
                                      "AWS_XRAY_CONTEXT_MISSING=LOG_ERROR",
                                      "LAMBDA_RUNTIME_DIR=/var/runtime",
                                      "LAMBDA_TASK_ROOT=/app/hello",
                                      "LANG=en_US.UTF-8",
                                      "LD_LIBRARY_PATH=/app/hello:/app/hello/lib",
                                      "PATH=/usr/local/bin:/usr/bin:/bin:/opt/bin",
                                      "TMPDIR=/tmp/b/1",
                                      "TZ=:UTC",
                                      "_HANDLER=hello.handler",
                                  });
}

TEST_CASE("the function's own variables win where AWS lets them, and only there") {
  FunctionConfig function = sample();
  function.environment = {{"LANG", "C"},
                          {"TZ", "Europe/Paris"},
                          {"MINE", "a=b c"},
                          {"EMPTY", ""},
                          {"_HANDLER", "no"},
                          {"AWS_REGION", "no"},
                          {"LAMBDA_TASK_ROOT", "no"},
                          {"AWS_SESSION_TOKEN", "no"}};
  const auto all = variables_of(function);
  CHECK(has(all, "LANG=C"));
  CHECK(has(all, "TZ=Europe/Paris"));
  CHECK(has(all, "MINE=a=b c"));
  CHECK(has(all, "EMPTY="));
  CHECK(has(all, "_HANDLER=hello.handler"));
  CHECK(has(all, "AWS_REGION=eu-west-1"));
  CHECK(has(all, "LAMBDA_TASK_ROOT=/app/hello"));
  CHECK(has(all, "AWS_SESSION_TOKEN=brume"));
}

TEST_CASE("an endpoint is named when one is served, and may be replaced") {
  HostingVariables hosting;
  hosting.endpoint_url = "http://127.0.0.1:4566";
  FunctionConfig function = sample();
  CHECK(has(variables_of(function, hosting), "AWS_ENDPOINT_URL=http://127.0.0.1:4566"));
  function.environment = {{"AWS_ENDPOINT_URL", "http://elsewhere"}};
  CHECK(has(variables_of(function, hosting), "AWS_ENDPOINT_URL=http://elsewhere"));
}

TEST_CASE("JSON logs have their format and level") {
  FunctionConfig function = sample();
  function.json_logs = true;
  CHECK(has(variables_of(function), "AWS_LAMBDA_LOG_FORMAT=JSON"));
  CHECK(has(variables_of(function), "AWS_LAMBDA_LOG_LEVEL=INFO"));
  function.application_log_level = "TRACE";
  CHECK(has(variables_of(function), "AWS_LAMBDA_LOG_LEVEL=TRACE"));
}
