// The `Globals` section: validated, and merged into each resource of its type. Scalars and
// intrinsics are replaced by the resource's own, maps merged, lists prepended.
#pragma once

#include "emulator/template/sam/core/context.h"

namespace brume::emulator::sam {

void merge_globals(Context& context);

// Documents that SAM writes itself are of the OpenAPI version that their API asks for.
void use_open_api_versions(Context& context);

}  // namespace brume::emulator::sam
