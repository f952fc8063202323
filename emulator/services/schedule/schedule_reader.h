// The readers that read_schedules() is made of; a schedule's parts that rules and the Scheduler
// share. For schedule/ only. Loading only; any thread.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "emulator/services/schedule/schedule.h"
#include "emulator/template/model/application.h"
#include "emulator/template/model/property_reader.h"

namespace brume::emulator::schedule {

struct ReaderContext {
  const Application& application;
  Reporter& reporter;
};

// Nothing when it has no schedule, or a wrong one.
std::optional<Schedule> read_rule(const Resource& resource, const ReaderContext& context);
std::optional<Schedule> read_scheduler(const Resource& resource, const ReaderContext& context);

// --- parts ---

// The property `Name`, else the logical id; wrong characters are reported.
std::string read_name(const Resource& resource, const PropertyReader& properties);
// Reports a missing one as AWS::…::Schedule's.
std::optional<Expression> read_expression(const PropertyReader& properties, const Value& owner,
                                          Dialect dialect);
// Arn, RetryPolicy, DeadLetterConfig; what it is sent is the dialect's own.
std::optional<Target> read_target(const PropertyReader& properties, const Value& owner,
                                  const ReaderContext& context);
// Reports text that is not JSON.
void check_json(const PropertyReader& properties, std::string_view name, const std::string& text);
// Reports a function that the template does not have.
void check_function(const Value& where, const Path& path, const std::string& function,
                    const ReaderContext& context);

}  // namespace brume::emulator::schedule
