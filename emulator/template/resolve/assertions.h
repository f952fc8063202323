// The `Rules` of a template: what it asserts of its parameters beyond what each declares.
// Source: "Rules" and "Rule functions" in the CloudFormation user guide.
//
// No thread of its own.
#pragma once

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/resolve/deploy_time_values.h"

namespace brume::emulator {

// Reports each assertion that does not hold. What AWS would have to be asked for
// (`Fn::ValueOf`, values of Parameter Store) is taken to hold.
void check_assertions(const Value& root, EarlyValues& early, Reporter& reporter);

}  // namespace brume::emulator
