// POST /_brume/invoke?function=NAME&clientContext=BASE64: what `brume invoke` asks of a running
// emulator: one call, with all of its log. The body is the event. The answer is JSON, an object a
// line, as things happen:
//   {"kind":"platform"|"function"|"notice","text":…}   a line of the call's log
//   {"kind":"chunk","data":BASE64}                     of an answer that is streamed
//   {"kind":"reply",…}                                 its end
//   {"kind":"refused","message":…,"reason":…}          instead: it reached no function
//
// Loop thread. A client that goes away ends nothing but its own answer.
#pragma once

#include "emulator/app/recent_logs.h"
#include "emulator/base/ids.h"
#include "emulator/invoke/invoker.h"
#include "emulator/service/management_request.h"

namespace brume::emulator::app {

class InvokeTopic {
 public:
  // REQUIRES: every argument outlives it, and the calls it makes
  InvokeTopic(Invoker& invoker, Ids& ids, RecentLogs& log)
      : invoker_(invoker), ids_(ids), log_(log) {}

  void answer(const ManagementRequest& request);

 private:
  class Caller;

  Invoker& invoker_;
  Ids& ids_;
  RecentLogs& log_;
};

// The "reply" line, with its end, and back. What was streamed is not in the line.
std::string reply_line(const Reply& reply);
// Absent: reply_line() did not make it.
std::optional<Reply> read_reply_line(const std::string& line);

}  // namespace brume::emulator::app
