// The stages of a template on its way to an Application, as trees. Plain data.
#pragma once

#include <optional>

#include "emulator/template/model/application.h"
#include "emulator/template/model/value.h"
#include "emulator/template/sections/parameters.h"

namespace brume::emulator {

// What an Application was made of, for `brume validate`. Null where the way ended
// before.
struct TemplateTrees {
  Value raw;       // as written, with what it includes
  Value written;   // the same, its loops written out
  Value expanded;  // plain CloudFormation
  // What could be read in spite of errors; its properties may lack what was wrong.
  std::optional<Application> partial;
  ParameterValues parameters;
};

}  // namespace brume::emulator
