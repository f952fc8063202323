// EventSourceMapping: which records of which source go to which function, and how. A value, with
// the limits that AWS documents; whoever reads it from a template or a request checks them.
//
// Source of names and defaults: Lambda API, EventSourceMappingConfiguration.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"

namespace brume::emulator::polling {

enum class StartingPosition { kLatest, kTrimHorizon, kAtTimestamp };

inline constexpr std::string_view kReportBatchItemFailures = "ReportBatchItemFailures";

struct EventSourceMapping {
  std::string uuid;
  std::string function;  // "name" or "name:qualifier"
  std::string source_arn;
  bool enabled = true;

  // --- what the Poller does ---
  std::size_t batch_size = 10;  // 1 to 10,000
  Duration batching_window{0};  // up to 5 minutes
  // Of batches of this mapping that run at once; absent: kMaxConcurrency.
  std::optional<int> maximum_concurrency;
  // FilterCriteria: patterns as JSON text, of which one must match. The Filter is made of them.
  std::vector<std::string> filters;
  std::vector<std::string> function_response_types;

  // --- what the Source does, see Source::configure() ---
  bool bisect_on_error = false;
  int maximum_retry_attempts = -1;             // -1: until the record is too old
  std::optional<Duration> maximum_record_age;  // absent: as long as the source keeps it
  Duration tumbling_window{0};                 // 0: none; the source keeps the state
  int parallelization_factor = 1;              // batches of a shard at once, 1 to 10
  StartingPosition starting_position = StartingPosition::kLatest;
  std::optional<WallTime> starting_timestamp;  // with kAtTimestamp
  std::string on_failure;                      // the destination's ARN, or empty

  // Without its qualifier.
  std::string function_name() const { return function.substr(0, function.find(':')); }
  bool reports_item_failures() const {
    for (const std::string& type : function_response_types) {
      if (type == kReportBatchItemFailures) return true;
    }
    return false;
  }
};

}  // namespace brume::emulator::polling
