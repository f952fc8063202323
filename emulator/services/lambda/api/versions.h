// Publishing versions: $LATEST as it is now, under the next number.
// Loop thread.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "emulator/aws/call.h"
#include "emulator/services/lambda/api/context.h"

namespace brume::emulator::aws::lambda {

struct Publication {
  int status = 201;  // of the answer
  std::optional<std::string> description = {};
};

// Answers the call with the new version, or with the last one when nothing changed since, as AWS
// does. The code of a template's function, which a build may replace, is copied first.
// REQUIRES: there is such a function
void publish_latest(Context& context, const std::shared_ptr<Call>& call, const std::string& name,
                    Publication publication);

// Of a function that was just created, whose code is its own: version 1, at once.
void publish_created(Context& context, const std::string& name);

}  // namespace brume::emulator::aws::lambda
