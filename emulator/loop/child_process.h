// Child processes that are ordinary programs: brume-host, compilers, debuggers. The one user of
// Boost.Process. (Execution environments are not started here; brume-host forks them.)
//
// Blocking; any thread, one thread per object.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace brume::emulator {

struct ChildProcessOptions {
  std::vector<std::string> argv;  // argv[0]: a path, or a name looked up in PATH
  std::optional<std::map<std::string, std::string>> environment = {};  // absent: ours
  std::filesystem::path working_directory = {};                        // empty: ours
  std::map<int, int> descriptors = {};  // number in the child -> ours; beside 0, 1 and 2
  bool null_stdin = true;               // false: shares our standard input
};

// A started program. Destroying it neither stops nor waits: the owner decides, by wait().
class ChildProcess {
 public:
  // kNotFound when there is no such program; kUnavailable when the system refuses.
  static Result<ChildProcess> start(const ChildProcessOptions& options);
  ChildProcess(ChildProcess&&) noexcept;
  ChildProcess& operator=(ChildProcess&&) noexcept;
  ~ChildProcess();

  pid_t pid() const;
  // The exit status, or 128 + the signal's number as shells say it. Once.
  int wait();

 private:
  struct State;
  explicit ChildProcess(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

// Runs a program to its end, handing its standard output and error over line by line, without the
// line end, in the order written. The result is what ChildProcess::wait() says.
Result<int> run_process(const ChildProcessOptions& options,
                        const std::function<void(std::string_view line)>& on_output_line);

}  // namespace brume::emulator
