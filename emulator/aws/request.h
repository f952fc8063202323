// One request to an operation: its input, read from whatever protocol it came in, and its one
// answer, now or later. An operation that drops it unanswered has a bug, and the client gets
// InternalFailure.
//
// Loop thread. Shared by those who work on it.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "emulator/aws/call.h"
#include "emulator/aws/protocol/codec.h"
#include "emulator/aws/protocol/input.h"

namespace brume::emulator::aws {

class Request {
 public:
  // Null when the call cannot be read; then it has been answered.
  static std::shared_ptr<Request> read(const std::shared_ptr<Call>& call, QueryShapes shapes);
  ~Request();
  Request(const Request&) = delete;
  Request& operator=(const Request&) = delete;

  // REQUIRES: the request outlives it
  Input input() { return Input(input_, errors_); }
  // Call it once the members have been read. True: one of them was wrong, and the request has been
  // answered.
  bool fail_if_invalid();

  // Once, one of these. Without an output: the operation has none.
  void answer() { succeed(nullptr); }
  void answer(Structure output) {
    const Value value(std::move(output));
    succeed(&value);
  }
  void fail(const AwsError& error);

  // For what is not in the input: its id, headers, path and region.
  const Call& call() const { return *call_; }

 private:
  Request(std::shared_ptr<Call> call, Value input, QueryShapes shapes);
  void succeed(const Value* output);

  std::shared_ptr<Call> call_;
  const Value input_;
  ValidationErrors errors_;
  const QueryShapes shapes_;
  bool answered_ = false;
};

// The answer to a body above the service's limit.
void refuse_large_body(Call& call);

}  // namespace brume::emulator::aws
