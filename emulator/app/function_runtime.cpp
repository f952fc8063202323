#include "emulator/app/function_runtime.h"

namespace brume::emulator::app {

// The build tree has it beside this program. An installed one is where no shell looks for commands
// (cmake/BrumePackage.cmake). Links to this program are followed: the kernel has done so.
std::filesystem::path host_program() {
  std::error_code ignored;
  const auto bin = std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path();
  const auto installed = bin.parent_path() / "libexec" / "brume" / "brume-host";
  return std::filesystem::exists(installed, ignored) ? installed : bin / "brume-host";
}

namespace {

std::optional<VirtualTime> virtual_time(std::optional<WallTime> start) {
  return start ? std::optional<VirtualTime>(std::in_place, *start) : std::nullopt;
}

}  // namespace

FunctionRuntime::FunctionRuntime(LogSink& log, std::optional<WallTime> virtual_start,
                                 const std::filesystem::path& host)
    : virtual_time_(virtual_time(virtual_start)),
      hybrid_clock_(clock(), loop_),
      symbolizer_(make_dwarf_symbolizer(loop_)),
      zygote_(loop_, log, ZygoteOptions{.host_program = host.empty() ? host_program() : host}),
      programs_(loop_, zygote_),
      launchers_(zygote_, programs_),
      services_{.clock = hybrid_clock_,
                .timers = loop_,
                .ids = ids_,
                .log = log,
                .launcher = launchers_,
                .symbolizer = *symbolizer_,
                .pending_work = &pending_work_,
                .clock_events = &clock_events_,
                .clock_stands_still = virtual_start.has_value()},
      invoker_(services_) {
  if (virtual_time_) mover_.emplace(*virtual_time_, pending_work_, loop_, loop_);
}

Clock& FunctionRuntime::clock() {
  if (virtual_time_) return *virtual_time_;
  return loop_;
}

Timers& FunctionRuntime::timers() {
  if (virtual_time_) return *virtual_time_;
  return loop_;
}

}  // namespace brume::emulator::app
