#include "emulator/services/schedule/read_schedules.h"

#include <set>

#include "emulator/services/schedule/schedule_reader.h"

namespace brume::emulator::schedule {
namespace {

std::set<std::string> groups_of(const Application& application) {
  std::set<std::string> groups{"default"};
  for (const Resource& resource : application.resources) {
    if (resource.type != "AWS::Scheduler::ScheduleGroup") continue;
    const Value* name = resource.properties.find("Name");
    groups.insert(name != nullptr && name->is_scalar() ? name->text() : resource.logical_id);
  }
  return groups;
}

class ScheduleReader {
 public:
  ScheduleReader(const Application& application, ReadSchedules& result)
      : application_(application),
        groups_(groups_of(application)),
        reporter_(result.diagnostics, rules::kSchedule),
        result_(result) {}

  void read() {
    const ReaderContext context{application_, reporter_};
    for (const Resource& resource : application_.resources) {
      if (resource.type == "AWS::Events::Rule") take(resource, read_rule(resource, context));
      if (resource.type == "AWS::Scheduler::Schedule") {
        take(resource, read_scheduler(resource, context));
      }
    }
  }

 private:
  void take(const Resource& resource, std::optional<Schedule> schedule) {
    if (!schedule) return;
    const Value where = Value().place(resource.at);
    if (!arns_.insert(schedule->arn).second) {
      reporter_.error(where, Path(),
                      "there are two schedules of the name `" + schedule->name + "`");
      return;
    }
    if (!schedule->group.empty() && !groups_.contains(schedule->group)) {
      reporter_.warning(where, Path(),
                        "the schedule group `" + schedule->group +
                            "` is not in this template: AWS refuses the schedule unless the "
                            "account has one of that name");
    }
    result_.schedules.push_back(std::move(*schedule));
  }

  const Application& application_;
  const std::set<std::string> groups_;
  Reporter reporter_;
  ReadSchedules& result_;
  std::set<std::string> arns_;
};

}  // namespace

ReadSchedules read_schedules(const Application& application) {
  ReadSchedules result;
  ScheduleReader(application, result).read();
  return result;
}

}  // namespace brume::emulator::schedule
