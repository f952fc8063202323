#include "emulator/template/load/load.h"

#include <doctest/doctest.h>

#include "tests/unit/template/support.h"

using namespace brume::emulator;

TEST_CASE("a SAM function becomes a function with defaults") {
  const Loaded loaded = load_text(function_template(""));
  REQUIRE(loaded.application);
  REQUIRE(loaded.application->functions.size() == 1);
  const FunctionSpec& function = loaded.application->functions[0];
  CHECK(function.logical_id == "Hello");
  CHECK(function.name == "Hello");
  CHECK(function.handler == "hello.handler");
  CHECK(function.runtime == "provided.al2023");
  CHECK(function.timeout_s == 3);
  CHECK(function.memory_mb == 128);
  CHECK(function.ephemeral_storage_mb == 512);
  CHECK_FALSE(function.reserved_concurrency);
  CHECK(function.code.is_absolute());
  CHECK(function.cannot_run.empty());
  CHECK(function.at.line == 3);
}

TEST_CASE("all errors of a template come in one run, in the order of their places") {
  const Loaded loaded = load_text(
      function_template("      Timout: 3\n      MemorySize: 99999\n      FunctionName: \"a b\"\n"
                        "      Description: !Ref Nothing\n"));
  CHECK_FALSE(loaded.application);
  CHECK(errors_of(loaded) ==
        "9:7 property Timout not defined for resource of type AWS::Serverless::Function | did you "
        "mean `Timeout`?\n"
        "10:19 `MemorySize` must be an integer from 128 to 10240, found `99999`\n"
        "11:21 AWS rejects the function name `a b` | 1 to 64 letters, digits, hyphens and "
        "underscores\n"
        "12:20 `Nothing` is no parameter and no resource\n");
}

TEST_CASE("an empty template, a list and a template without resources are errors") {
  CHECK(errors_of(load_text("")).find("the template is empty") != std::string::npos);
  CHECK(errors_of(load_text("- a\n")).find("a template must be a map, found a list") !=
        std::string::npos);
  CHECK(errors_of(load_text("Description: x\n")).find("has no resources") != std::string::npos);
  CHECK(errors_of(load_text("Resources: {}\n")).find("has no resources") != std::string::npos);
}

TEST_CASE("an unknown section or attribute names the nearest known one") {
  const Loaded loaded = load_text(function_template("    Metadta: {}\n") + "Paramters: {}\n");
  CHECK(errors_of(loaded) ==
        "9:5 a resource has no attribute `Metadta` | did you mean `Metadata`?\n"
        "10:1 a template has no section `Paramters` | did you mean `Parameters`?\n");
}

TEST_CASE("resources that are not emulated are one note") {
  const Loaded loaded =
      load_text(function_template("  Pool:\n    Type: AWS::Batch::JobQueue\n"
                                  "  Other:\n    Type: AWS::Batch::JobQueue\n"));
  CHECK(notes_of(loaded) == "0:0 not emulated: AWS::Batch::JobQueue (`Pool`, `Other`)\n");
  CHECK(loaded.application);
}
