#include "emulator/services/apigateway/authorize/http_text_fetcher.h"

#include <algorithm>

#include "emulator/services/apigateway/proxy/http_client.h"

namespace brume::emulator::gateway {
namespace {

Error unavailable_text(const std::string& url, const std::string& why) {
  return {Error::Code::kUnavailable, "cannot fetch " + url + ": " + why};
}

Result<std::string> fetched_text(const std::string& url, Result<http::Response> response) {
  if (!response) return unavailable_text(url, response.error().message);
  if (response->status != 200) {
    return unavailable_text(url, "status " + std::to_string(response->status));
  }
  if (response->body.size() > kMaxFetchedBytes) return unavailable_text(url, "it is too large");
  return std::move(response->body);
}

}  // namespace

void HttpTextFetcher::get(const std::string& url, Callback<void(Result<std::string>)> done) {
  if (!url.starts_with("http://") && !url.starts_with("https://")) {
    return done(unavailable_text(url, "it is no http or https URL"));
  }
  const std::size_t path = std::min(url.find('/', url.find("://") + 3), url.size());
  OutboundRequest request;
  request.method = "GET";
  request.origin = url.substr(0, path);
  request.target = path == url.size() ? "/" : url.substr(path);
  request.headers.add("Accept", "application/json");
  request.timeout_ms = static_cast<int>(
      std::chrono::duration_cast<std::chrono::milliseconds>(kFetchTimeout).count());
  struct Answer {
    std::string url;
    Callback<void(Result<std::string>)> done;
  };
  auto answer = std::make_shared<Answer>(Answer{url, std::move(done)});
  send_outbound(loop_, std::move(request), [answer](Result<http::Response> response) {
    answer->done(fetched_text(answer->url, std::move(response)));
  });
}

}  // namespace brume::emulator::gateway
