// Builds with make and with CMake, for real, on projects of a few lines.
#include "emulator/build/builder.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "tests/unit/build/folder.h"

using namespace brume::emulator;
namespace fs = std::filesystem;
using Method = BuildUnit::Method;

namespace {

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string text_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(in), {});
}

class Listener : public BuildObserver {
 public:
  void on_progress(std::size_t done, std::size_t total) override {
    CHECK(done <= total);
    ++progress;
  }
  void on_line(std::string_view line) override { said += std::string(line) + "\n"; }

  int progress = 0;
  std::string said;
};

struct Project {
  Folder folder;
  std::atomic<bool> interrupted = false;
  Listener listener;

  fs::path artifact(const std::string& name) const { return folder.path() / "build" / name; }

  std::vector<BuildOutcome> build(Method method, std::vector<BuildTarget> targets) {
    BuildSettings settings;
    settings.artifacts_root = folder / "build";
    settings.cache_root = folder / "cache";
    settings.logs_root = folder / "logs";
    settings.prefix = BRUME_PREFIX;
    settings.interrupted = &interrupted;
    for (char** entry = environ; *entry != nullptr; ++entry) {
      const std::string text = *entry;
      settings.environment.emplace(text.substr(0, text.find('=')),
                                   text.substr(std::min(text.find('=') + 1, text.size())));
    }
    return build_unit({method, folder / "src", std::move(targets)}, settings, listener);
  }
};

const std::string kCopyHello =
    "build-Hello:\n\tcp " BRUME_HELLO_LIBRARY " $(ARTIFACTS_DIR)/hello.so\n";

const std::string kCSource =
    "#include <brume/abi.h>\nBRUME_LIBRARY\n"
    "BRUME_EXPORT void handler(const brume_call* call) {\n"
    "  brume_bytes answer = {\"1\", 1};\n  call->reply(call->host, answer);\n}\n";

const std::string kTwoFunctions =
    "cmake_minimum_required(VERSION 3.25)\nproject(two LANGUAGES C)\nfind_package(brume REQUIRED)\n"
    "add_lambda_function(good good.c)\nadd_lambda_function(bad bad.c)\n";

}  // namespace

TEST_CASE("a makefile's target writes the artifacts") {
  Project project;
  write(project.folder / "src/Makefile", kCopyHello);
  const auto outcomes = project.build(Method::kMakefile, {{"Hello", "hello.handler"}});
  REQUIRE(outcomes.size() == 1);
  CHECK(outcomes[0].complaint == "");
  CHECK(outcomes[0].library == project.artifact("Hello") / "hello.so");
  CHECK(fs::exists(outcomes[0].library));
  CHECK(text_of(outcomes[0].log).find("$ make") != std::string::npos);
}

TEST_CASE("a makefile that fails says so in make's words and keeps the last good artifacts") {
  Project project;
  write(project.artifact("Hello") / "hello.so", "good");
  write(project.folder / "src/Makefile", "build-Hello:\n\t@echo oh no >&2; exit 3\n");
  const auto outcomes = project.build(Method::kMakefile, {{"Hello", "hello.handler"}});
  CHECK(outcomes[0].complaint.find("target build-Hello fails") != std::string::npos);
  CHECK(project.listener.said.find("oh no") != std::string::npos);
  CHECK(text_of(project.artifact("Hello") / "hello.so") == "good");
}

TEST_CASE("a handler that the library does not export fails the build") {
  Project project;
  write(project.artifact("Hello") / "hello.so", "good");
  write(project.folder / "src/Makefile", kCopyHello);
  const auto outcomes = project.build(Method::kMakefile, {{"Hello", "hello.handlr"}});
  CHECK(outcomes[0].complaint == "hello.so exports no function `handlr`; did you mean `handler`?");
  CHECK(text_of(project.artifact("Hello") / "hello.so") == "good");
  const auto nothing = project.build(Method::kMakefile, {{"Hello", "other.handler"}});
  CHECK(nothing[0].complaint.find("there is no other.so in ARTIFACTS_DIR") == 0);
}

TEST_CASE("an interrupted build puts nothing in place") {
  Project project;
  write(project.artifact("Hello") / "hello.so", "good");
  write(project.folder / "src/Makefile", kCopyHello);
  project.interrupted = true;
  const auto outcomes = project.build(Method::kMakefile, {{"Hello", "hello.handler"}});
  CHECK(outcomes[0].complaint == "interrupted");
  CHECK(text_of(project.artifact("Hello") / "hello.so") == "good");
}

TEST_CASE("code that is used as it is is checked, and not hidden by older artifacts") {
  Project project;
  write(project.artifact("Hello") / "hello.so", "of an earlier build");
  fs::create_directories(project.folder / "src");
  fs::copy_file(BRUME_HELLO_LIBRARY, project.folder / "src/hello.so");
  const auto outcomes = project.build(Method::kAsIs, {{"Hello", "hello.handler"}});
  CHECK(outcomes[0].complaint == "");
  CHECK(outcomes[0].library == project.folder / "src/hello.so");
  CHECK_FALSE(fs::exists(project.artifact("Hello")));
}

TEST_CASE("a CMake project is built once for all its functions, again only if it changes") {
  Project project;
  write(project.folder / "src/CMakeLists.txt", kTwoFunctions);
  write(project.folder / "src/good.c", kCSource);
  write(project.folder / "src/bad.c", kCSource);
  const std::vector<BuildTarget> targets = {{"Good", "good.handler"}, {"Bad", "bad.handler"}};
  auto outcomes = project.build(Method::kCMake, targets);
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[0].complaint == "");
  CHECK(outcomes[1].complaint == "");
  CHECK(project.listener.progress > 0);
  CHECK(project.listener.said == "");
  project.listener.progress = 0;
  outcomes = project.build(Method::kCMake, targets);
  CHECK(outcomes[0].complaint == "");
  CHECK(project.listener.progress == 0);

  // One of the two breaks: the compiler's words come through, the other is still built.
  write(project.folder / "src/bad.c", "this is no C;\n");
  write(project.folder / "src/good.c", kCSource + "/* changed */\n");
  const std::string before = text_of(outcomes[1].library);
  outcomes = project.build(Method::kCMake, targets);
  CHECK(outcomes[0].complaint == "");
  CHECK(outcomes[1].complaint == "it does not compile");
  CHECK(project.listener.said.find("bad.c:1:") != std::string::npos);
  CHECK(project.listener.said.find("error: ") != std::string::npos);
  CHECK(project.listener.said.find("FAILED:") == std::string::npos);
  CHECK(text_of(project.artifact("Bad") / "bad.so") == before);
}

TEST_CASE("a CMake project that cannot be configured fails all its functions") {
  Project project;
  write(project.folder / "src/CMakeLists.txt", "message(FATAL_ERROR \"no luck\")\n");
  const auto outcomes = project.build(Method::kCMake, {{"A", "a.handler"}, {"B", "b.handler"}});
  REQUIRE(outcomes.size() == 2);
  CHECK(outcomes[1].complaint.find("CMake cannot configure") == 0);
  CHECK(project.listener.said.find("no luck") != std::string::npos);
}

TEST_CASE("a library without install rules is taken from the build tree") {
  Project project;
  write(project.folder / "src/CMakeLists.txt",
        "cmake_minimum_required(VERSION 3.25)\nproject(plain LANGUAGES C)\n"
        "find_package(brume REQUIRED)\nadd_subdirectory(sub)\n");
  write(project.folder / "src/sub/CMakeLists.txt",
        "add_library(plain SHARED plain.c)\ntarget_link_libraries(plain PRIVATE brume::sdk)\n");
  write(project.folder / "src/sub/plain.c", kCSource);
  const auto outcomes = project.build(Method::kCMake, {{"Plain", "plain.handler"}});
  CHECK(outcomes[0].complaint == "");
  CHECK(fs::exists(project.artifact("Plain") / "libplain.so"));
}
