#include "emulator/loop/child_process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

using namespace brume::emulator;

namespace {

std::vector<std::string> lines_of(const ChildProcessOptions& options, int expected_status) {
  std::vector<std::string> lines;
  const Result<int> status =
      run_process(options, [&](std::string_view line) { lines.emplace_back(line); });
  REQUIRE(status.ok());
  CHECK(status.value() == expected_status);
  return lines;
}

}  // namespace

TEST_CASE("both outputs arrive line by line in the order written") {
  const auto lines = lines_of({.argv = {"sh", "-c", "echo one; echo two >&2; printf three"}}, 0);
  CHECK(lines == std::vector<std::string>{"one", "two", "three"});
}

TEST_CASE("exit statuses and signals are told as shells tell them") {
  CHECK(lines_of({.argv = {"sh", "-c", "exit 7"}}, 7).empty());
  CHECK(lines_of({.argv = {"sh", "-c", "kill -TERM $$"}}, 128 + 15).empty());
}

TEST_CASE("environment and working directory are the ones given") {
  const auto lines = lines_of({.argv = {"/bin/sh", "-c", "echo $A; pwd; echo [$HOME]"},
                               .environment = std::map<std::string, std::string>{{"A", "x y"}},
                               .working_directory = "/usr"},
                              0);
  CHECK(lines == std::vector<std::string>{"x y", "/usr", "[]"});
}

TEST_CASE("a program that does not exist is named") {
  const auto started = ChildProcess::start({.argv = {"no-such-program-here"}});
  REQUIRE_FALSE(started.ok());
  CHECK(started.error().code == Error::Code::kNotFound);
  CHECK(started.error().message.find("no-such-program-here") != std::string::npos);
}

TEST_CASE("a descriptor is handed over under its number in the child") {
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  auto child =
      ChildProcess::start({.argv = {"sh", "-c", "echo hello >&3"}, .descriptors = {{3, ends[1]}}});
  REQUIRE(child.ok());
  ::close(ends[1]);
  CHECK(child->wait() == 0);
  char text[16] = {};
  CHECK(::read(ends[0], text, sizeof text) == 6);
  CHECK(std::string(text) == "hello\n");
  ::close(ends[0]);
}
