// Schedule: what an AWS::Events::Rule with a schedule, or an AWS::Scheduler::Schedule, asks for, as
// plain data: when, whom, with what. Everything is resolved and checked.
//
// Plain values. Any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/delivery/retry_policy.h"
#include "emulator/services/schedule/expression.h"
#include "emulator/template/model/source.h"

namespace brume::emulator::schedule {

// When it fires.
struct Timetable {
  Expression expression;
  TimeZone zone;
  std::optional<WallTime> start = {};  // StartDate, EndDate; at() knows neither
  std::optional<WallTime> end = {};

  // The first firing after `after`. A rate counts from StartDate, which is its first firing, else
  // from `created`, one interval before its first. Source: "Schedule types" of the Scheduler guide,
  // the page of CreateSchedule.
  std::optional<WallTime> next(WallTime after, WallTime created) const;
  // The last one that lies after `after` and not after `until`.
  std::optional<WallTime> last(WallTime after, WallTime until, WallTime created) const;
};

// What a target is sent.
struct Payload {
  enum class Kind {
    kEvent,        // the whole event
    kConstant,     // Input
    kPath,         // InputPath: a part of the event
    kTransformed,  // InputTransformer
  };
  Kind kind = Kind::kEvent;
  std::string text = {};                          // Input, InputPath or InputTemplate
  std::map<std::string, std::string> paths = {};  // InputPathsMap
};

// For deliveries that fail; a function's own errors are the asynchronous queue's.
using delivery::RetryPolicy;

struct Target {
  std::string id;  // of a rule's target; the Scheduler has one without
  std::string arn;
  std::string function;  // "name" or "name:qualifier"; empty: not emulated
  Payload payload = {};
  RetryPolicy retry = {};
  std::string dead_letter_arn = {};
};

struct Schedule {
  Dialect dialect = Dialect::kRule;
  std::string logical_id;
  std::string name;
  std::string group = {};  // of the Scheduler's: "default" or a ScheduleGroup's name
  std::string arn;
  std::string region;
  std::string account_id;
  std::string expression;  // as written
  Timetable timetable;
  std::vector<Target> targets = {};
  bool enabled = true;
  Duration window{0};             // FlexibleTimeWindow; 0: OFF
  bool delete_when_done = false;  // ActionAfterCompletion: DELETE
  SourcePosition at = {};

  // Changes whenever it would begin anew on AWS: its expression, zone, dates or state.
  std::string fingerprint() const;
};

}  // namespace brume::emulator::schedule
