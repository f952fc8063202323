// What goes through the door to user code, and what comes back. Payloads are opaque JSON text.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"

namespace brume::emulator {

// Receives an answer as the function writes it. Loop thread.
class StreamSink {
 public:
  virtual ~StreamSink() = default;
  virtual void on_begin(std::string_view content_type) = 0;
  virtual void on_chunk(std::string_view data) = 0;
};

class InvocationWatch;

struct Event {
  std::string payload;                      // at most wire::kMaxPayloadBytes
  std::string qualifier = {};               // as the caller named it, or empty; invoke() sets it
  bool alone = false;                       // no other call is under way; invoke() sets it
  std::string request_id = {};              // empty: a new one
  std::string trace_header = {};            // empty: a new one
  std::string caller = {};                  // for people: "GET /hello", "schedule Nightly"
  std::string client_context = {};          // JSON text, or empty
  std::string cognito_identity = {};        // JSON text, or empty
  bool log_tail = false;                    // fill Reply::log_tail
  std::shared_ptr<StreamSink> stream = {};  // null: a streamed answer is gathered into the payload
  std::shared_ptr<InvocationWatch> watch = {};  // null: no watch; invoke() sets it
  bool wait_for_debugger = false;  // a new environment, held until a debugger is attached
};

// How an invocation ended that reached the function. A function's error is a Reply, not an Error.
struct Reply {
  enum class End { kSuccess, kFunctionError, kTimeout, kCrash, kOutOfMemory, kInitError };

  End end = End::kSuccess;
  std::string request_id;
  std::string payload;    // the answer, or AWS's error object
  bool streamed = false;  // the answer, or what there was of it, went to Event::stream
  std::string executed_version;
  std::string log_tail;
  Duration duration{0};                   // of the invocation, without initialisation
  std::optional<Duration> init_duration;  // on a cold start only
  long billed_ms = 0;
  int max_memory_mb = 0;

  // X-Amz-Function-Error: Unhandled.
  bool function_error() const { return end != End::kSuccess; }
};

}  // namespace brume::emulator
