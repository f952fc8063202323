// SAM -> plain CloudFormation: Globals merged, each AWS::Serverless::* resource replaced by the
// resources it stands for, with SAM's own logical ids. What is not SAM's stays as it is.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/template/model/report.h"
#include "emulator/template/model/value.h"
#include "emulator/template/sections/parameters.h"

namespace brume::emulator {

struct Expansion {
  Value root;
  // `Events` of each function, as written: they live on in the Application's model.
  std::map<std::string, Value, std::less<>> events;
  // What SAM itself would say, a sentence each, in SAM's order; empty: it accepts the template.
  std::vector<std::string> rejections;
};

// REQUIRES: root is a map
Expansion expand_sam(Value root, const ParameterValues& parameters, Reporter& reporter);

// "Invalid Serverless Application Specification document. Number of errors found: …"
// REQUIRES: there are rejections
std::string sam_error_message(const Expansion&);

}  // namespace brume::emulator
