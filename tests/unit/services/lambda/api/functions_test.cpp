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
  CHECK(made["State"] == "Pending");
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
  refused(
      [](json& r) { r["Runtime"] = "python9"; },
      {400, "InvalidParameterValueException",
       "Value python9 at 'runtime' failed to satisfy constraint: Member must satisfy enum value "
       "set: [nodejs20.x, python3.14, provided.al2023,"});
  refused([](json& r) { r["Runtime"] = "nodejs14.x"; },
          {400, "InvalidParameterValueException",
           "The runtime parameter of nodejs14.x is no longer supported for creating or updating"});
  refused(
      [](json& r) {
        r["SnapStart"] = {{"ApplyOn", "always"}};
      },
      {400, "ValidationException",
       "Value 'always' at 'snapStart.applyOn' failed to satisfy constraint: Member must satisfy "
       "enum value set: [PublishedVersions, None]"});
  refused(
      [](json& r) {
        r["SnapStart"] = {{"ApplyOn", "PublishedVersions"}};
      },
      {400, "InvalidParameterValueException",
       "provided.al2023 is not supported for SnapStart enabled functions."});
  refused(
      [](json& r) { r["FunctionName"] = std::string(65, 'n'); },
      {400, "InvalidParameterValueException", "Member must have length less than or equal to 64"});
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
  refused([](json& r) { r["Architectures"] = {"X86_64"}; },
          {400, "ValidationException",
           "1 validation error detected: Value '[X86_64]' at 'architectures' failed to satisfy "
           "constraint: Member must satisfy constraint: [Member must satisfy enum value set: "
           "[x86_64, arm64], Member must not be null]"});
  refused(
      [](json& r) {
        r["Architectures"] = {"x86_64", "arm64"};
      },
      {400, "ValidationException",
       "Value '[x86_64, arm64]' at 'architectures' failed to satisfy constraint: Member must "
       "have length less than or equal to 1"});
  refused(
      [](json& r) {
        r["Environment"] = {{"Variables", {{"AWS_REGION", "x"}}}};
      },
      {400, "InvalidParameterValueException", "reserved keys"});
  refused(
      [](json& r) {
        // 4096 bytes of names and values are 4103 of JSON.
        r["Environment"] = {{"Variables", {{"A_", std::string(4094, 'x')}}}};
      },
      {400, "InvalidParameterValueException",
       "environment variables you have provided exceeded the 4KB limit. String measured: "
       "{\\\"A_\\\":\\\"xxx"});
  refused(
      [](json& r) {
        r["Environment"] = {{"Variables", {{"1X", "y"}}}};
        r["Timeout"] = 0;
      },
      {400, "ValidationException",
       "Value '{1X=y}' at 'environment.variables' failed to satisfy constraint: Map keys must "
       "satisfy constraint: [Member must satisfy regular expression pattern: "});
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
  refused([](json& r) { r["PackageType"] = "Image"; }, {501, "NotImplemented", "container images"});
  refused([](json& r) { r["Layers"] = {"arn:x"}; },
          {400, "ValidationException", "Value '[arn:x]' at 'layers' failed to satisfy constraint"});
  check_refused(fixture, std::string("POST ") + kFunctions + "\n\n[1]",
                {400, "SerializationException", "no JSON object"});
  CHECK(fixture.functions.all().empty());
  CHECK(fixture.files() == 0);
}

TEST_CASE("a zip of more than 50 MB is refused") {
  LambdaFixture fixture;
  json request = creation("made");
  request["Code"] = {{"ZipFile", base64_encode(std::string(52'428'801, 'x'))}};
  check_refused(
      fixture, create(request),
      {413, "RequestEntityTooLargeException", "Zipped size must be smaller than 52428800 bytes"});
}

TEST_CASE("an environment without variables is kept as one") {
  LambdaFixture fixture;
  json request = creation("made");
  request["Environment"] = {{"Variables", json::object()}};
  const json made = json::parse(fixture.body_of(create(request), 201));
  CHECK(made["Environment"] == json{{"Variables", json::object()}});
  CHECK_FALSE(json::parse(fixture.body_of(create(creation("other")), 201)).contains("Environment"));
}

TEST_CASE(
    "functions of managed runtimes are kept as AWS keeps them, and a call is refused by name") {
  LambdaFixture fixture;
  json request = creation("made");
  request["Runtime"] = "python3.12";
  request["Handler"] = "index.handler";
  request["Code"] = {
      {"ZipFile", base64_encode(make_zip({{"index.py", "def handler(e, c): pass"}}))}};
  fixture.body_of(create(request), 201);
  fixture.hosting.time.advance(kChangeShown);
  const json shown = json::parse(fixture.body_of(get("/made")));
  CHECK(shown["Configuration"]["State"] == "Active");
  CHECK(shown["Configuration"]["Runtime"] == "python3.12");
  CHECK(fixture.files() == 1);
  check_refused(
      fixture, "POST /2015-03-31/functions/made/invocations",
      {501, "NotImplemented", "brume does not emulate functions of the runtime python3.12 yet"});
  // Versions and aliases are kept, too, and it may become a function that runs.
  fixture.body_of("POST /2015-03-31/functions/made/versions\n\n{}", 201);
  fixture.body_of(
      "POST /2015-03-31/functions/made/aliases\n\n"
      R"({"Name": "live", "FunctionVersion": "1"})",
      201);
  const std::string zip =
      base64_encode(make_zip({{"hello.so", hello_library()}, {"index.py", ""}}));
  fixture.body_of("PUT /2015-03-31/functions/made/code\n\n" + json{{"ZipFile", zip}}.dump());
  fixture.body_of(
      "PUT /2015-03-31/functions/made/configuration\n\n"
      R"({"Runtime": "provided.al2023", "Handler": "hello.handler"})");
  CHECK(fixture.hosting.invoker->is_callable("made"));
  check_refused(fixture, "POST /2015-03-31/functions/made:live/invocations",
                {501, "NotImplemented", "python3.12"});
}

TEST_CASE("creating and updating pass through the states that waiters wait for") {
  LambdaFixture fixture;
  const json made = json::parse(fixture.body_of(create(creation("made")), 201));
  CHECK(made["State"] == "Pending");
  CHECK(made["StateReason"] == "The function is being created.");
  CHECK(made["StateReasonCode"] == "Creating");
  CHECK_FALSE(made.contains("LastUpdateStatus"));
  fixture.hosting.time.advance(kChangeShown);
  const json active = json::parse(fixture.body_of(get("/made/configuration")));
  CHECK(active["State"] == "Active");
  CHECK(active["LastUpdateStatus"] == "Successful");
  CHECK_FALSE(active.contains("StateReason"));
  CHECK(active["RevisionId"] != made["RevisionId"]);

  const json updating = json::parse(fixture.body_of(
      "PUT /2015-03-31/functions/made/configuration\n\n{\"Description\": \"new\"}"));
  CHECK(updating["State"] == "Active");
  CHECK(updating["LastUpdateStatus"] == "InProgress");
  CHECK(updating["LastUpdateStatusReason"] == "The function is being created.");
  CHECK(updating["LastUpdateStatusReasonCode"] == "Creating");
  // What comes next does not wait for it.
  const json version =
      json::parse(fixture.body_of("POST /2015-03-31/functions/made/versions\n\n{}", 201));
  CHECK(version["State"] == "Active");
  CHECK(version["LastUpdateStatus"] == "Successful");
  const json settled = json::parse(fixture.body_of(get("/made/configuration")));
  CHECK(settled["LastUpdateStatus"] == "Successful");
  CHECK(settled["RevisionId"] != updating["RevisionId"]);
  fixture.hosting.time.advance(kChangeShown);
  CHECK(json::parse(fixture.body_of(get("/made/configuration"))) == settled);
}

TEST_CASE("a function that is published as it is created is answered as its first version") {
  LambdaFixture fixture;
  json request = creation("made");
  request["Publish"] = true;
  const json made = json::parse(fixture.body_of(create(request), 201));
  CHECK(made["Version"] == "1");
  CHECK(made["State"] == "Pending");
  CHECK(made["FunctionArn"] == "arn:aws:lambda:us-east-1:123456789012:function:made");
  const json version = json::parse(fixture.body_of(get("/made/configuration?Qualifier=1")));
  CHECK(version["State"] == "Active");
  CHECK(version["RevisionId"] != made["RevisionId"]);
}

TEST_CASE("new code replaces the old for the next call") {
  LambdaFixture fixture;
  fixture.body_of(create(creation("made")), 201);
  fixture.hosting.time.advance(kChangeShown);
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
                {412, "PreconditionFailedException", "Call the GetFunction/GetAlias API"});
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
  check_refused(fixture,
                "PUT /2017-10-31/functions/hello:1/concurrency\n\n"
                R"({"ReservedConcurrentExecutions": 1})",
                {400, "InvalidParameterValueException",
                 "This operation is permitted on Lambda functions only. Aliases and versions do "
                 "not support this operation."});
  check_refused(fixture,
                "PUT /2017-10-31/functions/nobody/concurrency\n\n"
                R"({"ReservedConcurrentExecutions": 1})",
                {404, "ResourceNotFoundException",
                 "Function not found: arn:aws:lambda:us-east-1:123456789012:function:nobody:"
                 "$LATEST"});
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
  check_refused(fixture, "GET /2025-11-30/capacity-providers",
                {501, "NotImplemented", "Lambda 'ListCapacityProviders'"});
  check_refused(fixture, "GET /2015-03-31/nothing/",
                {501, "NotImplemented", "/2015-03-31/nothing"});
}
