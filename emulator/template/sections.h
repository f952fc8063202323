// What CloudFormation demands of the sections beside `Resources`: the version, names, the shape of
// mappings, the attributes of outputs.
// Source: "Template anatomy" and the quotas in the CloudFormation user guide.
//
// No thread of its own.
#pragma once

#include "emulator/template/report.h"
#include "emulator/template/value.h"

namespace brume::emulator {

// REQUIRES: `root` is a map
void check_sections(const Value& root, Reporter& reporter);

}  // namespace brume::emulator
