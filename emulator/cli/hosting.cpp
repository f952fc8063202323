#include "emulator/cli/hosting.h"

namespace brume::emulator::cli {

std::filesystem::path host_program() {
  std::error_code ignored;
  return std::filesystem::read_symlink("/proc/self/exe", ignored).parent_path() / "brume-host";
}

Hosting::Hosting(LogSink& log)
    : symbolizer_(make_dwarf_symbolizer(loop_)),
      zygote_(loop_, log, ZygoteOptions{.host_program = host_program()}),
      services_{loop_, loop_, ids_, log, zygote_, *symbolizer_},
      invoker_(services_) {}

}  // namespace brume::emulator::cli
