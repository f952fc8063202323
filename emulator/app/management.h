// What other commands ask a running emulator: /_brume/status, /_brume/stop, /_brume/logs, and the
// topics of services, on the port of the AWS endpoint, or of the gateway without an endpoint.
// Not for web pages: Host and Origin must be this machine's.
//
// Loop thread. REQUIRES: every argument outlives this object.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/app/recent_logs.h"
#include "emulator/http/exchange.h"
#include "emulator/service/management_request.h"

namespace brume::emulator::app {

struct ManagementServices {
  RecentLogs& log;
  std::function<std::string()> status;  // JSON text
  std::function<void()> stop;           // begins it
  std::string listening_host = {};      // what --host said
};

class Management {
 public:
  // Answers requests for one topic.
  using Topic = std::function<void(const ManagementRequest&)>;

  explicit Management(ManagementServices services) : services_(std::move(services)) {}

  // For /_brume/NAME and all below it.
  void add_topic(const std::string& name, Topic topic) { topics_[name] = std::move(topic); }

  // False, and nothing done, when the path is not below /_brume/.
  bool answer(const std::shared_ptr<http::Exchange>& exchange);

  // Ends the log streams that are open, so that the server can close.
  void end_streams();

 private:
  class LogFollower;
  void answer_own(const std::shared_ptr<http::Exchange>& exchange);
  // ?function=NAME&filter=TEXT&tail=1&calls=1: lines of JSON, with `tail` also those still to come,
  // with `calls` also the summaries of calls.
  void send_logs(const std::shared_ptr<http::Exchange>& exchange);

  ManagementServices services_;
  std::vector<std::weak_ptr<LogFollower>> followers_;
  std::map<std::string, Topic, std::less<>> topics_;
};

}  // namespace brume::emulator::app
