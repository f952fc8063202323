// Runs a program and answers with what it printed: how other languages' SDKs get to run inside a
// function. Event: {"command": "node x.mjs"}.
#include <brume/json.hpp>
#include <cstdio>
#include <string>

namespace {

brume::json run(const brume::json& event) {
  const std::string command = event.at("command");
  FILE* const pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) throw brume::Error("Run.NotStarted", command);
  std::string output;
  char buffer[4096];
  while (const std::size_t size = std::fread(buffer, 1, sizeof buffer, pipe)) {
    output.append(buffer, size);
  }
  const int status = ::pclose(pipe);
  return {{"status", status}, {"output", output}};
}

}  // namespace

BRUME_HANDLER(handler, run)
