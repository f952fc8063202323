#include "emulator/services/lambda/api/template_functions.h"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "emulator/crypto/digest.h"
#include "emulator/services/lambda/api/async_policies.h"
#include "emulator/template/load/load.h"
#include "emulator/text/base64.h"
#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using nlohmann::json;

namespace {

constexpr const char* kTemplate = R"(
Transform: AWS::Serverless-2016-10-31
Resources:
  Hello:
    Type: AWS::Serverless::Function
    Properties:
      FunctionName: hello
      Description: says hello
      Handler: hello.handler
      Runtime: provided.al2023
      CodeUri: .
      Timeout: 7
      ReservedConcurrentExecutions: 5
      AutoPublishAlias: live
      Tags: {team: a}
      FunctionUrlConfig: {AuthType: NONE, InvokeMode: RESPONSE_STREAM}
      RecursiveLoop: Allow
      DeadLetterQueue: {Type: SQS, TargetArn: !GetAtt Dead.Arn}
      EventInvokeConfig:
        MaximumRetryAttempts: 1
        DestinationConfig: {OnFailure: {Type: SNS}}
  Dead: {Type: AWS::SQS::Queue}
)";

Application application_of(const std::filesystem::path& folder, const std::string& text) {
  std::ofstream(folder / "template.yaml") << text;
  LoadOptions options;
  options.template_file = folder / "template.yaml";
  Loaded loaded = load_application(options);
  REQUIRE(loaded.application);
  return std::move(*loaded.application);
}

}  // namespace

TEST_CASE("a template's function is shown with its values, version, alias, URL and settings") {
  LambdaFixture fixture;
  std::ofstream(fixture.folder / "hello.so") << "library";
  const Application application = application_of(fixture.folder, kTemplate);
  REQUIRE(application.functions.size() == 1);
  FunctionConfig config;
  config.name = "hello";
  config.arn = fixture.functions.home().function_arn("hello");
  config.handler = "hello.handler";
  config.library = fixture.folder / "hello.so";
  config.timeout = std::chrono::seconds(7);
  fixture.lambda->take_template(
      application, [&](const FunctionSpec&) -> Result<FunctionConfig> { return config; });

  const json shown = json::parse(fixture.body_of("GET /2015-03-31/functions/hello"));
  const json& configuration = shown["Configuration"];
  CHECK(configuration["Description"] == "says hello");
  CHECK(configuration["Timeout"] == 7);
  CHECK(configuration["State"] == "Active");
  CHECK(configuration["CodeSize"] == 7);
  CHECK(configuration["CodeSha256"] == base64_encode(sha256("library")));
  CHECK(configuration["Architectures"][0] == "x86_64");
  CHECK(configuration["Role"].get<std::string>().starts_with("arn:aws:iam::123456789012:role/"));
  CHECK(shown["Tags"]["team"] == "a");
  CHECK(shown["Concurrency"]["ReservedConcurrentExecutions"] == 5);
  CHECK(has(fixture.body_of("GET /2015-03-31/functions/hello/aliases"), R"("Name":"live")"));
  CHECK(fixture.hosting.invoker->is_callable("hello:live"));
  const FunctionRecord& record = fixture.functions.all().at("hello");
  REQUIRE(record.urls.size() == 1);
  CHECK(record.urls.begin()->second.invoke_mode == "RESPONSE_STREAM");
  CHECK(record.event_invokes.at("live").retries_max == 1);
  CHECK(record.recursion_allowed);
  const AsyncPolicy policy = async_policy(fixture.functions, "hello", "live");
  CHECK(policy.retries_max == 1);
  CHECK(policy.on_failure.starts_with("arn:aws:sns:us-east-1:123456789012:"));
  CHECK(policy.dead_letter.starts_with("arn:aws:sqs:us-east-1:123456789012:"));

  // What came through the API stays when the template changes.
  fixture.body_of("PUT /2015-03-31/functions/hello/configuration\n\n{\"Timeout\": 9}");
  fixture.body_of(
      "PUT /2019-09-25/functions/hello/event-invoke-config\n\n{\"MaximumRetryAttempts\": 0}");
  VersionRecord published = fixture.functions.all().at("hello").latest;
  published.from_template = false;
  fixture.functions.add_version("hello", published);
  REQUIRE(fixture.functions.all().at("hello").versions.contains(2));

  // The same again, as after a change of the template: the alias goes, the function stays.
  std::string changed = kTemplate;
  changed.replace(changed.find("AutoPublishAlias: live"), 22, "MemorySize: 256");
  changed.erase(changed.find("      FunctionUrlConfig"));
  const Application other = application_of(fixture.folder, changed);
  config.memory_mb = 256;
  fixture.lambda->take_template(
      other, [&](const FunctionSpec&) -> Result<FunctionConfig> { return config; });
  CHECK(fixture.hosting.invoker->find("hello")->memory_mb == 256);
  CHECK_FALSE(fixture.hosting.invoker->is_callable("hello:live"));
  CHECK_FALSE(fixture.hosting.invoker->is_callable("hello:1"));
  CHECK(fixture.hosting.invoker->is_callable("hello:2"));

  CHECK(async_policy(fixture.functions, "hello", "").retries_max == 0);
  CHECK_FALSE(fixture.functions.all().at("hello").event_invokes.contains("live"));
  CHECK_FALSE(fixture.functions.all().at("hello").recursion_allowed);

  Application none = other;
  none.functions.clear();
  fixture.lambda->take_template(none, {});
  CHECK(fixture.hosting.invoker->find("hello") == nullptr);
}

TEST_CASE("a template's function that cannot be hosted is shown, and says why") {
  LambdaFixture fixture;
  const Application application = application_of(fixture.folder, kTemplate);
  fixture.lambda->take_template(application, [&](const FunctionSpec&) -> Result<FunctionConfig> {
    return Error{Error::Code::kNotFound, "there is no library 'hello'"};
  });
  CHECK(has(fixture.body_of("GET /2015-03-31/functions/hello"), "there is no library 'hello'"));
  CHECK(has(fixture.body_of("POST /2015-03-31/functions/hello:live/invocations", 409),
            "cannot run here: there is no library"));
}

TEST_CASE("asynchronous invocations without destinations are shown as Lambda shows them") {
  LambdaFixture fixture;
  std::ofstream(fixture.folder / "hello.so") << "library";
  std::string text = kTemplate;
  const std::string destinations = "        DestinationConfig: {OnFailure: {Type: SNS}}\n";
  text.erase(text.find(destinations), destinations.size());
  const Application application = application_of(fixture.folder, text);
  fixture.lambda->take_template(application, [&](const FunctionSpec&) -> Result<FunctionConfig> {
    return Error{Error::Code::kNotFound, "no library"};
  });
  CHECK(has(fixture.body_of("GET /2019-09-25/functions/hello/event-invoke-config?Qualifier=live"),
            R"("OnFailure":{})"));
}
