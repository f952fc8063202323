#include "emulator/loop/child_process.h"

#include <fcntl.h>
#include <sys/wait.h>

#include <boost/process/args.hpp>
#include <boost/process/child.hpp>
#include <boost/process/env.hpp>
#include <boost/process/environment.hpp>
#include <boost/process/error.hpp>
#include <boost/process/exe.hpp>
#include <boost/process/extend.hpp>
#include <boost/process/io.hpp>
#include <boost/process/pipe.hpp>
#include <boost/process/posix.hpp>
#include <boost/process/search_path.hpp>
#include <boost/process/start_dir.hpp>

namespace brume::emulator {
namespace {

namespace bp = boost::process;

// Hands every descriptor over under its number in the child.
struct InheritDescriptors : bp::extend::handler {
  explicit InheritDescriptors(const std::map<int, int>& wanted) : descriptors(wanted) {}
  template <typename Executor>
  void on_exec_setup(Executor&) const {
    ::signal(SIGPIPE, SIG_DFL);  // ignored here when something listens (tcp.h)
    for (const auto& [theirs, ours] : descriptors) {
      if (theirs == ours) {
        ::fcntl(ours, F_SETFD, 0);
      } else {
        ::dup2(ours, theirs);
      }
    }
  }
  const std::map<int, int>& descriptors;
};

bp::environment environment_of(const ChildProcessOptions& options) {
  if (!options.environment) return boost::this_process::environment();
  bp::environment environment;
  // set(), because operator[] of Boost 1.74 reads past the end of shorter variables.
  for (const auto& [name, value] : *options.environment) environment.set(name, value);
  return environment;
}

boost::filesystem::path program_of(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  return bp::search_path(name);
}

int status_of(int native) {
  return WIFSIGNALED(native) ? 128 + WTERMSIG(native) : WEXITSTATUS(native);
}

template <typename... Io>
Result<bp::child> launch(const ChildProcessOptions& options, Io&&... io) {
  const boost::filesystem::path program = program_of(options.argv.at(0));
  if (program.empty() || !boost::filesystem::exists(program)) {
    return Error{Error::Code::kNotFound, "there is no program '" + options.argv[0] + "'"};
  }
  const std::vector<std::string> arguments(options.argv.begin() + 1, options.argv.end());
  const std::string directory =
      options.working_directory.empty() ? "." : options.working_directory.string();
  std::error_code failure;
  bp::child child(bp::exe = program.string(), bp::args = arguments, environment_of(options),
                  bp::start_dir = directory, InheritDescriptors(options.descriptors),
                  std::forward<Io>(io)..., failure);
  if (failure) {
    return Error{Error::Code::kUnavailable,
                 "cannot start '" + program.string() + "': " + failure.message()};
  }
  return child;
}

}  // namespace

struct ChildProcess::State {
  bp::child child;
};

ChildProcess::ChildProcess(std::unique_ptr<State> state) : state_(std::move(state)) {}
ChildProcess::ChildProcess(ChildProcess&&) noexcept = default;
ChildProcess& ChildProcess::operator=(ChildProcess&&) noexcept = default;
ChildProcess::~ChildProcess() {
  if (state_ && state_->child.valid()) state_->child.detach();
}

Result<ChildProcess> ChildProcess::start(const ChildProcessOptions& options) {
  Result<bp::child> child = options.null_stdin ? launch(options, bp::std_in < bp::null)
                                               : launch(options, bp::std_in < stdin);
  if (!child) return std::move(child).error();
  return ChildProcess(std::make_unique<State>(State{std::move(*child)}));
}

pid_t ChildProcess::pid() const {
  return state_->child.id();
}

int ChildProcess::wait() {
  std::error_code ignored;
  state_->child.wait(ignored);
  return status_of(state_->child.native_exit_code());
}

Result<int> run_process(const ChildProcessOptions& options,
                        const std::function<void(std::string_view line)>& on_output_line) {
  bp::ipstream output;
  Result<bp::child> child =
      launch(options, bp::std_in<bp::null, (bp::std_out & bp::std_err)> output);
  if (!child) return std::move(child).error();
  std::string line;
  while (std::getline(output, line)) on_output_line(line);
  std::error_code ignored;
  child->wait(ignored);
  return status_of(child->native_exit_code());
}

}  // namespace brume::emulator
