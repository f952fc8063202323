#include "emulator/template/load/env_vars.h"

#include <doctest/doctest.h>

#include "tests/unit/template/support.h"

using namespace brume::emulator;

namespace {

Loaded load_with(const std::string& env_vars, const std::string& variables) {
  const Folder folder;
  LoadOptions options;
  options.template_file = folder.write(
      "template.yaml", function_template("      Environment: {Variables: {" + variables + "}}\n"));
  options.env_vars_file = folder.write("env.json", env_vars);
  return load_application(options);
}

std::string errors_with(const std::string& variables) {
  return errors_of(
      load_text(function_template("      Environment: {Variables: {" + variables + "}}\n")));
}

using Variables = std::map<std::string, std::string>;

}  // namespace

TEST_CASE("the env-vars file replaces declared variables; the function's entry wins") {
  const Loaded loaded = load_with(
      R"({"Parameters": {"AA": "p", "BB": "p"}, "Hello": {"AA": "f", "NUM": 5, "YES": true}})",
      "AA: t, BB: t, CC: t, NUM: 1, YES: x");
  REQUIRE(loaded.application);
  CHECK(loaded.application->functions[0].environment ==
        Variables{{"AA", "f"}, {"BB", "p"}, {"CC", "t"}, {"NUM", "5"}, {"YES", "true"}});
  CHECK(notes_of(loaded).empty());
}

TEST_CASE("entries that match nothing are noted in their own file") {
  const Loaded loaded = load_with(
      "{\"Parameters\": {\"ZZ\": \"1\"},\n \"Hello\": {\"YY\": \"1\"},\n \"Helo\": {}}", "AA: t");
  REQUIRE(loaded.application);
  CHECK(loaded.application->functions[0].environment == Variables{{"AA", "t"}});
  CHECK(notes_of(loaded) ==
        "1:23 no function declares the variable `ZZ`: this entry has no effect\n"
        "2:18 `Hello` does not declare the variable `YY`: this entry has no effect | declare it "
        "under `Environment.Variables` in the template\n"
        "3:2 no function is named `Helo`: this entry has no effect | did you mean `Hello`?\n");
  CHECK(loaded.diagnostics.back().at.file == 1);
}

TEST_CASE("a wrong env-vars file is an error") {
  CHECK(errors_of(load_with("[1]", "AA: t")).find("must be a map") != std::string::npos);
  CHECK(errors_of(load_with("{\"Hello\": 1}", "AA: t")).find("`Hello` must be a map of") !=
        std::string::npos);
  CHECK(errors_of(load_with("{\"Hello\": {\"AA\": [1]}}", "AA: t"))
            .find("`AA` must be a string, found a list") != std::string::npos);
  CHECK(errors_of(load_with("{", "AA: t")) != "");
}

TEST_CASE("reserved names, impossible names and values that are no text are errors") {
  CHECK(errors_with("AWS_REGION: x").find("`AWS_REGION` is set by Lambda itself") !=
        std::string::npos);
  CHECK(errors_with("_HANDLER: x").find("`_HANDLER` is set by Lambda itself") != std::string::npos);
  CHECK(errors_with("1AB: x").find("AWS rejects the variable name `1AB`") != std::string::npos);
  CHECK(errors_with("A-B: x").find("AWS rejects the variable name") != std::string::npos);
  CHECK(errors_with("AB: [x]") != "");
  CHECK(errors_with("AB: {Ref2: x}").find("`AB` must be a string, found a map") !=
        std::string::npos);
}

TEST_CASE("4 KB of environment are taken, more are not") {
  // {"AB": "…"}: 2 for the braces, 4 and 2 for the quoted texts' marks, 2 for ": ".
  const std::size_t room = kEnvironmentBytesMax - 10;
  CHECK(errors_with("AB: " + std::string(room, 'x')).empty());
  CHECK(errors_with("AB: " + std::string(room + 1, 'x')).find("AWS takes at most 4096") !=
        std::string::npos);
}
