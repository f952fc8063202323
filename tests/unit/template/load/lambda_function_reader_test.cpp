#include "emulator/template/load/lambda_function_reader.h"

#include <doctest/doctest.h>

#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

FunctionSpec function_of(const Loaded& loaded) {
  INFO(errors_of(loaded));
  REQUIRE(loaded.application);
  REQUIRE_FALSE(loaded.application->functions.empty());
  return loaded.application->functions[0];
}

// The same function without SAM.
std::string lambda_template(const std::string& properties, const std::string& rest = "") {
  return "Resources:\n  Hello:\n    Type: AWS::Lambda::Function\n    Properties:\n"
         "      Handler: hello.handler\n      Runtime: provided.al2023\n      Role: arn\n" +
         properties + rest;
}

}  // namespace

TEST_CASE("all that bears on hosting is read") {
  const FunctionSpec function = function_of(load_text(function_template(
      "      FunctionName: greeter\n      Description: says hello\n      Timeout: 900\n"
      "      MemorySize: \"10240\"\n      EphemeralStorage: {Size: 10240}\n"
      "      ReservedConcurrentExecutions: 0\n      Tracing: Active\n"
      "      LoggingConfig: {LogFormat: JSON, ApplicationLogLevel: DEBUG, SystemLogLevel: WARN, "
      "LogGroup: /mine}\n"
      "      Environment: {Variables: {AB: text, NUM: 10, FLAG: true, HALF: 0.5}}\n"
      "    Metadata: {BuildMethod: cmake, BuildProperties: {Target: hello}}\n")));
  CHECK(function.name == "greeter");
  CHECK(function.description == "says hello");
  CHECK(function.timeout_s == 900);
  CHECK(function.memory_mb == 10240);
  CHECK(function.ephemeral_storage_mb == 10240);
  CHECK(function.reserved_concurrency == 0);
  CHECK(function.tracing_mode == "Active");
  CHECK(function.logging.json);
  CHECK(function.logging.application_log_level == "DEBUG");
  CHECK(function.logging.system_log_level == "WARN");
  CHECK(function.logging.log_group == "/mine");
  CHECK(function.environment ==
        std::map<std::string, std::string>{
            {"AB", "text"}, {"NUM", "10"}, {"FLAG", "true"}, {"HALF", "0.5"}});
  CHECK(function.build.method == "cmake");
  CHECK(function.build.properties.find("Target")->as_string() == "hello");
}

TEST_CASE("values outside their ranges are errors") {
  struct Case {
    const char* property;
    const char* message;
  };
  const Case cases[] = {
      {"Timeout: 0", "`Timeout` must be an integer from 1 to 900, found `0`"},
      {"Timeout: 901", "found `901`"},
      {"Timeout: ten", "found `ten`"},
      {"Timeout: 1.5", "found `1.5`"},
      {"Timeout: true", "found `true`"},
      {"Timeout: [1]", "found a list"},
      {"MemorySize: 127", "from 128 to 10240"},
      {"MemorySize: 10241", "from 128 to 10240"},
      {"EphemeralStorage: {Size: 511}", "from 512 to 10240"},
      {"EphemeralStorage: {}", "EphemeralStorage needs the property `Size`"},
      {"EphemeralStorage: {Sise: 512}", "EphemeralStorage has no property `Sise`"},
      {"ReservedConcurrentExecutions: -1", "must be an integer from 0 to 2147483647, found `-1`"},
      {"Tracing: Activ", "must be one of Active, PassThrough, found `Activ` | did you mean"},
      {"LoggingConfig: {LogFormat: Json}", "did you mean `JSON`?"},
      {"LoggingConfig: {SystemLogLevel: INFO}", "log levels need `LogFormat: JSON`"},
      {"FunctionName: a.b", "AWS rejects the function name `a.b`"},
      {"FunctionName: \"\"", "AWS rejects the function name"},
      {"Description: {a: b}", "`Description` must be a string, found a map"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.property);
    const std::string errors =
        errors_of(load_text(function_template("      " + std::string(each.property) + "\n")));
    CAPTURE(errors);
    CHECK(errors.find(each.message) != std::string::npos);
    CHECK(errors.find("9:") == 0);
  }
}

TEST_CASE("a name of 65 characters is rejected, one of 64 is not") {
  const std::string name(64, 'a');
  CHECK(load_text(function_template("      FunctionName: " + name + "\n")).application);
  CHECK_FALSE(load_text(function_template("      FunctionName: " + name + "a\n")).application);
}

TEST_CASE("two functions of one name are an error") {
  const std::string second =
      "  Other:\n    Type: AWS::Lambda::Function\n    Properties: {FunctionName: Hello, Code: ., "
      "Handler: a.b, Runtime: provided, Role: x}\n";
  CHECK(errors_of(load_text(function_template(second))).find("two functions are named `Hello`") !=
        std::string::npos);
}

TEST_CASE("plain CloudFormation goes by the same road") {
  const FunctionSpec function = function_of(load_text(lambda_template("      Code: .\n")));
  CHECK(function.name == "Hello");
  CHECK(function.cannot_run.empty());
}

TEST_CASE("an unknown property of plain CloudFormation names the nearest") {
  CHECK(errors_of(load_text(lambda_template("      Code: .\n      Timeot: 3\n"))) ==
        "9:7 AWS::Lambda::Function has no property `Timeot` | did you mean `Timeout`?\n");
}

TEST_CASE("missing properties are named") {
  const Loaded loaded = load_text(
      "Resources:\n  Hello:\n    Type: AWS::Lambda::Function\n    Properties: {Role: x}\n");
  const std::string errors = errors_of(loaded);
  for (const char* name : {"`Handler`", "`Runtime`", "`Code`"}) {
    CHECK(errors.find(name) != std::string::npos);
  }
}

TEST_CASE("CDK's asset path says where the code is") {
  const Loaded loaded = load_text(lambda_template(
      "      Code: {S3Bucket: b, S3Key: k}\n",
      "    Metadata: {\"aws:asset:path\": asset.123, \"aws:asset:property\": Code}\n"));
  const FunctionSpec function = function_of(loaded);
  CHECK(function.code.filename() == "asset.123");
  CHECK(function.cannot_run.empty());
}

TEST_CASE("code that cannot be hosted is a warning that says why, and the spec carries it") {
  struct Case {
    const char* code;
    const char* why;
  };
  const Case cases[] = {
      {"      Code: {S3Bucket: b, S3Key: k}\n", "its code lies in S3"},
      {"      Code: {ZipFile: \"exports\"}\n", "inline code needs a language runtime"},
      {"      Code: {ImageUri: x}\n      PackageType: Image\n", "container images are not run"},
  };
  for (const Case& each : cases) {
    CAPTURE(each.code);
    const Loaded loaded = load_text(lambda_template(each.code));
    CHECK(function_of(loaded).cannot_run == each.why);
    CHECK(warnings_of(loaded).find(each.why) != std::string::npos);
  }
}

TEST_CASE("a folder that does not exist is a warning") {
  const Loaded loaded = load_text(lambda_template("      Code: ./nowhere\n"));
  CHECK(loaded.application);
  CHECK(warnings_of(loaded).find("there is no `") != std::string::npos);
}

TEST_CASE("code outside of the template's folder is taken with a note") {
  for (const char* code : {"../elsewhere", "/usr/lib", "a/../../b"}) {
    CAPTURE(code);
    const Loaded loaded = load_text(lambda_template("      Code: " + std::string(code) + "\n"));
    CHECK(notes_of(loaded).find("lies outside of the template's folder: /") != std::string::npos);
  }
  CHECK(notes_of(load_text(lambda_template("      Code: ./a/../b\n"))).empty());
}

TEST_CASE("a handler that leads out of its code cannot run") {
  std::string text = function_template("");
  text.replace(text.find("hello.handler"), 13, "../../tmp/evil.handler");
  const Loaded loaded = load_text(text);
  CHECK(function_of(loaded).cannot_run.find("leads out of its code") != std::string::npos);
}

TEST_CASE("handlers are what AWS takes") {
  const auto with_handler = [](const std::string& handler) {
    std::string text = function_template("");
    text.replace(text.find("hello.handler"), 13, handler);
    return load_text(text);
  };
  CHECK(function_of(with_handler("a.b.c")).cannot_run.empty());
  // What it means is for who runs it: a bootstrap takes any.
  for (const char* handler : {"hello", ".handler", "hello."}) {
    CAPTURE(handler);
    CHECK(function_of(with_handler(handler)).cannot_run.empty());
  }
  CHECK(errors_of(with_handler("\"a b.c\"")).find("AWS rejects the handler") != std::string::npos);
}

TEST_CASE("runtimes: other languages cannot run here, unknown ones are errors") {
  const auto with_runtime = [](const std::string& runtime) {
    std::string text = function_template("");
    text.replace(text.find("provided.al2023"), 15, runtime);
    return load_text(text);
  };
  CHECK(function_of(with_runtime("provided.al2")).cannot_run.empty());
  CHECK(function_of(with_runtime("python3.12")).cannot_run.empty());
  CHECK(function_of(with_runtime("nodejs22.x")).cannot_run.empty());
  CHECK(function_of(with_runtime("java21")).cannot_run == "there is no runtime `java21` in Brume");
  CHECK(errors_of(with_runtime("provded.al2023")).find("did you mean `provided.al2023`?") !=
        std::string::npos);
}

TEST_CASE("properties without effect are noted by name, once") {
  const Loaded loaded = load_text(
      function_template("      Layers: [\"arn:aws:lambda:us-east-1:1:layer:x:1\"]\n"
                        "      VpcConfig: {SubnetIds: [a]}\n") +
      "  Other:\n    Type: AWS::Serverless::Function\n    Properties: {CodeUri: ., Handler: a.b, "
      "Runtime: provided.al2023, Layers: [x]}\n");
  const std::string notes = notes_of(loaded);
  CHECK(notes.find("`Layers` has no effect here: used by `Hello`, `Other`") != std::string::npos);
  CHECK(notes.find("`VpcConfig` has no effect here: used by `Hello`") != std::string::npos);
}

TEST_CASE("events are kept with resolved properties") {
  const FunctionSpec function = function_of(load_text(
      "Parameters:\n  Rate: {Type: String, Default: rate(1 minute)}\n" +
      function_template("      Events:\n"
                        "        Get: {Type: HttpApi, Properties: {Path: /hi, Method: get}}\n"
                        "        Tick: {Type: Schedule, Properties: {Schedule: !Ref Rate}}\n")));
  REQUIRE(function.events.size() == 2);
  CHECK(function.events[0].name == "Get");
  CHECK(function.events[0].type == "HttpApi");
  CHECK(function.events[0].properties.find("Path")->as_string() == "/hi");
  CHECK(function.events[1].properties.find("Schedule")->as_string() == "rate(1 minute)");
  CHECK(function.events[1].at.line == 13);
}
