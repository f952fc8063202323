#include "emulator/invoke/outcome.h"

#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <cstring>

#include "emulator/base/check.h"
#include "emulator/text/json_text.h"

namespace brume::emulator {
namespace {

constexpr std::string_view kExitError = "Runtime.ExitError";

// The names Go's syscall package has for signals, which is what AWS prints; from 16 on it has none.
std::string signal_name(int signal) {
  switch (signal) {
    case SIGHUP:
      return "hangup";
    case SIGINT:
      return "interrupt";
    case SIGQUIT:
      return "quit";
    case SIGILL:
      return "illegal instruction";
    case SIGTRAP:
      return "trace/breakpoint trap";
    case SIGABRT:
      return "aborted";
    case SIGBUS:
      return "bus error";
    case SIGFPE:
      return "floating point exception";
    case SIGKILL:
      return "killed";
    case SIGUSR1:
      return "user defined signal 1";
    case SIGSEGV:
      return "segmentation fault";
    case SIGUSR2:
      return "user defined signal 2";
    case SIGPIPE:
      return "broken pipe";
    case SIGALRM:
      return "alarm clock";
    case SIGTERM:
      return "terminated";
    default:
      return "signal " + std::to_string(signal);
  }
}

std::string prefixed(std::string_view request_id, std::string_view text) {
  std::string message = "RequestId: ";
  message += request_id;
  message += " Error: ";
  message += text;
  return message;
}

std::string error_object(std::string_view type, std::string_view message) {
  return JsonObject().text("errorType", type).text("errorMessage", message).finish();
}

Outcome ended_outcome(std::string_view request_id, const std::string& words) {
  const std::string message = prefixed(request_id, words);
  return {Reply::End::kCrash, std::string(kExitError), error_object(kExitError, message), message};
}

}  // namespace

std::string describe_exit(int wait_status) {
  if (WIFSIGNALED(wait_status)) return "signal: " + signal_name(WTERMSIG(wait_status));
  return "exit status " + std::to_string(WEXITSTATUS(wait_status));
}

std::string describe_crash(int signal, std::uint64_t fault_address) {
  const char* const abbreviation = ::sigabbrev_np(signal);
  std::string text = "the handler died of SIG";
  text += abbreviation != nullptr ? abbreviation : std::to_string(signal);
  text += " (" + signal_name(signal) + ")";
  if (signal == SIGSEGV || signal == SIGBUS) {
    char address[32];
    std::snprintf(address, sizeof address, " at address 0x%llx",
                  static_cast<unsigned long long>(fault_address));
    text += address;
  }
  return text;
}

Outcome function_error_outcome(std::string_view type, std::string_view message,
                               const std::vector<std::string>& stack) {
  JsonObject object;
  object.text("errorType", type).text("errorMessage", message);
  if (!stack.empty()) {
    std::string lines = "[";
    for (const std::string& line : stack) {
      if (lines.size() > 1) lines += ',';
      append_json_string(lines, line);
    }
    object.raw("stackTrace", lines + "]");
  }
  return {Reply::End::kFunctionError, std::string(type), object.finish()};
}

Outcome reported_outcome(const FunctionError& error) {
  if (error.payload.empty()) return function_error_outcome(error.type, error.message, {});
  return {Reply::End::kFunctionError, error.type, error.payload};
}

std::string timeout_words(Duration timeout) {
  char text[64];
  std::snprintf(text, sizeof text, "Task timed out after %.2f seconds",
                std::chrono::duration<double>(timeout).count());
  return text;
}

Outcome timeout_outcome(std::string_view request_id, Duration timeout) {
  constexpr std::string_view kType = "Sandbox.Timedout";
  return {Reply::End::kTimeout, std::string(kType),
          error_object(kType, prefixed(request_id, timeout_words(timeout)))};
}

Outcome exit_outcome(std::string_view request_id, int wait_status) {
  const bool no_reason = WIFEXITED(wait_status) && WEXITSTATUS(wait_status) == 0;
  return ended_outcome(request_id,
                       no_reason ? "Runtime exited without providing a reason"
                                 : "Runtime exited with error: " + describe_exit(wait_status));
}

Outcome out_of_memory_outcome(std::string_view request_id) {
  Outcome outcome = broken_outcome(request_id);
  outcome.end = Reply::End::kOutOfMemory;
  return outcome;
}

Outcome broken_outcome(std::string_view request_id) {
  return ended_outcome(request_id, "Runtime exited with error: signal: killed");
}

std::string_view end_words(Reply::End end) {
  switch (end) {
    case Reply::End::kSuccess:
      return "success";
    case Reply::End::kFunctionError:
      return "function error";
    case Reply::End::kTimeout:
      return "timeout";
    case Reply::End::kCrash:
      return "crash";
    case Reply::End::kOutOfMemory:
      return "out of memory";
    case Reply::End::kInitError:
      return "initialisation failed";
  }
  BRUME_CHECK(false);
}

std::string how_it_ended(const Reply& reply) {
  char took[32];
  std::snprintf(took, sizeof took, " in %.2f ms",
                static_cast<double>(reply.duration.count()) / 1e3);
  return std::string(end_words(reply.end)) + took;
}

}  // namespace brume::emulator
