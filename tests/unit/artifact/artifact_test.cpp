#include "emulator/artifact/artifact.h"

#include <doctest/doctest.h>

#include <fstream>

#include "tests/unit/build/folder.h"

using namespace brume::emulator;
namespace fs = std::filesystem;

namespace {

// BRUME_HELLO_LIBRARY: a real function's library, with the symbol `handler`.
Folder folder_with_hello(const char* name = "hello.so") {
  Folder folder;
  fs::copy_file(BRUME_HELLO_LIBRARY, folder / name);
  return folder;
}

std::string complaint(const Folder& folder, std::string_view handler) {
  return artifact_complaint(folder.path(), handler).value_or("");
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a handler names a library and a symbol") {
  const auto plain = handler_name("hello.handler");
  REQUIRE(plain.has_value());
  CHECK(plain->library == "hello");
  CHECK(plain->symbol == "handler");
  CHECK(handler_name("my.lib.run")->library == "my.lib");
  CHECK_FALSE(handler_name("hello").has_value());
  CHECK_FALSE(handler_name(".handler").has_value());
  CHECK_FALSE(handler_name("hello.").has_value());
  CHECK_FALSE(handler_name("").has_value());
}

TEST_CASE("a good library gives no cause for complaint, with lib in front or without") {
  CHECK(complaint(folder_with_hello(), "hello.handler") == "");
  CHECK(complaint(folder_with_hello("libhello.so"), "hello.handler") == "");
}

TEST_CASE("a missing library is named, with the one that was meant") {
  const Folder folder = folder_with_hello();
  CHECK(has(complaint(folder, "helo.handler"), "there is no helo.so in"));
  CHECK(has(complaint(folder, "helo.handler"), "did you mean the library `hello`?"));
  CHECK(has(complaint(folder, "thumbnails.handler"), "there is `hello`"));
  CHECK(has(complaint(Folder(), "hello.handler"), "does the project install it?"));
}

TEST_CASE("no handler leads out of its folder") {
  const Folder folder = folder_with_hello();
  fs::create_directories(folder / "inner");
  CHECK_FALSE(library_in(folder / "inner", "../hello"));
  CHECK(has(artifact_complaint(folder / "inner", "../hello.handler").value_or(""),
            "leads out of the function's folder"));
  CHECK(has(complaint(folder, (folder / "hello").string() + ".handler"), "leads out of"));
}

TEST_CASE("a missing symbol is named, with the one that was meant") {
  const Folder folder = folder_with_hello();
  CHECK(complaint(folder, "hello.handlr") ==
        "hello.so exports no function `handlr`; did you mean `handler`?");
  CHECK(has(complaint(folder, "hello.zzzzzzzz"), "it exports `handler`"));
}

TEST_CASE("what is no library of ours says so") {
  const Folder folder;
  std::ofstream(folder / "text.so") << "not a library";
  CHECK(has(complaint(folder, "text.handler"), "is not a shared library"));
  fs::copy_file(BRUME_FOREIGN_LIBRARY, folder / "foreign.so");
  CHECK(has(complaint(folder, "foreign.foreign_handler"), "BRUME_LIBRARY once"));
  CHECK(has(complaint(folder, "no-dot"), "not of the form library.symbol"));
}
