#include "emulator/template/model/rules.h"

namespace brume::emulator {
namespace {

constexpr Rule kRules[] = {
    {rules::kSyntax, "The file is no YAML, JSON or TOML that can be read."},
    {rules::kTemplate, "The outline of the template is not what CloudFormation takes."},
    {rules::kSam, "The SAM transform rejects the template."},
    {rules::kParameter, "A parameter is declared wrongly, or has no valid value."},
    {rules::kReference, "A reference leads to something that does not exist."},
    {rules::kIntrinsic, "An intrinsic function is used wrongly."},
    {rules::kCircular, "Resources or conditions depend on each other in a circle."},
    {rules::kUnused, "A parameter, a mapping or a condition is declared and not used."},
    {rules::kUnknownType, "There is no resource of this type."},
    {rules::kUnknownProperty, "The resource has no property of this name."},
    {rules::kMissingProperty, "A property that AWS requires is missing."},
    {rules::kValue, "A value has the wrong type, is out of range or not one of those allowed."},
    {rules::kName, "AWS rejects the name of a resource."},
    {rules::kDuplicateName, "Two resources have the same name."},
    {rules::kLimit, "More than AWS's quotas allow."},
    {rules::kHandler, "The handler of a function cannot be called."},
    {rules::kCode, "The code or a file that a resource is made of cannot be found or run here."},
    {rules::kRoute, "Something is wrong with an API, or two of its routes collide."},
    {rules::kSchedule, "A schedule is wrong, or never fires."},
    {rules::kStorage, "Something is wrong with a bucket."},
    {rules::kPattern, "An event pattern is wrong, or never matches."},
    {rules::kNotEmulated, "Brume does not emulate this."},
    {rules::kConfig, "Something is wrong with a configuration file."},
};

}  // namespace

std::span<const Rule> all_rules() {
  return kRules;
}

}  // namespace brume::emulator
