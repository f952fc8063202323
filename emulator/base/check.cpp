#include "emulator/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace brume::emulator {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "brume: internal error: %s is false at %s:%d\n", condition, file, line);
  std::abort();
}

}  // namespace brume::emulator
