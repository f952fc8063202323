// AWS::LanguageExtensions, but for its loops: functions whose values are known before the stack
// exists are replaced by them, as CloudFormation does before SAM looks at the template. So names
// in Ref, Fn::GetAtt, Condition and DependsOn, deletion policies and SAM's plain properties may be
// computed.
//
// Changes the tree; no thread of its own.
#pragma once

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/resolve/deploy_time_values.h"

namespace brume::emulator {

// REQUIRES: has_language_extensions(root), and its loops are written out
void resolve_early(Value& root, EarlyValues& early, Reporter& reporter);

// Warns of transforms that cannot run here, and of that one after SAM's.
void check_transform_list(const Value& root, Reporter& reporter);

}  // namespace brume::emulator
