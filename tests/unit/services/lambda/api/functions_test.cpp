#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "emulator/crypto/digest.h"
#include "emulator/text/base64.h"
#include "emulator/text/percent.h"
#include "tests/unit/services/lambda/lambda_fixture.h"

using namespace brume::emulator;
using namespace brume::emulator::aws;
using namespace brume::emulator::aws::lambda;
using namespace brume::emulator::aws::lambda::testing;
using nlohmann::json;

namespace {

constexpr const char* kFunctions = "/2015-03-31/functions";

json creation(const std::string& name) {
  return {{"FunctionName", name},
          {"Runtime", "provided.al2023"},
          {"Role", "arn:aws:iam::123456789012:role/r"},
          {"Handler", "hello.handler"},
          {"Code", {{"ZipFile", base64_encode(make_zip({{"hello.so", hello_library()}}))}}}};
}

std::string create(const json& body) {
  return std::string("POST ") + kFunctions + "\n\n" + body.dump();
}

std::string get(const std::string& path) {
  return std::string("GET ") + kFunctions + path;
}

struct Refusal {
  int status;
  std::string type, text;
};

void check_refused(LambdaFixture& fixture, const std::string& request, const Refusal& refusal) {
  const auto call = fixture.send(request);
  CAPTURE(request.substr(0, 300));
  CAPTURE(call->response.body);
  CHECK(call->response.status == refusal.status);
  CHECK(call->header("x-amzn-ErrorType") == refusal.type);
  CHECK(has(call->response.body, refusal.text));
}

}  // namespace

TEST_CASE("a function is created from a zip, runs, and is deleted with its code") {
  LambdaFixture fixture;
  json request = creation("made");
  request["Timeout"] = 7;
  request["MemorySize"] = 256;
  request["Environment"] = {{"Variables", {{"WHO", "me"}}}};
  request["Tags"] = {{"team", "a"}};
  request["DeadLetterConfig"] = {{"TargetArn", "arn:aws:sqs:us-east-1:123456789012:q"}};
  const json made = json::parse(fixture.body_of(create(request), 201));
  CHECK(made["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:made");
  CHECK(made["State"] == "Active");
  CHECK(made["LastUpdateStatus"] == "Successful");
  CHECK(made["Version"] == "$LATEST");
  CHECK(made["Timeout"] == 7);
  CHECK(made["MemorySize"] == 256);
  CHECK(made["Environment"]["Variables"]["WHO"] == "me");
  CHECK(made["LastModified"] == "2026-11-21T01:00:00.000+0000");
  CHECK(made["DeadLetterConfig"]["TargetArn"] == "arn:aws:sqs:us-east-1:123456789012:q");
  const std::string zip = *base64_decode(request["Code"]["ZipFile"].get<std::string>());
  CHECK(made["CodeSize"] == zip.size());
  CHECK(made["CodeSha256"] == base64_encode(sha256(zip)));
  CHECK(fixture.files() == 1);

  const FunctionConfig* const hosted = fixture.hosting.invoker->find("made");
  REQUIRE(hosted != nullptr);
  CHECK(hosted->symbol == "handler");
  CHECK(hosted->library.filename() == "hello.so");
  const json shown = json::parse(fixture.body_of(get("/made")));
  CHECK(shown["Configuration"]["FunctionName"] == "made");
  CHECK(shown["Tags"]["team"] == "a");

  CHECK(fixture.body_of("DELETE /2015-03-31/functions/made", 204).empty());
  CHECK(fixture.hosting.invoker->find("made") == nullptr);
  fixture.hosting.time.advance(std::chrono::milliseconds(1));
  CHECK(fixture.files() == 0);
  check_refused(fixture, get("/made"), {404, "ResourceNotFoundException", "Function not found"});
}

TEST_CASE("code that calls still run from stays until they have ended") {
  LambdaFixture fixture;
  fixture.body_of(create(creation("made")), 201);
  const auto running = fixture.send("POST /2015-03-31/functions/made/invocations");
  fixture.hosting.launcher.last().ready();
  fixture.body_of("DELETE /2015-03-31/functions/made", 204);
  fixture.hosting.time.advance(std::chrono::milliseconds(1));
  CHECK(fixture.files() == 1);
  fixture.hosting.launcher.last().reply("1");
  CHECK(running->response.status == 200);
  fixture.hosting.time.advance(std::chrono::milliseconds(100));
  CHECK(fixture.files() == 0);
}

TEST_CASE("what cannot be created is refused as AWS refuses it, and leaves nothing") {
  LambdaFixture fixture;
  fixture.add("there");
  const auto refused = [&](const std::function<void(json&)>& change, const Refusal& refusal) {
    json request = creation("made");
    change(request);
    check_refused(fixture, create(request), refusal);
  };
  refused([](json& r) { r["FunctionName"] = "there"; },
          {409, "ResourceConflictException", "Function already exist: there"});
  refused([](json& r) { r.erase("Role"); },
          {400, "ValidationException",
           "1 validation error detected: Value null at 'role' failed to satisfy constraint: "
           "Member must not be null"});
  refused(
      [](json& r) {
        r["Timeout"] = 901;
        r["MemorySize"] = 1;
      },
      {400, "ValidationException",
       "2 validation errors detected: Value '901' at 'timeout' failed to satisfy constraint: "
       "Member must have value less than or equal to 900; Value '1' at 'memorySize'"});
  refused([](json& r) { r["Role"] = "x"; }, {400, "ValidationException", "at 'role'"});
  refused([](json& r) { r["FunctionName"] = "a b"; }, {400, "ValidationException", "functionName"});
  refused([](json& r) { r["FunctionName"] = "../x"; }, {400, "ValidationException", "functionNa"});
  refused([](json& r) { r["FunctionName"] = "a.b"; }, {400, "ValidationException", "functionName"});
  refused([](json& r) { r["Timeout"] = "3"; }, {400, "SerializationException", "'Timeout'"});
  refused([](json& r) { r["Runtime"] = "python3.12"; },
          {400, "InvalidParameterValueException", "provided.al2023"});
  refused([](json& r) { r["Handler"] = "nodot"; },
          {400, "InvalidParameterValueException", "library.symbol"});
  refused([](json& r) { r["Handler"] = "other.handler"; },
          {400, "InvalidParameterValueException", "other"});
  refused([](json& r) { r["Handler"] = "hello.nothing"; },
          {400, "InvalidParameterValueException", "exports no function"});
  CHECK(fixture.functions.all().size() == 1);
  CHECK(fixture.files() == 0);
}

TEST_CASE("code and settings that cannot be hosted are refused, and leave nothing") {
  LambdaFixture fixture;
  const auto refused = [&](const std::function<void(json&)>& change, const Refusal& refusal) {
    json request = creation("made");
    change(request);
    check_refused(fixture, create(request), refusal);
  };
  refused([](json& r) { r["Architectures"] = {"riscv"}; },
          {400, "ValidationException", "architectures"});
  refused(
      [](json& r) {
        r["Environment"] = {{"Variables", {{"AWS_REGION", "x"}}}};
      },
      {400, "InvalidParameterValueException", "reserved keys"});
  refused(
      [](json& r) {
        r["Environment"] = {{"Variables", {{"A_", std::string(4096, 'x')}}}};
      },
      {400, "InvalidParameterValueException", "4KB limit"});
  refused(
      [](json& r) {
        r["Code"] = {{"ZipFile", "!!"}};
      },
      {400, "SerializationException", "base"});
  refused(
      [](json& r) {
        r["Code"] = {{"ZipFile", base64_encode("no zip")}};
      },
      {400, "InvalidParameterValueException", "Could not unzip uploaded file"});
  refused(
      [](json& r) {
        r["Code"] = {{"S3Bucket", "b"}, {"S3Key", "k"}};
      },
      {400, "InvalidParameterValueException", "ZipFile"});
  refused([](json& r) { r["PackageType"] = "Image"; },
          {400, "InvalidParameterValueException", "container images"});
  refused([](json& r) { r["Layers"] = {"arn:x"}; },
          {400, "InvalidParameterValueException", "layers"});
  check_refused(fixture, std::string("POST ") + kFunctions + "\n\n[1]",
                {400, "SerializationException", "no JSON object"});
  CHECK(fixture.functions.all().empty());
  CHECK(fixture.files() == 0);
}

TEST_CASE("new code replaces the old for the next call") {
  LambdaFixture fixture;
  fixture.body_of(create(creation("made")), 201);
  const std::string first = fixture.functions.all().at("made").latest.revision_id;
  const std::string zip = make_zip({{"hello.so", hello_library()}, {"more.txt", "1"}});
  const auto update = [&](json extra) {
    extra["ZipFile"] = base64_encode(zip);
    return "PUT /2015-03-31/functions/made/code\n\n" + extra.dump();
  };
  const json dry = json::parse(fixture.body_of(update({{"DryRun", true}})));
  CHECK(dry["CodeSha256"] == base64_encode(sha256(zip)));
  CHECK(fixture.functions.all().at("made").latest.revision_id == first);
  CHECK(fixture.files() == 1);

  check_refused(fixture, update({{"RevisionId", "old"}}),
                {412, "PreconditionFailedException", "The Revision Id provided does not match"});
  const auto task_root = fixture.hosting.invoker->find("made")->task_root;
  const json done = json::parse(fixture.body_of(update({{"RevisionId", first}})));
  CHECK(done["RevisionId"] != first);
  CHECK(done["CodeSize"] == zip.size());
  CHECK(fixture.hosting.invoker->find("made")->task_root != task_root);
  fixture.hosting.time.advance(std::chrono::milliseconds(1));
  CHECK_FALSE(std::filesystem::exists(task_root));
  CHECK(fixture.files() == 2);
  check_refused(fixture, "PUT /2015-03-31/functions/made/code\n\n{}",
                {400, "InvalidParameterValueException", "Please provide a source"});
  CHECK(fixture.files() == 2);
}

TEST_CASE("a configuration changes in the members that are given") {
  LambdaFixture fixture;
  fixture.body_of(create(creation("made")), 201);
  const std::string put = "PUT /2015-03-31/functions/made/configuration\n\n";
  const json done = json::parse(
      fixture.body_of(put + R"({"Timeout": 9, "Description": "new", "Environment": {"Variables":
                               {"A_B": "1"}}, "LoggingConfig": {"LogFormat": "JSON"}})"));
  CHECK(done["Timeout"] == 9);
  CHECK(done["Description"] == "new");
  CHECK(done["MemorySize"] == 128);
  CHECK(done["LoggingConfig"]["LogFormat"] == "JSON");
  const FunctionConfig& hosted = *fixture.hosting.invoker->find("made");
  CHECK(hosted.timeout == std::chrono::seconds(9));
  CHECK(hosted.environment.at("A_B") == "1");
  CHECK(hosted.json_logs);
  check_refused(fixture, put + R"({"Timeout": 0})", {400, "ValidationException", "timeout"});
  check_refused(fixture, put + R"({"Handler": "gone.handler"})",
                {400, "InvalidParameterValueException", "gone"});
  check_refused(fixture, put + R"({"RevisionId": "old", "Timeout": 3})",
                {412, "PreconditionFailedException", "GetFunction"});
  CHECK(fixture.hosting.invoker->find("made")->timeout == std::chrono::seconds(9));
}

TEST_CASE("functions are listed in pages") {
  LambdaFixture fixture;
  for (const char* name : {"a", "b", "c"}) fixture.add(name);
  const json first = json::parse(fixture.body_of(get("/?MaxItems=2")));
  REQUIRE(first["Functions"].size() == 2);
  CHECK(first["Functions"][0]["FunctionName"] == "a");
  CHECK_FALSE(first["Functions"][0].contains("State"));
  const std::string marker = first["NextMarker"];
  const json second =
      json::parse(fixture.body_of(get("/?MaxItems=2&Marker=" + percent_encode(marker))));
  REQUIRE(second["Functions"].size() == 1);
  CHECK(second["Functions"][0]["FunctionName"] == "c");
  CHECK_FALSE(second.contains("NextMarker"));
  check_refused(fixture, get("/?MaxItems=0"), {400, "ValidationException", "maxItems"});
  check_refused(fixture, get("/?MaxItems=10001"), {400, "ValidationException", "maxItems"});
  check_refused(fixture, get("/?Marker=!"), {400, "InvalidParameterValueException", "Marker"});
  check_refused(fixture, get("/?FunctionVersion=1"), {400, "ValidationException", "[ALL]"});
}

TEST_CASE("reserved concurrency is set, shown and taken away, and bounds calls at once") {
  LambdaFixture fixture;
  fixture.add("hello");
  const std::string put = "PUT /2017-10-31/functions/hello/concurrency\n\n";
  const std::string show = "GET /2019-09-30/functions/hello/concurrency";
  CHECK(fixture.body_of(show) == "{}");
  CHECK(fixture.body_of(put + R"({"ReservedConcurrentExecutions": 0})") ==
        R"({"ReservedConcurrentExecutions":0})");
  CHECK(fixture.body_of(show) == R"({"ReservedConcurrentExecutions":0})");
  CHECK(fixture.send("POST /2015-03-31/functions/hello/invocations")->response.status == 429);
  CHECK(has(fixture.body_of(get("/hello")), R"("Concurrency":{"ReservedConcurrentExecutions":0})"));
  check_refused(fixture, put + R"({"ReservedConcurrentExecutions": 901})",
                {400, "InvalidParameterValueException", "below its minimum value of [100]"});
  check_refused(fixture, put + "{}", {400, "ValidationException", "must not be null"});
  fixture.body_of(put + R"({"ReservedConcurrentExecutions": 900})");
  CHECK(has(fixture.body_of("GET /2016-08-19/account-settings/"),
            R"("UnreservedConcurrentExecutions":100)"));
  fixture.body_of("DELETE /2017-10-31/functions/hello/concurrency", 204);
  CHECK(fixture.body_of(show) == "{}");
}

TEST_CASE("a function that cannot run is shown as failed, and invoking it says why") {
  LambdaFixture fixture;
  fixture.add("broken", [](FunctionRecord& record) {
    record.latest.cannot_run = "there is no library 'broken'";
  });
  const json shown = json::parse(fixture.body_of(get("/broken/configuration")));
  CHECK(shown["State"] == "Failed");
  CHECK(shown["StateReason"] == "there is no library 'broken'");
  check_refused(fixture, "POST /2015-03-31/functions/broken/invocations",
                {409, "ResourceConflictException", "cannot run here: there is no library"});
}

TEST_CASE("operations that are not emulated answer by name") {
  LambdaFixture fixture;
  check_refused(fixture, "GET /2018-10-31/layers", {501, "NotImplemented", "Lambda 'ListLayers'"});
  check_refused(fixture, "GET /2015-03-31/event-source-mappings/",
                {501, "NotImplemented", "ListEventSourceMappings"});
  check_refused(fixture, "GET /2015-03-31/nothing/",
                {501, "NotImplemented", "/2015-03-31/nothing"});
}
