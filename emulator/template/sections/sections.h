// What CloudFormation demands of the sections beside `Resources`: the version, names, the shape of
// mappings, the attributes of outputs.
// Source: "Template anatomy" and the quotas in the CloudFormation user guide.
//
// No thread of its own.
#pragma once

#include <string_view>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"

namespace brume::emulator {

// What names a resource, a parameter, a mapping or an output: up to 255 letters and digits.
bool is_logical_id(std::string_view name);

// REQUIRES: `root` is a map
void check_sections(const Value& root, Reporter& reporter);

}  // namespace brume::emulator
