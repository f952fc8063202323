#include "emulator/cli/explain_request.h"

#include <algorithm>
#include <chrono>

#include "emulator/services/apigateway/event/http_event.h"
#include "emulator/services/apigateway/event/request_ids.h"
#include "emulator/text/ascii.h"
#include "emulator/text/split.h"

namespace brume::emulator::cli {
namespace {

Error usage_error(std::string message) {
  return {Error::Code::kInvalidArgument, std::move(message)};
}

}  // namespace

Result<AskedRequest> asked_request(const RequestOptions& options) {
  std::string host = options.host;
  std::string target = options.target;
  if (const std::size_t scheme = target.find("://"); scheme != std::string::npos) {
    target.erase(0, scheme + 3);
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    host = target.substr(0, end);
    target.erase(0, end);
    if (target.empty() || target.front() == '?') target.insert(0, "/");
  }
  if (!target.starts_with('/')) return usage_error("a path begins with `/`");
  AskedRequest request{.head = {.method = upper_case(options.method),
                                .target = std::move(target),
                                .version_minor = 1,
                                .headers = {},
                                .remote_address = "127.0.0.1",
                                .local_port = 3000,
                                .tls = false},
                       .body = options.body};
  request.head.headers.add("Host", std::move(host));
  for (const std::string& header : options.headers) {
    const std::size_t colon = header.find(':');
    if (colon == 0 || colon == std::string::npos) {
      return usage_error("a header is written `Name: value`, not `" + header + "`");
    }
    request.head.headers.add(std::string(trimmed(header.substr(0, colon))),
                             std::string(trimmed(std::string_view(header).substr(colon + 1))));
  }
  if (!request.body.empty()) {
    request.head.headers.add("Content-Length", std::to_string(request.body.size()));
  }
  return request;
}

std::string event_of(const AskedRequest& request, const gateway::Destination& to) {
  const auto now = std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  RandomIds random;
  const gateway::RequestIds ids = gateway::new_request_ids(to.api->kind, request.head, now, random);
  return gateway::http_event({.head = request.head,
                              .api = *to.api,
                              .route = *to.match.route,
                              .path_parameters = to.match.path_parameters,
                              .base_path = to.base_path,
                              .path = to.path,
                              .request_id = ids.request,
                              .extended_request_id = ids.extended,
                              .trace_root = ids.trace,
                              .at = now,
                              .authorizer = {},
                              .api_key = {},
                              .api_key_id = {},
                              .access_key = {}},
                             request.body);
}

}  // namespace brume::emulator::cli
