#include "emulator/check/embedded_schema.h"

// From schema_text.S.
extern "C" {
extern const char brume_cloudformation_begin[];
extern const char brume_cloudformation_end[];
extern const char brume_sam_begin[];
extern const char brume_sam_end[];
extern const char brume_limits_begin[];
extern const char brume_limits_end[];
}

namespace brume::emulator::check {

std::string_view cloudformation_text() {
  return {brume_cloudformation_begin, brume_cloudformation_end};
}

std::string_view sam_text() {
  return {brume_sam_begin, brume_sam_end};
}

std::string_view limits_text() {
  return {brume_limits_begin, brume_limits_end};
}

}  // namespace brume::emulator::check
