// An operation of the Lambda API: where it is found and what runs it. Pure.
#pragma once

#include <memory>
#include <string>
#include <variant>

#include "emulator/aws/call.h"
#include "emulator/aws/protocol/rest_path.h"
#include "emulator/base/result.h"

namespace brume::emulator::aws::lambda {

struct Context;

struct Success {
  int status = 200;
  std::string body = {};  // JSON text, or empty
};
using Answer = Result<Success>;

// Answers at once; the errors are those of errors.h.
using AnswerNow = Answer (*)(Context&, const Call&, const PathParameters&);
// Answers the call itself, some time.
using AnswerLater = void (*)(Context&, const std::shared_ptr<Call>&, const PathParameters&);
// A known operation that is not emulated.
struct NotEmulated {};

struct Operation {
  const char* name;    // "GetFunction"
  const char* method;  // "GET"
  const char* path;    // "/2015-03-31/functions/{FunctionName}"
  std::variant<NotEmulated, AnswerNow, AnswerLater> run = {};
};

}  // namespace brume::emulator::aws::lambda
