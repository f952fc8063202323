#include "emulator/services/lambda/manage_events.h"

#include <cstdlib>

#include "emulator/async/event_reports.h"

namespace brume::emulator::aws::lambda {
namespace {

using Exchange = std::shared_ptr<http::Exchange>;

template <typename T>
void respond_report(const Exchange& exchange, const Result<T>& result,
                    std::string (*to_json)(const T&)) {
  exchange->respond(result ? json_response(200, to_json(result.value()))
                           : refusal(500, result.error().message));
}

}  // namespace

void manage_events(AsyncQueue& queue, const ManagementRequest& request) {
  const Exchange& exchange = request.exchange;
  const std::string_view path = request.path;
  const bool get = request.method() == "GET";
  const FailedEvents::Filter filter{request.parameter("function"), request.parameter("id"),
                                    std::strtoll(request.parameter("after").c_str(), nullptr, 10)};
  if (path.empty() && get) {
    queue.depths([exchange](auto depths) { respond_report(exchange, depths, depths_json); });
  } else if (path == "/failed" && get) {
    queue.failed(filter, kFailedShown,
                 [exchange](auto failed) { respond_report(exchange, failed, failed_json); });
  } else if (path == "/redrive" && request.method() == "POST") {
    if (filter.function.empty() && filter.id.empty() && request.parameter("all") != "1") {
      return request.refuse(400, "say which: ?id=, ?function= or ?all=1");
    }
    queue.redrive(filter,
                  [exchange](auto redriven) { respond_report(exchange, redriven, redriven_json); });
  } else if (path.empty() || path == "/failed" || path == "/redrive") {
    request.refuse(405, "wrong method");
  } else {
    request.refuse(404, "there is no /_brume/events" + std::string(path));
  }
}

}  // namespace brume::emulator::aws::lambda
