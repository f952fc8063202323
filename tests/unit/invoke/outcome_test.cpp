#include "emulator/invoke/outcome.h"

#include <doctest/doctest.h>

#include <csignal>

using namespace brume::emulator;
using namespace std::chrono_literals;

namespace {

constexpr int exited(int status) {
  return status << 8;
}

}  // namespace

TEST_CASE("a timeout is a Sandbox.Timedout with two decimals") {
  struct Row {
    Duration timeout;
    const char* seconds;
  };
  for (const Row& row : {Row{3s, "3.00"}, Row{1s, "1.00"}, Row{900s, "900.00"}, Row{10s, "10.00"},
                         Row{1250ms, "1.25"}}) {
    const Outcome outcome = timeout_outcome("r-1", row.timeout);
    CHECK(outcome.end == Reply::End::kTimeout);
    CHECK(outcome.error_type == "Sandbox.Timedout");
    CHECK(outcome.exit_words.empty());
    CHECK(outcome.payload ==
          "{\"errorType\":\"Sandbox.Timedout\",\"errorMessage\":\"RequestId: r-1 Error: Task timed "
          "out after " +
              std::string(row.seconds) + " seconds\"}");
  }
}

TEST_CASE("an exit says its status; exit 0 has no reason") {
  CHECK(exit_outcome("r-1", exited(127)).payload ==
        "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: r-1 Error: Runtime "
        "exited with error: exit status 127\"}");
  CHECK(exit_outcome("r-1", exited(1)).end == Reply::End::kCrash);
  CHECK(exit_outcome("r-1", exited(0)).payload ==
        "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: r-1 Error: Runtime "
        "exited without providing a reason\"}");
  CHECK(exit_outcome("r-1", exited(2)).exit_words ==
        "RequestId: r-1 Error: Runtime exited with error: exit status 2");
}

TEST_CASE("each fatal signal has the name AWS prints") {
  // † segmentation fault, aborted and killed are AWS's words from its documentation; the others
  // are the names of Go's syscall package, in which AWS's runtime interface is written.
  struct Row {
    int signal;
    const char* name;
  };
  for (const Row& row :
       {Row{SIGHUP, "hangup"}, Row{SIGINT, "interrupt"}, Row{SIGQUIT, "quit"},
        Row{SIGILL, "illegal instruction"}, Row{SIGTRAP, "trace/breakpoint trap"},
        Row{SIGABRT, "aborted"}, Row{SIGBUS, "bus error"}, Row{SIGFPE, "floating point exception"},
        Row{SIGKILL, "killed"}, Row{SIGUSR1, "user defined signal 1"},
        Row{SIGSEGV, "segmentation fault"}, Row{SIGUSR2, "user defined signal 2"},
        Row{SIGPIPE, "broken pipe"}, Row{SIGALRM, "alarm clock"}, Row{SIGTERM, "terminated"},
        Row{SIGSTKFLT, "signal 16"}, Row{SIGXCPU, "signal 24"}, Row{SIGSYS, "signal 31"},
        Row{40, "signal 40"}}) {
    CAPTURE(row.signal);
    CHECK(describe_exit(row.signal) == std::string("signal: ") + row.name);
    CHECK(describe_exit(row.signal | 0x80) == std::string("signal: ") + row.name);  // with a core
    CHECK(exit_outcome("r", row.signal).payload.find(std::string("signal: ") + row.name + "\"}") !=
          std::string::npos);
  }
}

TEST_CASE("running out of memory and breaking off both read as killed, but are told apart") {
  const std::string killed =
      "{\"errorType\":\"Runtime.ExitError\",\"errorMessage\":\"RequestId: r-1 Error: Runtime "
      "exited with error: signal: killed\"}";
  CHECK(out_of_memory_outcome("r-1").payload == killed);
  CHECK(out_of_memory_outcome("r-1").end == Reply::End::kOutOfMemory);
  CHECK(broken_outcome("r-1").payload == killed);
  CHECK(broken_outcome("r-1").end == Reply::End::kCrash);
}

TEST_CASE("a function's error carries its words, and its stack when it has one") {
  const Outcome plain = function_error_outcome("E", "say \"no\"\n", {});
  CHECK(plain.payload == "{\"errorType\":\"E\",\"errorMessage\":\"say \\\"no\\\"\\n\"}");
  CHECK(plain.end == Reply::End::kFunctionError);
  CHECK(plain.error_type == "E");
  CHECK(function_error_outcome("E", "m", {"f at a.cpp:1", "g\t"}).payload ==
        "{\"errorType\":\"E\",\"errorMessage\":\"m\",\"stackTrace\":[\"f at a.cpp:1\",\"g\\t\"]}");
}

TEST_CASE("a crash names the signal, and the address when it was one of memory") {
  CHECK(describe_crash(SIGSEGV, 0x10) ==
        "the handler died of SIGSEGV (segmentation fault) at address 0x10");
  CHECK(describe_crash(SIGBUS, 0xdeadbeef) ==
        "the handler died of SIGBUS (bus error) at address 0xdeadbeef");
  CHECK(describe_crash(SIGABRT, 0x10) == "the handler died of SIGABRT (aborted)");
  CHECK(describe_crash(9999, 0) == "the handler died of SIG9999 (signal 9999)");
}
