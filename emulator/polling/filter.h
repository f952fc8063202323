// Filter: whether a record is for the function. Made of a mapping's filter criteria by whoever
// knows both the patterns and what the source's records look like to them: an SQS message is
// matched by its body, a Kinesis record by its decoded data, a DynamoDB record as it is.
//
// Loop thread. Without state: the same record gives the same answer.
#pragma once

#include "emulator/polling/source.h"

namespace brume::emulator::polling {

class Filter {
 public:
  virtual ~Filter() = default;
  // Of any kind: text that the pattern cannot be applied to does not match.
  virtual bool matches(const Record& record) const = 0;
};

}  // namespace brume::emulator::polling
