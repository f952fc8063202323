// Libraries built with the SDK stay apart in one process, as the host's zygote may hold several.
#include <dlfcn.h>
#include <doctest/doctest.h>

#include <memory>
#include <string>

#include "tests/unit/sdk/fake_call.h"

using brume::test::FakeCall;

namespace {

struct CloseLibrary {
  void operator()(void* library) const { dlclose(library); }
};
using Library = std::unique_ptr<void, CloseLibrary>;

Library load(const char* file) {
  Library library(dlopen(file, RTLD_NOW | RTLD_LOCAL));
  REQUIRE_MESSAGE(library != nullptr, dlerror());
  return library;
}

brume_handler_fn handler(const Library& library, const char* symbol) {
  void* found = dlsym(library.get(), symbol);
  REQUIRE(found != nullptr);
  return reinterpret_cast<brume_handler_fn>(found);
}

}  // namespace

TEST_CASE("libraries with the same handler name answer each for itself, and fail each for itself") {
  const Library hello = load(BRUME_HELLO_LIBRARY);
  const Library throws = load(BRUME_THROWS_LIBRARY);
  const Library rawc = load(BRUME_RAWC_LIBRARY);
  for (int round = 0; round < 3; ++round) {
    CHECK(FakeCall().run(handler(hello, "handler"), R"({"name":"Ada"})").answer ==
          R"({"message":"Hello, Ada!"})");
    CHECK(FakeCall().run(handler(throws, "handler"), R"({"mode":"error"})").error_type ==
          "Shop.OutOfStock");
    CHECK(FakeCall().run(handler(rawc, "handler"), "12345").answer.rfind(R"({"bytes":5,)", 0) == 0);
  }
}

TEST_CASE("one library going away leaves the others working") {
  const Library hello = load(BRUME_HELLO_LIBRARY);
  {
    const Library throws = load(BRUME_THROWS_LIBRARY);
    CHECK(FakeCall().run(handler(throws, "handler"), "{}").error_type == "std::runtime_error");
  }
  CHECK(FakeCall().run(handler(hello, "handler"), "{}").answer == R"({"message":"Hello, world!"})");
}

TEST_CASE("a library exports its handlers and nothing of C++") {
  const Library hello = load(BRUME_HELLO_LIBRARY);
  CHECK(dlsym(hello.get(), "handler") != nullptr);
  CHECK(dlsym(hello.get(), "brume_abi_version") != nullptr);
  CHECK(dlsym(hello.get(),
              "_Z5greetRKN8nlohmann16json_abi_v3_11_210basic_jsonISt3mapSt6vector"
              "NSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEEblmdSaNS0_14adl_"
              "serializerES2_IhSaIhEEEE") == nullptr);
}
