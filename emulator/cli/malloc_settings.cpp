#include "emulator/cli/malloc_settings.h"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace brume::emulator::cli {
namespace {

constexpr std::uintptr_t kLargePageBytes = 2 << 20;
constexpr int kHeapBytes = 64 << 20;  // of address space; memory comes as it is used
constexpr std::size_t kProbeBytes = 256 << 10;

}  // namespace

void expect_large_heap() {
  ::mallopt(M_TOP_PAD, kHeapBytes);
  ::mallopt(M_TRIM_THRESHOLD, kHeapBytes);
  ::mallopt(M_MMAP_THRESHOLD, kHeapBytes / 2);
  // More than there is free: the heap grows at once, as far as it will.
  void* const probe = std::malloc(kProbeBytes);
  const auto from = reinterpret_cast<std::uintptr_t>(probe);
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  std::free(probe);
  const std::uintptr_t begin = (from + kLargePageBytes - 1) & ~(kLargePageBytes - 1);
  // Not where the heap is another's: under a sanitizer, say.
  if (begin < from || begin >= end || end - begin > 2 * std::uintptr_t{kHeapBytes}) return;
  ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_HUGEPAGE);
}

}  // namespace brume::emulator::cli
