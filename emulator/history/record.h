// What is kept of an invocation: all that is needed to show it, and to do it again.
//
// Value types.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "emulator/base/clock.h"
#include "emulator/invoke/event.h"

namespace brume::emulator {

struct RecordedInvocation {
  std::int64_t id = 0;  // from 1, never used again
  std::string function;
  std::string version;    // that ran
  std::string qualifier;  // as the caller named it, or empty
  std::string request_id, trace_header, client_context, cognito_identity;
  WallTime at{};            // START, by the emulator's clock
  std::string environment;  // a JSON object: the function's own variables
  std::string event;
  Reply::End end = Reply::End::kSuccess;
  std::string answer;    // or AWS's error object
  std::string streamed;  // what went to the caller piece by piece; the answer is then an error's
  bool is_streamed = false;
  std::uint64_t left_out_bytes = 0;  // of log and streamed answer, above their limits
  std::string log;                   // lines, each with its end
  Duration duration{0};
  std::optional<Duration> init_duration;
  long billed_ms = 0;
  int max_memory_mb = 0;

  bool failed() const { return end != Reply::End::kSuccess; }
  // What a person would take for its answer.
  const std::string& shown_answer() const { return is_streamed && !failed() ? streamed : answer; }
};

// How much is kept; the oldest go first.
struct HistoryLimits {
  std::int64_t invocations_max = 10'000;
  std::int64_t bytes_max = std::int64_t{256} * 1024 * 1024;
};

// Of one invocation.
inline constexpr std::size_t kMaxRecordedStreamBytes = std::size_t{6} * 1024 * 1024;
inline constexpr std::size_t kMaxRecordedLogBytes = std::size_t{1} * 1024 * 1024;
// What may wait in memory for a slow disk.
inline constexpr std::size_t kMaxWaitingRecordBytes = std::size_t{64} * 1024 * 1024;

}  // namespace brume::emulator
