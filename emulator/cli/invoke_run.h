// What `brume invoke` does once its options are understood: one call, or many, and what to print.
// Main thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "emulator/base/log.h"
#include "emulator/cli/debugger.h"
#include "emulator/invoke/event.h"
#include "emulator/invoke/worker/function_config.h"

namespace brume::emulator::cli {

struct InvokeRequest {
  FunctionConfig function;
  Event event;
  bool json = false;        // print one envelope instead of the answer
  bool print_tail = false;  // --log-type Tail: the last 4 KB, after the answer
  int repeat = 1;
  int concurrency = 1;
  DebuggerOptions debugger = {};
  std::optional<std::string> expected;  // the text of --expect's file
  // Where the emulator's clock stands while it runs; absent: it is the machine's.
  std::optional<WallTime> virtual_start = {};
  std::string endpoint_url = {};            // what the function sees as AWS_ENDPOINT_URL, or empty
  std::filesystem::path history_file = {};  // the call is kept there; empty: nowhere
};

// A call in an environment of its own, of the version that `function` says, under the name that
// the event's qualifier says.
struct OneCall {
  std::optional<Reply> reply = {};  // absent: why has been printed
  int exit_code = 0;                // then
};
OneCall call_once(InvokeRequest request, LogSink& log);

// Both return the exit code. `log` gets the log lines of the call. `asked`: the template whose
// running emulator may make it, if there is one; empty: no emulator is asked.
int invoke_once(InvokeRequest request, LogSink& log, const std::filesystem::path& asked);
int invoke_repeatedly(InvokeRequest request, LogSink& log);
// As call_once(), by the emulator that runs for this template. Absent when none does.
std::optional<OneCall> call_running(const InvokeRequest& request, LogSink& log,
                                    const std::filesystem::path& template_file);

// Prints what the request wants to see of an answer; the exit code. `stream_ends_line`: what was
// printed of a streamed answer ends with a line's end.
int print_reply(const InvokeRequest& request, const Reply& reply, bool stream_ends_line);

// The envelope of --json: {status, functionError, payload, logs, durationMs, billedMs, initMs,
// maxMemoryMb, requestId}; `payload` is JSON where the answer is, else a string. `logs` is the
// reply's tail.
std::string envelope(const Reply& reply);

}  // namespace brume::emulator::cli
