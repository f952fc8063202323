// AWS's words for how invocations end. Pure. Source of the texts: recordings of Lambda's answers;
// one text is from AWS's documentation, which is said there.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/invoke/event.h"
#include "emulator/invoke/worker/worker.h"

namespace brume::emulator {

// A failed end: what the caller gets, and the words REPORT has for it.
struct Outcome {
  Reply::End end = Reply::End::kSuccess;
  std::string error_type;  // "Sandbox.Timedout", "Runtime.ExitError", the function's own …
  std::string payload;     // the answer, or AWS's error object
  // "RequestId: … Error: Runtime exited …", for the log; only when the environment ended.
  std::string exit_words = {};
};

// "exit status 127", "signal: segmentation fault" (from documentation); `wait_status` of waitpid().
std::string describe_exit(int wait_status);
// For the log: "the handler died of SIGSEGV (segmentation fault) at address 0x10".
std::string describe_crash(int signal, std::uint64_t fault_address);

Outcome function_error_outcome(std::string_view type, std::string_view message,
                               const std::vector<std::string>& stack);
// What the function itself says, if it says it in AWS's form.
Outcome reported_outcome(const FunctionError& error);
Outcome timeout_outcome(std::string_view request_id, Duration timeout);
Outcome exit_outcome(std::string_view request_id, int wait_status);
// The environment ran out of memory and was killed.
Outcome out_of_memory_outcome(std::string_view request_id);
// The environment was killed because what it sent made no sense, or could not be started.
Outcome broken_outcome(std::string_view request_id);

// "success", "function error", "timeout", "crash", "out of memory", "initialisation failed".
std::string_view end_words(Reply::End end);
// "success in 3.01 ms": for people.
std::string how_it_ended(const Reply& reply);

// "Task timed out after 3.00 seconds".
std::string timeout_words(Duration timeout);

}  // namespace brume::emulator
