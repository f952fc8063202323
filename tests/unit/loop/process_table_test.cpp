#include "emulator/loop/process_table.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <functional>

#include "emulator/base/virtual_time.h"

using namespace brume::emulator;
using namespace std::chrono_literals;

namespace {

constexpr std::uint64_t kMb = 1024 * 1024;

// A child that runs `body` up to "ready", and then lives until the test lets it go.
class ForkedChild {
 public:
  explicit ForkedChild(const std::function<void()>& body) {
    int ready[2];
    int hold[2];
    REQUIRE(::pipe2(ready, O_CLOEXEC) == 0);
    REQUIRE(::pipe2(hold, O_CLOEXEC) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(hold[1]);
      body();
      char byte = 'r';
      if (::write(ready[1], &byte, 1) == 1) static_cast<void>(!::read(hold[0], &byte, 1));
      ::_exit(0);
    }
    ::close(ready[1]);
    ::close(hold[0]);
    hold_ = hold[1];
    char byte = 0;
    REQUIRE(::read(ready[0], &byte, 1) == 1);
    ::close(ready[0]);
  }
  ~ForkedChild() { end(); }

  void end() {
    if (pid_ == 0) return;
    ::close(hold_);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
  }
  pid_t pid() const { return pid_; }

 private:
  pid_t pid_ = 0;
  int hold_ = -1;
};

void use_memory(std::size_t megabytes) {
  void* const memory =
      ::mmap(nullptr, megabytes * kMb, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  std::memset(memory, 1, megabytes * kMb);
}

VirtualTime new_time() {
  return VirtualTime(WallTime{});
}

}  // namespace

TEST_CASE("a child's memory is seen, and nothing of one that has gone") {
  ForkedChild child([] { use_memory(64); });
  const ProcessState state = ProcessTable::look_at(child.pid());
  CHECK(state.rss_bytes >= 64 * kMb);
  CHECK_FALSE(state.traced);
  const pid_t pid = child.pid();
  child.end();
  CHECK(ProcessTable::look_at(pid).rss_bytes == 0);
  CHECK(ProcessTable::look_at(0).rss_bytes == 0);
}

TEST_CASE("a process that a debugger is attached to is traced") {
  ForkedChild child([] {});
  if (::ptrace(PTRACE_SEIZE, child.pid(), nullptr, nullptr) != 0) {
    MESSAGE("this system does not let a test trace its child: not checked");
    return;
  }
  CHECK(ProcessTable::look_at(child.pid()).traced);
}

TEST_CASE("descendants are counted together, the process itself is not") {
  VirtualTime time = new_time();
  ProcessTable table(time);
  // A child that has a child that has one of its own; both of those use memory.
  ForkedChild child([] {
    use_memory(100);
    int ready[2];
    REQUIRE(::pipe(ready) == 0);
    if (::fork() == 0) {
      ::prctl(PR_SET_PDEATHSIG, SIGKILL);
      use_memory(24);
      if (::fork() == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::setpgid(0, 0);  // it has left the process group
        use_memory(16);
        static_cast<void>(!::write(ready[1], "r", 1));
      }
      for (;;) ::pause();
    }
    char byte = 0;
    static_cast<void>(!::read(ready[0], &byte, 1));
  });
  const std::uint64_t below = table.descendants_rss_bytes(child.pid());
  CHECK(below >= 40 * kMb);
  CHECK(below < 400 * kMb);  // copies of the parent's 100 MB are shared, but counted
  CHECK(table.descendants_rss_bytes(-1) == 0);
}

TEST_CASE("all processes are read at most once in 50 ms") {
  VirtualTime time = new_time();
  ProcessTable table(time);
  CHECK(table.descendants_rss_bytes(::getpid()) == 0);
  ForkedChild child([] { use_memory(8); });
  time.advance(49ms);
  CHECK(table.descendants_rss_bytes(::getpid()) == 0);  // what was read before it was there
  time.advance(1ms);
  CHECK(table.descendants_rss_bytes(::getpid()) >= 8 * kMb);
}
