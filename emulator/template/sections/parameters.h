// The `Parameters` section: declarations, the values given on the command line or by default, and
// all that CloudFormation checks of them.
#pragma once

#include <functional>
#include <map>
#include <string>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"

namespace brume::emulator {

// What `Ref` gives: a string, or a list of strings for list types. Numbers stay the text they were
// written as, as in CloudFormation. A parameter without a value is absent.
using ParameterValues = std::map<std::string, Value, std::less<>>;

struct ParameterOptions {
  std::map<std::string, std::string> overrides;
  // `brume transform` can do without values: the references stay in place.
  bool values_required = true;
  bool nested = false;  // the overrides are what the stack around it gives
  // Values of Parameter Store by name, beside those in the template; may be null.
  const std::map<std::string, std::string, std::less<>>* stored = nullptr;
};

ParameterValues read_parameters(const Value& root, const ParameterOptions& options,
                                Reporter& reporter);

}  // namespace brume::emulator
