#include "emulator/cli/debugger.h"

#include <cstdio>
#include <sstream>

namespace brume::emulator::cli {
namespace {

std::vector<std::string> words_of(const std::string& command) {
  std::istringstream stream(command);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

void explain_port(int port, const std::string& symbol) {
  const std::string address = "127.0.0.1:" + std::to_string(port);
  std::fprintf(stderr,
               "brume: the function waits for a debugger on %s\n"
               "  gdb:     gdb -q -ex 'target remote %s' -ex 'break %s' -ex continue\n"
               "  VS Code: {\"type\": \"cppdbg\", \"request\": \"launch\", \"MIMode\": \"gdb\", "
               "\"program\": \"<your library>\",\n"
               "            \"miDebuggerServerAddress\": \"%s\"}\n"
               "  CLion:   Remote Debug, 'target remote' args: %s\n",
               address.c_str(), address.c_str(), symbol.c_str(), address.c_str(), address.c_str());
}

}  // namespace

Status Debugger::attach(int pid, const std::string& symbol) {
  ChildProcessOptions options;
  options.null_stdin = false;
  if (options_.port != 0) {
    explain_port(options_.port, symbol);
    options.argv = {"gdbserver", "--attach", "127.0.0.1:" + std::to_string(options_.port),
                    std::to_string(pid)};
    options.null_stdin = true;
  } else {
    options.argv = words_of(options_.command);
    const bool plain = options.argv.size() == 1;
    if (plain) options.argv.insert(options.argv.end(), {"-q"});
    options.argv.insert(options.argv.end(), {"-p", std::to_string(pid)});
    if (plain) {
      options.argv.insert(options.argv.end(), {"-ex", "break " + symbol, "-ex", "continue"});
    }
  }
  auto started = ChildProcess::start(options);
  if (!started) {
    Error error = std::move(started).error();
    error.message += "; install it, for example with `apt-get install gdb gdbserver`";
    return error;
  }
  process_ = std::move(*started);
  return Done{};
}

void Debugger::wait() {
  if (process_) process_->wait();
  process_.reset();
}

}  // namespace brume::emulator::cli
