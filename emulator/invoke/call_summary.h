// One call in one line, for the logs that people read: what the kCall records of a log carry.
//
// Pure, but for log_call().
#pragma once

#include <optional>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/log.h"
#include "emulator/invoke/event.h"
#include "emulator/invoke/worker/function_config.h"
#include "emulator/text/text_buffer.h"

namespace brume::emulator {

struct CallSummary {
  Reply::End end = Reply::End::kSuccess;
  Duration duration{0};
  std::optional<Duration> init_duration = {};  // on a cold start only
  int max_memory_mb = 0;
  std::string_view why = {};     // of a failure that no notice explains; or empty
  std::string_view caller = {};  // Event::caller
};

// Tabs and line ends in the texts become spaces.
void add_summary(TextBuffer& line, const CallSummary& summary);
// What add_summary() made; its texts are views into `line`. Absent: it did not make that.
std::optional<CallSummary> read_summary(std::string_view line);

struct EndedCall {
  const FunctionConfig& function;
  const Event& event;
  const Reply& reply;
  std::string_view exit_words;  // Outcome's, where nothing else says why the call failed; or empty
};
// Writes its kCall record.
void log_call(LogSink& log, WallTime at, const EndedCall& call);

}  // namespace brume::emulator
