#include <doctest/doctest.h>

#include "emulator/build/build_plan.h"
#include "emulator/build/tools.h"

using namespace brume::emulator;
using Method = BuildUnit::Method;

namespace {

FunctionSpec function(const std::string& id, const std::string& method, const std::string& code) {
  FunctionSpec spec;
  spec.logical_id = id;
  spec.name = id + "-name";
  spec.handler = "hello.handler";
  spec.build.method = method;
  spec.code = code;
  return spec;
}

Application application(std::vector<FunctionSpec> functions) {
  Application made;
  made.functions = std::move(functions);
  return made;
}

std::vector<std::string> ids(const BuildUnit& unit) {
  std::vector<std::string> all;
  for (const BuildTarget& target : unit.targets) all.push_back(target.logical_id);
  return all;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("functions that share a CMake project are built once") {
  const auto units = plan_build(
      application({function("A", "cmake", "/p/src/"), function("B", "", "/p/bin"),
                   function("C", "cmake", "/p/src/../src/"), function("D", "cmake", "/p/other")}),
      {});
  REQUIRE(units.ok());
  REQUIRE(units.value().size() == 3);
  CHECK(units.value()[0].method == Method::kCMake);
  CHECK(ids(units.value()[0]) == Names{"A", "C"});
  CHECK(units.value()[1].method == Method::kAsIs);
  CHECK(ids(units.value()[2]) == Names{"D"});
}

TEST_CASE("each function of a makefile is a unit of its own") {
  const auto units = plan_build(
      application({function("A", "makefile", "/p"), function("B", "makefile", "/p")}), {});
  REQUIRE(units.ok());
  CHECK(units.value().size() == 2);
}

TEST_CASE("only the wanted functions are built, by logical id or by name") {
  const Application all = application(
      {function("A", "cmake", "/p"), function("B", "cmake", "/p"), function("C", "cmake", "/q")});
  const auto units = plan_build(all, {"B-name", "C"});
  REQUIRE(units.ok());
  REQUIRE(units.value().size() == 2);
  CHECK(ids(units.value()[0]) == Names{"B"});
  CHECK(ids(units.value()[1]) == Names{"C"});
}

TEST_CASE("an unknown function is answered with the nearest, or with all") {
  const Application all = application({function("HelloFunction", "cmake", "/p")});
  const auto near = plan_build(all, {"HeloFunction"});
  REQUIRE_FALSE(near.ok());
  CHECK(near.error().code == Error::Code::kNotFound);
  CHECK(near.error().message ==
        "the template has no function `HeloFunction`; did you mean `HelloFunction`?");
  CHECK(plan_build(all, {"X"}).error().message ==
        "the template has no function `X`; it has `HelloFunction`");
}

TEST_CASE("an unknown BuildMethod is an error that names the known ones") {
  const auto units = plan_build(application({function("A", "bazel", "/p")}), {});
  REQUIRE_FALSE(units.ok());
  CHECK(units.error().message ==
        "A has the BuildMethod `bazel`; known here are `cmake` and `makefile`");
}

TEST_CASE("progress is read from Ninja and from make") {
  using Share = std::pair<std::size_t, std::size_t>;
  CHECK(progress_in("[3/12] Building CXX object") == Share(3, 12));
  CHECK(progress_in("[ 45%] Building CXX object") == Share(45, 100));
  CHECK(progress_in("[100%] Built target hello") == Share(100, 100));
  for (const char* other : {"", "[", "[x/y] z", "[3/", "[3/12]", "[12/3] odd", "3/12] z",
                            "hello.cpp:3: error: [3/12]", "[99999999999999999999/3] z"}) {
    CAPTURE(other);
    CHECK_FALSE(progress_in(other).has_value());
  }
}
